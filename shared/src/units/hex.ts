/** Two lower-case digits for each byte. */
export const HEX_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lower-case hexadecimal text, two digits per byte. Cost O(n). */
export function hexFromBytes(bytes: Iterable<number>): string {
	let hex = "";
	for (const byte of bytes) hex += HEX_OF_BYTE[byte];
	return hex;
}
