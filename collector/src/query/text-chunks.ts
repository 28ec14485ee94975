const CHUNK_LENGTH = 256 * 1024;

/** Join texts to UTF-8 chunks of about 256 KiB; every encoder that streams writes through it. */
export async function* textChunks(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
	let held = "";
	for await (const text of texts) {
		held += text;
		if (held.length < CHUNK_LENGTH) continue;
		yield Buffer.from(held);
		held = "";
	}
	if (held !== "") yield Buffer.from(held);
}
