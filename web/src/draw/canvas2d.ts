/** The only code that touches a 2D context. */
import type { Box, FrameStyle, Hatch, LineStyle, Surface, TextStyle } from "./surface.ts";

/** A surface on a canvas element; `resize` first, then draw. Drawing calls set only what differs from the call before. */
export class CanvasSurface implements Surface {
	widthPx = 0;
	heightPx = 0;
	private readonly context: CanvasRenderingContext2D;
	private readonly canvas: HTMLCanvasElement;
	private ratio = 1;
	private fill = "";
	private font = "";
	private align = "";
	private kept: { readonly key: readonly unknown[]; readonly canvas: HTMLCanvasElement; readonly surface: CanvasSurface } | undefined;
	private readonly patterns = new Map<string, CanvasPattern | undefined>();

	constructor(canvas: HTMLCanvasElement) {
		const context = canvas.getContext("2d");
		if (context === null) throw new Error("this browser gives no 2D canvas");
		this.canvas = canvas;
		this.context = context;
	}

	/** Take a size in CSS pixels and the device's pixels per CSS pixel. True when anything changed (the canvas is then empty). */
	resize(widthPx: number, heightPx: number, ratio: number): boolean {
		if (widthPx === this.widthPx && heightPx === this.heightPx && ratio === this.ratio) return false;
		if (ratio !== this.ratio) this.patterns.clear();
		this.widthPx = widthPx;
		this.heightPx = heightPx;
		this.ratio = ratio;
		this.canvas.width = Math.max(1, Math.round(widthPx * ratio));
		this.canvas.height = Math.max(1, Math.round(heightPx * ratio));
		this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
		this.fill = "";
		this.font = "";
		this.align = "";
		return true;
	}

	clear(color?: string): void {
		if (color === undefined) this.context.clearRect(0, 0, this.widthPx, this.heightPx);
		else this.rect(color, 0, 0, this.widthPx, this.heightPx);
	}

	rect(color: string, x: number, y: number, width: number, height: number): void {
		this.setFill(color);
		this.context.fillRect(x, y, width, height);
	}

	round(color: string, { x, y, width, height }: Box, radius: number): void {
		this.setFill(color);
		const { context } = this;
		context.beginPath();
		context.roundRect(x, y, width, height, Math.min(radius, width / 2));
		context.fill();
	}

	frame(color: string, { x, y, width, height }: Box, { radius = 0, width: line = 1, dash }: FrameStyle): void {
		const { context } = this;
		context.strokeStyle = color;
		context.lineWidth = line;
		context.setLineDash(dash === undefined ? [] : [...dash]);
		context.beginPath();
		context.roundRect(x + line / 2, y + line / 2, Math.max(width - line, 0), Math.max(height - line, 0), radius);
		context.stroke();
	}

	hatch(hatch: Hatch, { x, y, width, height }: Box): void {
		this.fillPattern(`hatch ${hatch.color} ${hatch.pitch} ${hatch.stroke}`, () => this.hatchPattern(hatch));
		this.context.fillRect(x, y, width, height);
	}

	dots(color: string, { x, y, width, height }: Box): void {
		this.fillPattern(`dots ${color}`, () => this.dotPattern(color));
		this.context.fillRect(x, y, width, height);
	}

	shape(color: string, points: readonly number[]): void {
		this.setFill(color);
		this.trace(points);
		this.context.fill();
	}

	line(color: string, points: readonly number[], { width = 1, dash }: LineStyle = {}): void {
		const { context } = this;
		context.strokeStyle = color;
		context.lineWidth = width;
		context.setLineDash(dash === undefined ? [] : [...dash]);
		this.trace(points);
		context.stroke();
	}

	text(text: string, x: number, y: number, { color, font, align = "left" }: TextStyle): void {
		this.setFill(color);
		if (font !== this.font) {
			this.context.font = font;
			this.font = font;
		}
		if (align !== this.align) {
			this.context.textAlign = align;
			this.align = align;
		}
		this.context.fillText(text, x, y);
	}

	picture(key: readonly unknown[], { x, y, width, height }: Box, paint: (surface: Surface) => void): void {
		const canvas = this.kept?.canvas ?? this.canvas.ownerDocument.createElement("canvas");
		const surface = this.kept?.surface ?? new CanvasSurface(canvas);
		const isNew = surface.resize(width, height, this.ratio) || this.kept?.key.some((part, at) => part !== key[at]) !== false;
		this.kept = { key, canvas, surface };
		if (isNew) paint(surface);
		this.context.drawImage(canvas, x, y, width, height);
	}

	clip({ x, y, width, height }: Box): void {
		this.context.save();
		this.context.beginPath();
		this.context.rect(x, y, width, height);
		this.context.clip();
	}

	unclip(): void {
		this.context.restore();
		this.fill = "";
		this.font = "";
		this.align = "";
	}

	private setFill(color: string): void {
		if (color === this.fill) return;
		this.context.fillStyle = color;
		this.fill = color;
	}

	private trace(points: readonly number[]): void {
		const { context } = this;
		context.beginPath();
		for (let at = 0; at + 1 < points.length; at += 2) {
			if (at === 0) context.moveTo(points[0] ?? 0, points[1] ?? 0);
			else context.lineTo(points[at] ?? 0, points[at + 1] ?? 0);
		}
	}

	private fillPattern(key: string, make: () => CanvasPattern | undefined): void {
		if (!this.patterns.has(key)) this.patterns.set(key, make());
		const pattern = this.patterns.get(key);
		if (pattern !== undefined) this.context.fillStyle = pattern;
		this.fill = key;
	}

	/** A square tile whose diagonals meet those of its neighbours; the pitch is rounded so that the tile's side is whole. */
	private hatchPattern({ color, pitch, stroke }: Hatch): CanvasPattern | undefined {
		const side = Math.round(pitch * Math.SQRT2);
		return this.pattern(side, (context) => {
			context.strokeStyle = color;
			context.lineWidth = stroke;
			context.beginPath();
			for (const at of [0, side, 2 * side]) {
				context.moveTo(at + side, -side);
				context.lineTo(at - side, side);
			}
			context.stroke();
		});
	}

	private dotPattern(color: string): CanvasPattern | undefined {
		return this.pattern(4, (context) => {
			context.fillStyle = color;
			for (const at of [1, 3]) {
				context.beginPath();
				context.arc(at, at, 0.75, 0, 2 * Math.PI);
				context.fill();
			}
		});
	}

	/** A tile in the device's own pixels: painting with it copies, nothing is scaled or turned. */
	private pattern(side: number, draw: (context: CanvasRenderingContext2D) => void): CanvasPattern | undefined {
		const tile = this.canvas.ownerDocument.createElement("canvas");
		tile.width = Math.max(1, Math.round(side * this.ratio));
		tile.height = tile.width;
		const context = tile.getContext("2d");
		if (context === null) return undefined;
		context.scale(tile.width / side, tile.height / side);
		draw(context);
		const pattern = this.context.createPattern(tile, "repeat");
		pattern?.setTransform(new DOMMatrix().scale(side / tile.width));
		return pattern ?? undefined;
	}
}
