/** One encoded request. */
export interface LoadBody {
	readonly bytes: Buffer;
	readonly items: number;
	/** Where ids begin in `bytes`; changing 4 bytes at each makes a request of other traces with the same shape. */
	readonly ids: Uint32Array;
}

/** Make the same traces other ones: XOR the first word of every id, so that parents still meet their children. Changes `body.bytes`. */
export function shiftIdsInPlace(body: LoadBody, by: number): void {
	for (const position of body.ids) body.bytes.writeUInt32BE((body.bytes.readUInt32BE(position) ^ by) >>> 0, position);
}
