/**
 * Widths of text without asking the canvas each time: the sum of the widths of its characters, each measured once per font.
 * Digits all count as "0", so that a number does not move when it changes. Error: kerning, below half a pixel per ten characters.
 */
export type Measure = (font: string, text: string) => number;

const ELLIPSIS = "…";

export interface TextWidths {
	width(font: string, text: string): number;
	/**
	 * The text, or its head and an ellipsis when it does not fit; without blanks and separators before the ellipsis; empty when not even one
	 * character fits.
	 */
	fit(font: string, text: string, room: number): string;
	/** Forget everything: call it when a web font has arrived. */
	forget(): void;
}

interface FontWidths {
	readonly characters: Map<string, number>;
	readonly texts: Map<string, number>;
}

/** Whole texts that are remembered per font; when there are more, all are forgotten. */
const MOST_TEXTS = 20_000;

/** Make a cache around a way to measure. */
export function createTextWidths(measure: Measure): TextWidths {
	const fonts = new Map<string, FontWidths>();
	const ofFont = (font: string): FontWidths => {
		const known = fonts.get(font) ?? { characters: new Map(), texts: new Map() };
		fonts.set(font, known);
		return known;
	};
	const ofCharacter = ({ characters }: FontWidths, font: string, character: string): number => {
		const seen = characters.get(character);
		if (seen !== undefined) return seen;
		const width = measure(font, character >= "0" && character <= "9" ? "0" : character);
		characters.set(character, width);
		return width;
	};
	const width = (font: string, text: string): number => {
		const known = ofFont(font);
		const seen = known.texts.get(text);
		if (seen !== undefined) return seen;
		let sum = 0;
		for (const character of text) sum += ofCharacter(known, font, character);
		if (known.texts.size >= MOST_TEXTS) known.texts.clear();
		known.texts.set(text, sum);
		return sum;
	};
	const fit = (font: string, text: string, room: number): string => {
		if (width(font, text) <= room) return text;
		const known = ofFont(font);
		const headRoom = room - ofCharacter(known, font, ELLIPSIS);
		let sum = 0;
		let head = 0;
		for (const character of text) {
			sum += ofCharacter(known, font, character);
			if (sum > headRoom) break;
			head += character.length;
		}
		return shortened(text.slice(0, head));
	};
	return { width, fit, forget: () => fonts.clear() };
}

function shortened(head: string): string {
	const trimmed = head.replace(/[\s./…-]+$/u, "");
	return trimmed.length > 1 ? trimmed + ELLIPSIS : "";
}

/** Measure with a canvas of this document. */
export function canvasMeasure(document: Document): Measure {
	const context = document.createElement("canvas").getContext("2d");
	return (font, text) => {
		if (context === null) return text.length * 6.5;
		if (context.font !== font) context.font = font;
		return context.measureText(text).width;
	};
}
