/** How a message travels: MQTT 3.1.1 has no headers, so they stand beside the body in one JSON object. */
export interface Envelope {
	readonly id: string;
	/** W3C Trace Context of the producer's span. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Readonly<Record<string, unknown>>;
}

export function envelopeToBytes(envelope: Envelope): Buffer {
	return Buffer.from(JSON.stringify(envelope));
}

export function envelopeFromBytes(bytes: Buffer): Envelope {
	return JSON.parse(bytes.toString());
}
