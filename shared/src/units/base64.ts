const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const SIXTH = new Map<string, number>([...[...ALPHABET].map((letter, i) => [letter, i] as const), ["-", 62], ["_", 63]]);

/** Standard base64 with padding. Cost O(n). */
export function base64FromBytes(bytes: Uint8Array): string {
	let text = "";
	for (let i = 0; i < bytes.length; i += 3) {
		const left = bytes.length - i;
		const triple = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
		text += ALPHABET.charAt(triple >>> 18) + ALPHABET.charAt((triple >>> 12) & 63);
		text += left > 1 ? ALPHABET.charAt((triple >>> 6) & 63) : "=";
		text += left > 2 ? ALPHABET.charAt(triple & 63) : "=";
	}
	return text;
}

/** The bytes of base64 in the standard or the URL-safe alphabet, padded or not; undefined when the text is neither. Cost O(n). */
export function bytesFromBase64(text: string): Uint8Array | undefined {
	const digits = text.replace(/={1,2}$/, "");
	if (digits.length % 4 === 1) return undefined;
	const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
	let bits = 0;
	let held = 0;
	let length = 0;
	for (const digit of digits) {
		const sixth = SIXTH.get(digit);
		if (sixth === undefined) return undefined;
		bits = (bits << 6) | sixth;
		held += 6;
		if (held < 8) continue;
		held -= 8;
		bytes[length++] = (bits >>> held) & 0xff;
		bits &= (1 << held) - 1;
	}
	return bytes;
}
