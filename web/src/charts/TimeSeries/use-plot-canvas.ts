/** Keeps a plot drawn: at the size of its box, in the theme's colours, when the fonts arrive, and only while it can be seen. */
import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import { currentLanguage } from "../../i18n/i18n.ts";
import type { EchartsCanvas } from "./echarts-canvas.ts";
import { type Plot, plotOf } from "./plot.ts";
import { plotOption } from "./plot-option.ts";
import type { TimeSeriesContent } from "./time-series.ts";

interface Scene {
	readonly content: TimeSeriesContent;
	readonly plot: Plot;
	readonly widthPx: number;
	readonly heightPx: number;
}

export interface PlotCanvas {
	/** Gets the canvas as its only child. */
	readonly host: RefObject<HTMLDivElement | null>;
	/** Undefined until the box has a size. */
	readonly plot: Plot | undefined;
	/** The drawing code could not be fetched. */
	readonly failed: boolean;
}

const loadDrawing = () => import("./echarts-canvas.ts");

/** Fetch the drawing code while the first chart's data is asked for; a failure is the chart's to tell. */
export function preloadDrawing(): void {
	loadDrawing().catch(() => undefined);
}

/** Draw `content` into `host`. Unchanged content (by identity) is not laid out again. */
export function usePlotCanvas(content: TimeSeriesContent, heightPx: number): PlotCanvas {
	const host = useRef<HTMLDivElement>(null);
	const painter = useRef<Painter | undefined>(undefined);
	const [widthPx, setWidth] = useState(0);
	const [failed, setFailed] = useState(false);
	const language = currentLanguage();
	const plot = useMemo(
		() => (widthPx === 0 ? undefined : plotOf(content, { widthPx, heightPx, language })),
		[content, widthPx, heightPx, language],
	);
	useLayoutEffect(() => {
		const box = host.current;
		// without layout (a test without a browser) there is nothing to draw
		if (box === null || typeof ResizeObserver === "undefined") return;
		const made = new Painter(box, () => setFailed(true));
		painter.current = made;
		setWidth(box.clientWidth);
		const sizes = new ResizeObserver(() => setWidth(box.clientWidth));
		sizes.observe(box);
		return () => {
			sizes.disconnect();
			made.stop();
			painter.current = undefined;
		};
	}, []);
	useLayoutEffect(() => {
		if (plot !== undefined) painter.current?.show({ content, plot, widthPx, heightPx });
	}, [content, plot, widthPx, heightPx]);
	return { host, plot, failed };
}

class Painter {
	private scene: Scene | undefined;
	private canvas: EchartsCanvas | undefined;
	private isSeen = false;
	private isDue = false;
	private isStopped = false;
	private readonly observers: { disconnect(): void }[] = [];

	constructor(host: HTMLElement, onFailed: () => void) {
		const seen = new IntersectionObserver((entries) => {
			this.isSeen = entries.at(-1)?.isIntersecting ?? false;
			if (this.isDue) this.draw();
		});
		seen.observe(host);
		const themes = new MutationObserver(() => this.draw());
		themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
		this.observers.push(seen, themes);
		document.fonts?.addEventListener("loadingdone", this.draw);
		loadDrawing().then(
			({ createEchartsCanvas }) => {
				if (this.isStopped) return;
				this.canvas = createEchartsCanvas(host);
				this.draw();
			},
			() => {
				if (!this.isStopped) onFailed();
			},
		);
	}

	show(scene: Scene): void {
		this.scene = scene;
		this.draw();
	}

	stop(): void {
		this.isStopped = true;
		for (const observer of this.observers) observer.disconnect();
		document.fonts?.removeEventListener("loadingdone", this.draw);
		this.canvas?.dispose();
	}

	private readonly draw = (): void => {
		this.isDue = true;
		if (!this.isSeen || this.canvas === undefined || this.scene === undefined) return;
		this.isDue = false;
		const style = getComputedStyle(document.documentElement);
		const colorOf = (token: string): string => style.getPropertyValue(`--${token}`).trim();
		this.canvas.draw(plotOption(this.scene.content, this.scene.plot, colorOf), this.scene);
	};
}
