import { type KeyboardEvent, type PointerEvent, type ReactElement, useEffect, useRef, useState } from "react";
import type { Palette } from "../../draw/palette.ts";
import type { Surface } from "../../draw/surface.ts";
import type { TimeScale } from "../../geometry/time-scale.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import { stickyAncestors, type WaterfallRows } from "../../geometry/waterfall-rows.ts";
import styles from "../charts.module.css";
import type { TraceLook } from "../Flame/flame-scene.ts";
import { markStep } from "../frame-times.ts";
import { ChartTooltip } from "../SpanTooltip.tsx";
import { textWidths, useLayers } from "../use-layers.ts";
import { useTimeGestures } from "../use-time-gestures.ts";
import { useViewRepaint } from "../use-view-repaint.ts";
import type { ViewStore } from "../view-store.ts";
import { HEADER_PX, indentOf, paintWaterfall, paintWaterfallOverlay, ROW_PX, type WaterfallScene } from "./paint-waterfall.ts";

export interface WaterfallProps {
	readonly label: string;
	readonly model: TraceModel;
	readonly rows: WaterfallRows;
	readonly view: ViewStore;
	readonly look: TraceLook;
	readonly titles: readonly [string, string];
	readonly splitterLabel: string;
	readonly onSelect: (node: number) => void;
	readonly onFit: (node: number) => void;
	readonly onFold: (node: number) => void;
	/** The right button on a row; pixels of the window. */
	readonly onMenu?: (node: number, at: { readonly x: number; readonly y: number }) => void;
}

const BAR_INSET_PX = 8;
const RIGHT_PX = 28;
const STICKY_ROWS = 3;
const NARROW_PX = 640;
const NARROW_SHARE = 0.56;
const WIDE_SHARE = 0.34;

/** The tree with its bars; shares window, selection and folding with the flame. */
export function Waterfall(props: WaterfallProps): ReactElement {
	const { model, rows, view, look } = props;
	const scroller = useRef<HTMLDivElement>(null);
	const [share, setShare] = useState(() => (window.innerWidth < NARROW_PX ? NARROW_SHARE : WIDE_SHARE));
	const drawn = useRef(false);
	const treePx = (): number => Math.round((scroller.current?.clientWidth ?? 0) * share);
	const scale = (): TimeScale => {
		const left = treePx() + BAR_INSET_PX;
		return { ...view.get().window, left, width: Math.max((scroller.current?.clientWidth ?? 0) - left - RIGHT_PX, 1) };
	};
	const scene = (surface: Surface, palette: Palette): WaterfallScene => ({
		surface,
		palette,
		widths: textWidths(),
		model,
		rows,
		treePx: treePx(),
		scale: scale(),
		scrollTop: scroller.current?.scrollTop ?? 0,
		look,
		service: view.get().service,
		titles: props.titles,
	});
	const layers = useLayers({
		base: (surface, palette) => {
			paintWaterfall(scene(surface, palette));
			if (!drawn.current) markStep("trace-drawn");
			drawn.current = true;
		},
		overlay: (surface, palette) => paintWaterfallOverlay(scene(surface, palette), view.get()),
	});
	useViewRepaint(view, layers, { selection: false });
	const nodeUnder = (y: number): number | undefined => {
		if (y < HEADER_PX) return undefined;
		const scrollTop = scroller.current?.scrollTop ?? 0;
		const sticky = stickyAncestors(model.tree, rows, Math.floor(scrollTop / ROW_PX), STICKY_ROWS);
		const index = Math.floor((y - HEADER_PX) / ROW_PX);
		return sticky[index] ?? rows.nodes[Math.floor((y - HEADER_PX + scrollTop) / ROW_PX)];
	};
	useTimeGestures(scroller, {
		view,
		scale,
		pans: (x) => x > treePx(),
		onPoint: (at) => view.point({ hover: at === undefined ? undefined : nodeUnder(at.y) }),
		onMenu: (at, page) => {
			const node = nodeUnder(at.y);
			if (node !== undefined) props.onMenu?.(node, page);
		},
		onPress: (at, double) => {
			const node = nodeUnder(at.y);
			if (node === undefined) return;
			const onChevron = Math.abs(at.x - indentOf({ model, treePx: treePx() }, node) - 4) <= 12;
			const hasChildren = model.tree.childStart[node] !== model.tree.childStart[node + 1];
			if (onChevron && hasChildren) {
				if (!double) props.onFold(node);
			} else (double ? props.onFit : props.onSelect)(node);
		},
	});
	useEffect(() => {
		const box = scroller.current;
		const row = look.selected === undefined ? -1 : (rows.rowOf[look.selected] ?? -1);
		if (box === null || row < 0) return;
		const top = row * ROW_PX;
		const visible = box.clientHeight - HEADER_PX;
		if (top < box.scrollTop + STICKY_ROWS * ROW_PX || top + ROW_PX > box.scrollTop + visible)
			box.scrollTop = Math.max(0, top - visible / 3);
	}, [look.selected, rows]);
	const onScroll = (): void => {
		layers.repaint("base");
		layers.repaint("overlay");
	};
	const place = (node: number) => {
		const top = HEADER_PX + (rows.rowOf[node] ?? 0) * ROW_PX - (scroller.current?.scrollTop ?? 0);
		return { top, bottom: top + ROW_PX };
	};
	return (
		<figure className={styles.frame} aria-label={props.label}>
			<div ref={scroller} className={styles.scroller} onScroll={onScroll} data-chart="waterfall">
				<div style={{ height: HEADER_PX + rows.nodes.length * ROW_PX }}>
					<div ref={layers.box} className={styles.pane}>
						<canvas ref={layers.base} />
						<canvas ref={layers.overlay} className={styles.overlay} />
					</div>
				</div>
			</div>
			<Splitter label={props.splitterLabel} share={share} onShare={setShare} />
			<ChartTooltip chart="waterfall" model={model} view={view} look={look} place={place} />
		</figure>
	);
}

const LEAST = 0.15;
const MOST = 0.85;

/** The line between names and bars: drag it, or arrow keys. */
function Splitter(props: { readonly label: string; readonly share: number; readonly onShare: (share: number) => void }): ReactElement {
	const { share, onShare } = props;
	const set = (next: number): void => onShare(Math.min(Math.max(next, LEAST), MOST));
	const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
		const frame = event.currentTarget.parentElement?.getBoundingClientRect();
		if (frame !== undefined && event.currentTarget.hasPointerCapture(event.pointerId)) set((event.clientX - frame.left) / frame.width);
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		const step = event.key === "ArrowLeft" ? -0.02 : event.key === "ArrowRight" ? 0.02 : 0;
		if (step === 0) return;
		event.preventDefault();
		event.stopPropagation();
		set(share + step);
	};
	return (
		// biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
		<div
			role="separator"
			aria-orientation="vertical"
			aria-label={props.label}
			aria-valuenow={Math.round(share * 100)}
			aria-valuemin={LEAST * 100}
			aria-valuemax={MOST * 100}
			tabIndex={0}
			className={styles.splitter}
			style={{ left: `${share * 100}%` }}
			onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
			onPointerMove={onPointerMove}
			onKeyDown={onKeyDown}
		/>
	);
}
