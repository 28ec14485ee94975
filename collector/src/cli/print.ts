/** First and last of each run of code points that a terminal acts on: C0, DEL and C1, line and paragraph ends, changes of direction. */
const UNSAFE: readonly (readonly [number, number])[] = [
	[0x00, 0x1f],
	[0x7f, 0x9f],
	[0x2028, 0x2029],
	[0x202a, 0x202e],
	[0x2066, 0x2069],
];

/** Text for one line of a terminal: what it would act on becomes visible, as in `\u001b`. */
export function printable(text: string): string {
	return Array.from(text, visible).join("");
}

function visible(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	const isUnsafe = UNSAFE.some(([first, last]) => code >= first && code <= last);
	return isUnsafe ? `\\u${code.toString(16).padStart(4, "0")}` : character;
}
