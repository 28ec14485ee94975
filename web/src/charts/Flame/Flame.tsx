import { type ReactElement, type RefObject, useEffect, useRef } from "react";
import type { Palette } from "../../draw/palette.ts";
import type { Surface } from "../../draw/surface.ts";
import { type FlameLayout, NO_LANE } from "../../geometry/flame-layout.ts";
import { DENSE_FROM_LANES, DENSE_PITCH_PX, type FlameRows, flameRows, LANE_PITCH_PX, laneAtY } from "../../geometry/flame-rows.ts";
import { nodeAt } from "../../geometry/flame-visible.ts";
import type { Bracket } from "../../geometry/retry-strips.ts";
import type { TimeScale } from "../../geometry/time-scale.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import styles from "../charts.module.css";
import { markStep } from "../frame-times.ts";
import { ChartTooltip, type TooltipPlace } from "../SpanTooltip.tsx";
import { textWidths, useLayers } from "../use-layers.ts";
import { useTimeGestures } from "../use-time-gestures.ts";
import { useViewRepaint } from "../use-view-repaint.ts";
import type { ViewStore } from "../view-store.ts";
import { AXIS_PX, type FlameScene, INSET_LEFT_PX, INSET_RIGHT_PX, type LaneTitle, type TraceLook } from "./flame-scene.ts";
import { paintFlame, paintFlameOverlay } from "./paint-flame.ts";

export interface FlameProps {
	readonly label: string;
	readonly model: TraceModel;
	readonly layout: FlameLayout;
	readonly strips: readonly Bracket[];
	readonly titles?: readonly LaneTitle[];
	readonly view: ViewStore;
	readonly look: TraceLook;
	readonly onSelect: (node: number) => void;
	readonly onFit: (node: number) => void;
	/** The right button on a bar; pixels of the window. */
	readonly onMenu?: (node: number, at: { readonly x: number; readonly y: number }) => void;
}

const REACH_PX = 3;

/** Height in CSS pixels that a flame needs to be seen whole, its axis included. */
export function flameHeight(layout: FlameLayout, strips: readonly Pick<Bracket, "lane">[]): number {
	const rows = rowsFor(layout, strips, false);
	return AXIS_PX + (rows.tops[layout.laneCount] ?? 0) + 6;
}

function rowsFor(layout: FlameLayout, strips: readonly Pick<Bracket, "lane">[], whole: boolean): FlameRows {
	const pitch = whole && layout.laneCount > DENSE_FROM_LANES ? DENSE_PITCH_PX : LANE_PITCH_PX;
	return flameRows(layout.laneCount, pitch, new Set(strips.map((strip) => strip.lane)));
}

/** The flame view: x is wall time, y is depth. Scrolls by itself; everything else is in `view` and `look`. */
export function Flame(props: FlameProps): ReactElement {
	const { model, layout, strips, view, look } = props;
	const scroller = useRef<HTMLDivElement>(null);
	const inner = useRef<HTMLDivElement>(null);
	const state = useRef(new FlameState());
	const drawn = useRef(false);
	state.current.update(props, scroller);
	const scene = (surface: Surface, palette: Palette): FlameScene => state.current.scene(surface, palette);
	const layers = useLayers({
		base: (surface, palette) => {
			paintFlame(scene(surface, palette));
			if (!drawn.current) markStep("trace-drawn");
			drawn.current = true;
		},
		overlay: (surface, palette) => paintFlameOverlay(scene(surface, palette), view.get()),
	});
	useViewRepaint(view, layers, {
		selection: look.selected !== undefined,
		onMove: () => {
			const height = `${state.current.contentPx()}px`;
			if (inner.current !== null && inner.current.style.height !== height) inner.current.style.height = height;
		},
	});
	useTimeGestures(scroller, {
		view,
		scale: () => state.current.scale(),
		onPoint: (at) => view.point({ hover: at === undefined ? undefined : state.current.nodeUnder(at) }),
		onMenu: (at, page) => {
			const node = state.current.nodeUnder(at);
			if (node !== undefined) props.onMenu?.(node, page);
		},
		onPress: (at, double) => {
			const node = state.current.nodeUnder(at);
			if (node !== undefined) (double ? props.onFit : props.onSelect)(node);
		},
	});
	useEffect(() => {
		if (look.selected !== undefined) state.current.reveal(look.selected);
	}, [look.selected]);
	const onScroll = (): void => {
		layers.repaint("base");
		layers.repaint("overlay");
	};
	return (
		<figure className={styles.frame} aria-label={props.label}>
			<div ref={scroller} className={styles.scroller} onScroll={onScroll} data-chart="flame">
				<div ref={inner} style={{ height: rowsHeight(layout, [...strips, ...(props.titles ?? [])], view, model) }}>
					<div ref={layers.box} className={styles.pane}>
						<canvas ref={layers.base} />
						<canvas ref={layers.overlay} className={styles.overlay} />
					</div>
				</div>
			</div>
			<ChartTooltip chart="flame" model={model} view={view} look={look} place={(node) => state.current.placeOf(node)} />
		</figure>
	);
}

function rowsHeight(layout: FlameLayout, strips: readonly Pick<Bracket, "lane">[], view: ViewStore, model: TraceModel): number {
	const rows = rowsFor(layout, strips, isWhole(view, model));
	return AXIS_PX + (rows.tops[layout.laneCount] ?? 0) + 6;
}

function isWhole(view: ViewStore, model: TraceModel): boolean {
	const { from, to } = view.get().window;
	return to - from >= model.durationNanos * 0.98;
}

/** The latest props joined with what only the browser knows: size and scroll position. */
class FlameState {
	private props: FlameProps | undefined;
	private scroller: RefObject<HTMLDivElement | null> | undefined;
	private rows: FlameRows | undefined;
	private rowsKey: unknown;

	update(props: FlameProps, scroller: RefObject<HTMLDivElement | null>): void {
		this.props = props;
		this.scroller = scroller;
	}

	scale(): TimeScale {
		const width = this.scroller?.current?.clientWidth ?? 0;
		const window = this.need().view.get().window;
		return { ...window, left: INSET_LEFT_PX, width: Math.max(width - INSET_LEFT_PX - INSET_RIGHT_PX, 1) };
	}

	contentPx(): number {
		const { layout } = this.need();
		return AXIS_PX + (this.laneRows().tops[layout.laneCount] ?? 0) + 6;
	}

	scene(surface: Surface, palette: Palette): FlameScene {
		const { model, layout, strips, titles = [], look, view } = this.need();
		const { service } = view.get();
		const scrollTop = this.scroller?.current?.scrollTop ?? 0;
		return {
			surface,
			palette,
			widths: textWidths(),
			model,
			layout,
			rows: this.laneRows(),
			strips,
			titles,
			scale: this.scale(),
			scrollTop,
			look,
			service,
		};
	}

	nodeUnder({ x, y }: { readonly x: number; readonly y: number }): number | undefined {
		if (y < AXIS_PX) return undefined;
		const { layout, model } = this.need();
		const lane = laneAtY(this.laneRows(), y - AXIS_PX + (this.scroller?.current?.scrollTop ?? 0));
		return nodeAt(layout, model.tree, lane, { scale: this.scale(), x, reachPx: REACH_PX });
	}

	placeOf(node: number): TooltipPlace | undefined {
		const lane = this.need().layout.lane[node] ?? NO_LANE;
		if (lane === NO_LANE) return undefined;
		const top = AXIS_PX + (this.laneRows().tops[lane] ?? 0) - (this.scroller?.current?.scrollTop ?? 0);
		return { top, bottom: top + this.laneRows().pitchPx };
	}

	/** Scroll so that a node's lane is in view. */
	reveal(node: number): void {
		const box = this.scroller?.current;
		const lane = this.need().layout.lane[node] ?? NO_LANE;
		if (box === null || box === undefined || lane === NO_LANE) return;
		const top = this.laneRows().tops[lane] ?? 0;
		const visible = box.clientHeight - AXIS_PX;
		if (top < box.scrollTop + LANE_PITCH_PX) box.scrollTop = Math.max(0, top - 3 * LANE_PITCH_PX);
		else if (top + LANE_PITCH_PX * 2 > box.scrollTop + visible) box.scrollTop = top + 4 * LANE_PITCH_PX - visible;
	}

	private laneRows(): FlameRows {
		const { layout, strips, titles = [], view, model } = this.need();
		const whole = isWhole(view, model) && layout.laneCount > DENSE_FROM_LANES;
		const key = `${whole}`;
		if (this.rows === undefined || this.rowsKey !== layout || this.wholeKey !== key) {
			this.rows = rowsFor(layout, [...strips, ...titles], whole);
			this.rowsKey = layout;
			this.wholeKey = key;
		}
		return this.rows;
	}

	private wholeKey = "";

	private need(): FlameProps {
		if (this.props === undefined) throw new Error("the flame is asked before its first render");
		return this.props;
	}
}
