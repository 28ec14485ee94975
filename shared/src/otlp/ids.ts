/** Ids as sent: text of any length, and the bytes that it stands for. */

const EVEN_HEX = /^(?:[0-9a-f]{2})+$/i;
const ALL_ZERO = /^0+$/;

/** What an id that is not hexadecimal is written as: a length that no valid id has, so that a receiver's check refuses it. */
const UNREADABLE_ID = Uint8Array.of(0xff);
const NO_BYTES = new Uint8Array(0);

/** True for one or more pairs of hexadecimal digits in either case. */
export function isHex(text: string): boolean {
	return EVEN_HEX.test(text);
}

/**
 * The bytes of an id's text.
 *
 * Result  "" -> no bytes; pairs of hex digits -> those bytes, whatever their number; any other text -> one byte 0xff, which is of
 *         the wrong length everywhere.
 */
export function bytesFromId(text: string): Uint8Array {
	if (text === "") return NO_BYTES;
	if (!isHex(text)) return UNREADABLE_ID;
	const bytes = new Uint8Array(text.length / 2);
	for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
	return bytes;
}

/** The id when it has `digits` hex digits and is not all zero, else "": an absent id of a log record or exemplar (`otlp.md` V02). */
export function idOrAbsent(text: string, digits: number): string {
	return text.length === digits && isHex(text) && !ALL_ZERO.test(text) ? text : "";
}

/** The parent id as sent; undefined for a root: empty or 8 zero bytes (`otlp.md` V03). */
export function parentOrRoot(text: string): string | undefined {
	return text === "" || text === "0000000000000000" ? undefined : text;
}
