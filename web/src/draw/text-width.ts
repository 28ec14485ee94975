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

/** Make a cache around a way to measure. */
export function createTextWidths(measure: Measure): TextWidths {
	const fonts = new Map<string, Map<string, number>>();
	const widthOf = (known: Map<string, number>, font: string, character: string): number => {
		const seen = known.get(character);
		if (seen !== undefined) return seen;
		const width = measure(font, character >= "0" && character <= "9" ? "0" : character);
		known.set(character, width);
		return width;
	};
	const charactersOf = (font: string): Map<string, number> => {
		const known = fonts.get(font) ?? new Map<string, number>();
		fonts.set(font, known);
		return known;
	};
	const width = (font: string, text: string): number => {
		const known = charactersOf(font);
		let sum = 0;
		for (const character of text) sum += widthOf(known, font, character);
		return sum;
	};
	const fit = (font: string, text: string, room: number): string => {
		const known = charactersOf(font);
		const headRoom = room - widthOf(known, font, ELLIPSIS);
		let sum = 0;
		let head = 0;
		let at = 0;
		for (const character of text) {
			sum += widthOf(known, font, character);
			at += character.length;
			if (sum <= headRoom) head = at;
			if (sum > room) return shortened(text.slice(0, head));
		}
		return text;
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
