/** What can be drawn. Coordinates are CSS pixels from the top left; colours are CSS colours, already resolved. */
export interface Surface {
	readonly widthPx: number;
	readonly heightPx: number;
	/** Paint everything with one colour, or make it transparent. */
	clear(color?: string): void;
	rect(color: string, x: number, y: number, width: number, height: number): void;
	/** A filled rectangle with round corners. */
	round(color: string, box: Box, radius: number): void;
	/** The outline of a rectangle; the line lies inside of the box. */
	frame(color: string, box: Box, style: FrameStyle): void;
	/** 45° lines over a box. */
	hatch(hatch: Hatch, box: Box): void;
	/** A regular pattern of small dots over a box. */
	dots(color: string, box: Box): void;
	/** A filled shape; points are x, y, x, y … */
	shape(color: string, points: readonly number[]): void;
	/** A line through points; x, y, x, y … */
	line(color: string, points: readonly number[], style?: LineStyle): void;
	/** Text on its baseline. */
	text(text: string, x: number, y: number, style: TextStyle): void;
	/**
	 * Draw a picture that is kept, and only moved as long as every part of `key` stays the same. One picture is kept for a surface.
	 * `paint` draws on a surface of the size of the box, whose upper left corner is 0, 0.
	 */
	picture(key: readonly unknown[], box: Box, paint: (surface: Surface) => void): void;
	/** Draw only inside a box until `unclip`. */
	clip(box: Box): void;
	unclip(): void;
}

export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export interface LineStyle {
	readonly width?: number;
	readonly dash?: readonly [number, number];
}

export interface FrameStyle extends LineStyle {
	readonly radius?: number;
}

export interface Hatch {
	readonly color: string;
	/** Distance of the lines, measured across them. */
	readonly pitch: number;
	readonly stroke: number;
}

export interface TextStyle {
	readonly color: string;
	readonly font: string;
	readonly align?: "left" | "right" | "center";
}
