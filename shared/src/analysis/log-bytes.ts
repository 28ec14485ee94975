/** What a byte of a message is to `LogLine`: a table of flags. */
const LETTER = 1;
export const DIGIT = 2;
/** A letter that is no hex digit. */
export const NO_HEX = 4;
export const SPACE = 8;
export const LINE_END = 16;
export const QUOTE = 32;
export const ESCAPE = 64;
/** May stand before a number. */
export const SIGN = 128;
/** May join what is masked. */
export const JOIN = 256;
export const WORD = LETTER | DIGIT;
export const EQUALS = 0x3d;

export const BYTE_CLASS = classes();

function classes(): Uint16Array {
	const table = new Uint16Array(256);
	const bytesOf = new TextEncoder();
	const put = (texts: string, kind: number) => {
		for (const byte of bytesOf.encode(texts)) table[byte] = (table[byte] as number) | kind;
	};
	table.fill(LETTER | NO_HEX, 0x80);
	put("abcdefABCDEF", LETTER);
	put("ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ_", LETTER | NO_HEX);
	put("0123456789", DIGIT);
	put(" \t", SPACE);
	put("\n\r", LINE_END);
	put("\"'`", QUOTE);
	put("\u001b", ESCAPE);
	put("-+", SIGN);
	put(".:-,/+", JOIN);
	return table;
}
