/**
 * Bare words and quoted phrases: both are looked for as they stand, as a part of the text, whatever the case of the letters. A phrase
 * differs from words only in that its blanks are part of it; two bare words are two conditions.
 */

/** The meaning: both sides in lower case, one contains the other. */
export function containsText(text: string, wanted: string): boolean {
	return text.toLowerCase().includes(wanted.toLowerCase());
}

const ASCII = /^[\x20-\x7e]*$/;

/**
 * A test that equals `containsText`, for many texts.
 *
 * Cost  an ASCII text is looked through once and nothing is allocated; only texts with other letters are put in lower case, because some of
 *       those turn into ASCII (the Kelvin sign is a `k`).
 */
export function createTextSearch(wanted: string): (text: string) => boolean {
	if (wanted === "") return () => true;
	if (!ASCII.test(wanted)) {
		const folded = wanted.toLowerCase();
		return (text) => text.toLowerCase().includes(folded);
	}
	const pattern = new RegExp(`${wanted.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")}|[^\\x00-\\x7f]`, "i");
	return (text) => {
		const at = text.search(pattern);
		if (at < 0) return false;
		return text.charCodeAt(at) < 0x80 || containsText(text, wanted);
	};
}
