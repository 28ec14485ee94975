/** How many objects a JSON text will become, counted before it is parsed. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;

/**
 * Whether a JSON text opens more than `most` objects and lists; those inside strings do not count. `[],[],[],…` becomes thirty times its
 * size in memory, so that 64 MiB of it would take gigabytes.
 * Cost: O(bytes), about 2 ms per MiB; nothing for a text of at most `most` bytes.
 */
export function opensMoreThan(most: number, text: Uint8Array): boolean {
	if (text.byteLength <= most) return false;
	let opened = 0;
	for (let at = 0; at < text.byteLength; at++) {
		const byte = text[at];
		if (byte === QUOTE) at = endOfString(text, at + 1);
		else if (byte === OPEN_OBJECT || byte === OPEN_LIST) opened++;
	}
	return opened > most;
}

/** Offset of the closing quote, or the end. */
function endOfString(text: Uint8Array, start: number): number {
	let at = start;
	while (at < text.byteLength && text[at] !== QUOTE) at += text[at] === BACKSLASH ? 2 : 1;
	return at;
}
