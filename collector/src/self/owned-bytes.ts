/**
 * Bytes that alone fill their buffer, so that it can be handed to another thread: the same memory when they do already, else a copy (of a
 * view into a pool, of shared memory).
 */
export function ownedBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	const { buffer } = bytes;
	if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) return new Uint8Array(buffer);
	return new Uint8Array(bytes);
}
