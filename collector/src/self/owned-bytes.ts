/** The frame of a gRPC message, which stands before it in the buffer that grpc-js joins it in. */
const MESSAGE_HEAD_BYTES = 5;

/**
 * Bytes that alone fill their buffer, so that it can be handed to another thread: the same memory when they do already, but for a head of
 * at most 5 bytes, else a copy (of a view into a pool, of shared memory).
 *
 * Such a head holds nothing of somebody else's: HTTP/2 puts 9 bytes between two pieces of one read, and pools hold much smaller pieces.
 */
export function ownedBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	const { buffer, byteOffset, byteLength } = bytes;
	const isAlone = byteOffset <= MESSAGE_HEAD_BYTES && byteOffset + byteLength === buffer.byteLength;
	if (buffer instanceof ArrayBuffer && isAlone) return new Uint8Array(buffer, byteOffset);
	return new Uint8Array(bytes);
}
