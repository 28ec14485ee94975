/**
 * Text of a log body as pieces that are safe to show: colours of terminals (SGR sequences) become tones, every other control character
 * becomes visible text. Pure; nothing of the text is ever read as markup.
 */

/** The colours that a terminal program may mean, each readable in both themes. */
const ANSI_TONES = ["red", "green", "yellow", "blue", "magenta", "cyan"] as const;
export type AnsiTone = (typeof ANSI_TONES)[number];

export interface AnsiStyle {
	/** Undefined: the text's own colour. `dim` also stands for the greys. */
	readonly tone: AnsiTone | "dim" | undefined;
	readonly bold: boolean;
	readonly underline: boolean;
}

export interface TextPiece extends AnsiStyle {
	readonly text: string;
	/** The text stands for a character that has no shape of its own. */
	readonly isControl: boolean;
}

const PLAIN: AnsiStyle = { tone: undefined, bold: false, underline: false };
/** Black and white are left to the theme: on a page they could be invisible. */
const BASIC: readonly AnsiStyle["tone"][] = [undefined, "red", "green", "yellow", "blue", "magenta", "cyan", undefined];

const ESCAPE = String.fromCharCode(0x1b);
const SGR = new RegExp(`${ESCAPE}\\[([0-9;:]*)m`, "y");
/** C0 without tab and line feed, C1, and what reorders or hides text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/;

/**
 * Cut a text into pieces of one style.
 *
 * Result  joined, the pieces are the text without its SGR sequences, with `\x1b`-like words for other control characters; `\r\n` is one
 *         line feed. A text without any is one piece.
 * Cost    O(length).
 */
export function textPieces(text: string): readonly TextPiece[] {
	if (!CONTROL.test(text)) return text === "" ? [] : [{ ...PLAIN, text, isControl: false }];
	const pieces: TextPiece[] = [];
	let style = PLAIN;
	let start = 0;
	const flush = (end: number): void => {
		if (end > start) pieces.push({ ...style, text: text.slice(start, end), isControl: false });
	};
	for (let at = 0; at < text.length; at++) {
		const char = text[at] ?? "";
		if (!CONTROL.test(char)) continue;
		flush(at);
		SGR.lastIndex = at;
		const found = char === ESCAPE ? SGR.exec(text) : null;
		if (found !== null) {
			style = styleAfter(style, found[1] ?? "");
			at += found[0].length - 1;
		} else if (!(char === "\r" && text[at + 1] === "\n")) {
			pieces.push({ ...style, text: visibleControl(char), isControl: true });
		}
		start = at + 1;
	}
	flush(text.length);
	return pieces;
}

/** The text as it reads, without colours: what is copied and searched by eye. */
export function plainText(text: string): string {
	return textPieces(text)
		.map((piece) => piece.text)
		.join("");
}

function visibleControl(char: string): string {
	const code = char.charCodeAt(0);
	return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

function styleAfter(before: AnsiStyle, parameters: string): AnsiStyle {
	const codes = parameters.split(/[;:]/).map(Number);
	let style = before;
	for (let at = 0; at < codes.length; at++) {
		const code = codes[at] ?? 0;
		if (code === 38 || code === 48) {
			const isPalette = codes[at + 1] === 5;
			const tone = isPalette ? toneOfPalette(codes[at + 2] ?? 0) : toneOfRgb(codes[at + 2] ?? 0, codes[at + 3] ?? 0, codes[at + 4] ?? 0);
			if (code === 38) style = { ...style, tone };
			at += isPalette ? 2 : 4;
		} else {
			style = styleOfCode(style, code);
		}
	}
	return style;
}

function styleOfCode(style: AnsiStyle, code: number): AnsiStyle {
	if (code === 0) return PLAIN;
	if (code === 1) return { ...style, bold: true };
	if (code === 2 || code === 90) return { ...style, tone: "dim" };
	if (code === 4) return { ...style, underline: true };
	if (code === 22) return { ...style, bold: false, tone: style.tone === "dim" ? undefined : style.tone };
	if (code === 24) return { ...style, underline: false };
	if (code === 39) return { ...style, tone: undefined };
	if (code >= 30 && code <= 37) return { ...style, tone: BASIC[code - 30] };
	if (code >= 91 && code <= 97) return { ...style, tone: BASIC[code - 90] };
	return style;
}

/** 0..15 are the named colours, 16..231 a cube of 6 x 6 x 6, 232..255 greys. */
function toneOfPalette(index: number): AnsiStyle["tone"] {
	if (index === 8) return "dim";
	if (index < 16) return BASIC[index % 8];
	if (index >= 232) return index < 248 ? "dim" : undefined;
	const cube = index - 16;
	return toneOfRgb(Math.floor(cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51);
}

/** The nearest tone by hue; a colour without one is a grey. */
function toneOfRgb(red: number, green: number, blue: number): AnsiStyle["tone"] {
	const high = Math.max(red, green, blue);
	const spread = high - Math.min(red, green, blue);
	if (spread < 40) return high > 60 && high < 190 ? "dim" : undefined;
	const sector = high === red ? ((green - blue) / spread + 6) % 6 : high === green ? (blue - red) / spread + 2 : (red - green) / spread + 4;
	const tones: readonly AnsiTone[] = ["red", "yellow", "green", "cyan", "blue", "magenta"];
	return tones[Math.round(sector) % 6];
}
