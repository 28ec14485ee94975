/** Two canvases on top of each other: `base` holds the drawing, `overlay` what follows the pointer. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from "react";
import { CanvasSurface } from "../draw/canvas2d.ts";
import { type Palette, readPalette } from "../draw/palette.ts";
import type { Surface } from "../draw/surface.ts";
import { canvasMeasure, createTextWidths, type TextWidths } from "../draw/text-width.ts";
import { reportFrame } from "./frame-times.ts";

export interface Painters {
	/** Size of the canvases in CSS pixels is that of `box`. */
	readonly base: (surface: Surface, palette: Palette) => void;
	readonly overlay?: (surface: Surface, palette: Palette) => void;
}

export interface Layers {
	readonly box: RefObject<HTMLDivElement | null>;
	readonly base: RefObject<HTMLCanvasElement | null>;
	readonly overlay: RefObject<HTMLCanvasElement | null>;
	/** Draw again with the next frame; several calls are one drawing. */
	readonly repaint: (which: "base" | "overlay") => void;
}

let widths: TextWidths | undefined;

/** The page's text widths; they are forgotten once, when the web fonts have arrived. */
export function textWidths(): TextWidths {
	if (widths === undefined) {
		const made = createTextWidths(canvasMeasure(document));
		widths = made;
		document.fonts?.addEventListener("loadingdone", () => made.forget());
	}
	return widths;
}

/**
 * Keep two canvases as large as `box` and drawn: on every change of size, pixel ratio, theme, fonts and painters.
 * A new theme is drawn in the same frame in which the page shows it.
 */
export function useLayers(painters: Painters): Layers {
	const box = useRef<HTMLDivElement>(null);
	const base = useRef<HTMLCanvasElement>(null);
	const overlay = useRef<HTMLCanvasElement>(null);
	const latest = useRef(painters);
	const state = useRef<LayerState | undefined>(undefined);
	latest.current = painters;

	useLayoutEffect(() => {
		if (box.current === null || base.current === null) return;
		const layers = new LayerState(box.current, base.current, overlay.current, () => latest.current);
		state.current = layers;
		return () => {
			layers.stop();
			state.current = undefined;
		};
	}, []);
	const repaint = useCallback((which: "base" | "overlay") => state.current?.ask(which), []);
	useEffect(() => {
		repaint("base");
		repaint("overlay");
	});
	return { box, base, overlay, repaint };
}

class LayerState {
	private readonly surfaces: { readonly base: CanvasSurface; readonly overlay: CanvasSurface | undefined };
	private palette: Palette;
	private frame = 0;
	private readonly wanted = { base: true, overlay: true };
	private readonly observers: { disconnect(): void }[] = [];
	private readonly box: HTMLElement;
	private readonly painters: () => Painters;

	constructor(box: HTMLElement, base: HTMLCanvasElement, overlay: HTMLCanvasElement | null, painters: () => Painters) {
		this.box = box;
		this.painters = painters;
		this.surfaces = { base: new CanvasSurface(base), overlay: overlay === null ? undefined : new CanvasSurface(overlay) };
		this.palette = readPalette(document.documentElement);
		const sizes = new ResizeObserver(() => this.paintNow());
		sizes.observe(box);
		const themes = new MutationObserver(() => {
			this.palette = readPalette(document.documentElement);
			this.paintNow();
		});
		themes.observe(document.documentElement, { attributeFilter: ["data-theme", "lang"] });
		this.observers.push(sizes, themes);
		document.fonts?.addEventListener("loadingdone", this.paintNow);
	}

	ask(which: "base" | "overlay"): void {
		this.wanted[which] = true;
		if (this.frame === 0) this.frame = requestAnimationFrame(this.paint);
	}

	stop(): void {
		cancelAnimationFrame(this.frame);
		for (const observer of this.observers) observer.disconnect();
		document.fonts?.removeEventListener("loadingdone", this.paintNow);
	}

	private readonly paintNow = (): void => {
		this.wanted.base = true;
		this.wanted.overlay = true;
		this.paint();
	};

	private readonly paint = (): void => {
		cancelAnimationFrame(this.frame);
		this.frame = 0;
		const began = performance.now();
		const { base, overlay } = this.surfaces;
		const { clientWidth, clientHeight } = this.box;
		if (clientWidth === 0 || clientHeight === 0) return;
		const ratio = window.devicePixelRatio || 1;
		if (base.resize(clientWidth, clientHeight, ratio)) this.wanted.base = true;
		if (overlay?.resize(clientWidth, clientHeight, ratio) === true) this.wanted.overlay = true;
		const painters = this.painters();
		if (this.wanted.base) painters.base(base, this.palette);
		if (this.wanted.overlay && overlay !== undefined) painters.overlay?.(overlay, this.palette);
		if (this.wanted.base) reportFrame(began);
		this.wanted.base = false;
		this.wanted.overlay = false;
	};
}
