/** A surface that writes down what it is asked to draw: charts are tested by their log. */
import type { Box, FrameStyle, Hatch, LineStyle, Surface, TextStyle } from "./surface.ts";

export type DrawCall =
	| { readonly what: "clear"; readonly color: string | undefined }
	| { readonly what: "rect"; readonly color: string; readonly box: Box }
	| { readonly what: "round"; readonly color: string; readonly box: Box; readonly radius: number }
	| { readonly what: "frame"; readonly color: string; readonly box: Box; readonly style: FrameStyle }
	| { readonly what: "hatch"; readonly hatch: Hatch; readonly box: Box }
	| { readonly what: "dots"; readonly color: string; readonly box: Box }
	| { readonly what: "shape"; readonly color: string; readonly points: readonly number[] }
	| { readonly what: "line"; readonly color: string; readonly points: readonly number[]; readonly style: LineStyle }
	| { readonly what: "text"; readonly text: string; readonly x: number; readonly y: number; readonly style: TextStyle }
	| { readonly what: "picture"; readonly box: Box; readonly calls: readonly DrawCall[] }
	| { readonly what: "clip"; readonly box: Box }
	| { readonly what: "unclip" };

/** A surface without pixels; `calls` in the order of drawing. */
export class DrawLog implements Surface {
	readonly widthPx: number;
	readonly heightPx: number;
	readonly calls: DrawCall[] = [];

	constructor(widthPx: number, heightPx: number) {
		this.widthPx = widthPx;
		this.heightPx = heightPx;
	}

	/** Every text in the order of drawing. */
	texts(): string[] {
		return this.calls.flatMap((call) => (call.what === "text" ? [call.text] : []));
	}

	/** The calls of one kind. */
	only<W extends DrawCall["what"]>(what: W): Extract<DrawCall, { readonly what: W }>[] {
		return this.calls.filter((call): call is Extract<DrawCall, { readonly what: W }> => call.what === what);
	}

	clear(color?: string): void {
		this.calls.push({ what: "clear", color });
	}

	rect(color: string, x: number, y: number, width: number, height: number): void {
		this.calls.push({ what: "rect", color, box: { x, y, width, height } });
	}

	round(color: string, box: Box, radius: number): void {
		this.calls.push({ what: "round", color, box, radius });
	}

	frame(color: string, box: Box, style: FrameStyle): void {
		this.calls.push({ what: "frame", color, box, style });
	}

	hatch(hatch: Hatch, box: Box): void {
		this.calls.push({ what: "hatch", hatch, box });
	}

	dots(color: string, box: Box): void {
		this.calls.push({ what: "dots", color, box });
	}

	shape(color: string, points: readonly number[]): void {
		this.calls.push({ what: "shape", color, points });
	}

	line(color: string, points: readonly number[], style: LineStyle = {}): void {
		this.calls.push({ what: "line", color, points, style });
	}

	text(text: string, x: number, y: number, style: TextStyle): void {
		this.calls.push({ what: "text", text, x, y, style });
	}

	picture(_key: readonly unknown[], box: Box, paint: (surface: Surface) => void): void {
		const own = new DrawLog(box.width, box.height);
		paint(own);
		this.calls.push({ what: "picture", box, calls: own.calls });
	}

	clip(box: Box): void {
		this.calls.push({ what: "clip", box });
	}

	unclip(): void {
		this.calls.push({ what: "unclip" });
	}
}
