/** Pointer and keys on a scatter: a drag over the points selects, one over the bars zooms, arrows step through cells, Shift selects. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import {
	type Brush,
	boxOfBrush,
	brushBetween,
	brushOfCells,
	type Cell,
	gridOf,
	isInside,
	movedCell,
	type Place,
	pointAt,
	type ScatterPoint,
} from "../../geometry/scatter.ts";
import { bucketAtX, type PlotRect, rangeOfBuckets, xOfTime } from "../../geometry/series-frame.ts";
import { isInBars, type ScatterData, type ScatterPlot } from "./scatter-plot.ts";

export type BrushKey = "z" | "d" | "e";

export interface ScatterEvents {
	readonly brush: Brush | undefined;
	readonly onBrush: (brush: Brush | undefined) => void;
	readonly onRange: (fromMs: number, toMs: number) => void;
	readonly onOpen: (traceId: string) => void;
	/** One of the brush's own keys, pressed while there is a brush. */
	readonly onKey: (key: BrushKey) => void;
	readonly onTable: () => void;
}

interface Drag {
	readonly what: "brush" | "bars";
	readonly from: Place;
	readonly to: Place;
	/** Four pixels away from where it began: no click any more. */
	readonly isDrag: boolean;
}

const DRAG_PX = 4;
const CORNER_PX = 7;
const BRUSH_KEYS: ReadonlySet<string> = new Set<BrushKey>(["z", "d", "e"]);

export function useScatterInput(plot: ScatterPlot, data: ScatterData, events: ScatterEvents) {
	const [hovered, setHovered] = useState<ScatterPoint>();
	const [drag, setDrag] = useState<Drag>();
	const keys = useCellKeys(plot, data, events);
	// pointer events come faster than renders
	const latest = useRef<Drag>(undefined);
	const setBoth = (next: Drag | undefined): void => {
		latest.current = next;
		setDrag(next);
	};
	const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
		if (event.button !== 0) return;
		const at = placeIn(event);
		const what = isInBars(plot, at.y) ? "bars" : "brush";
		const corner = what === "brush" ? oppositeCorner(plot, events.brush, at) : undefined;
		setBoth({ what, from: corner ?? at, to: at, isDrag: false });
		keys.leave();
	};
	const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
		const at = placeIn(event);
		const began = latest.current;
		if (began === undefined) {
			setHovered(isInBars(plot, at.y) ? undefined : pointAt(plot.frame, data.points, at));
			return;
		}
		// a finger that moves scrolls the page; with a mouse it selects
		if (event.pointerType === "touch") return;
		const isDrag = began.isDrag || Math.hypot(at.x - began.to.x, at.y - began.to.y) >= DRAG_PX;
		if (isDrag && !began.isDrag) event.currentTarget.setPointerCapture?.(event.pointerId);
		if (!isDrag) return;
		setHovered(undefined);
		setBoth({ ...began, to: at, isDrag });
	};
	const onPointerUp = (event: PointerEvent<HTMLElement>): void => {
		const ended = latest.current;
		setBoth(undefined);
		if (ended === undefined) return;
		if (!ended.isDrag) {
			press(placeIn(event));
			return;
		}
		if (ended.what === "brush") events.onBrush(brushBetween(plot.frame, held(plot, ended.from), held(plot, ended.to)));
		else zoomTo(bucketAtX(plot.bars, ended.from.x), bucketAtX(plot.bars, ended.to.x));
	};
	const zoomTo = (one: number, other: number): void => {
		const { fromMs, toMs } = rangeOfBuckets(plot.bars, one, other);
		events.onRange(fromMs, toMs);
	};
	const press = (at: Place): void => {
		if (isInBars(plot, at.y)) return;
		const point = pointAt(plot.frame, data.points, at);
		if (point !== undefined) events.onOpen(point.traceId);
		else if (events.brush !== undefined) events.onBrush(undefined);
	};
	const drawn = drag?.isDrag === true ? drag : undefined;
	const draft = drawn?.what === "brush" ? brushBetween(plot.frame, held(plot, drawn.from), held(plot, drawn.to)) : undefined;
	return {
		hovered,
		cell: keys.cell,
		/** The cells that the keys stand on, as a brush. */
		reading: keys.reading,
		isDrawing: drawn !== undefined,
		brush: draft ?? events.brush,
		band: drawn?.what === "bars" ? bandOf(plot, drawn) : undefined,
		handlers: {
			onPointerDown,
			onPointerMove,
			onPointerUp,
			onPointerCancel: () => setBoth(undefined),
			onPointerLeave: () => setHovered(undefined),
			onKeyDown: keys.onKeyDown,
			onBlur: keys.leave,
		},
	};
}

/** The grid of cells under the keys. */
function useCellKeys(plot: ScatterPlot, data: ScatterData, events: ScatterEvents) {
	const [at, setAt] = useState<{ readonly cell: Cell; readonly anchor: Cell | undefined }>();
	const grid = gridOf(plot.frame, plot.bars.bucketCount);
	const reading = at === undefined ? undefined : brushOfCells(plot.frame, grid, at.anchor ?? at.cell, at.cell);
	const move = ({ key, shiftKey }: KeyboardEvent): boolean => {
		const cell = movedCell(at?.cell, key, grid);
		if (cell === undefined) return false;
		const anchor = shiftKey ? (at?.anchor ?? at?.cell ?? cell) : undefined;
		setAt({ cell, anchor });
		if (anchor !== undefined) events.onBrush(brushOfCells(plot.frame, grid, anchor, cell));
		return true;
	};
	const act = (event: KeyboardEvent): boolean => {
		const { key } = event;
		if (move(event)) return true;
		if (key === "b") events.onTable();
		else if (key === "Escape" && events.brush !== undefined) events.onBrush(undefined);
		else if (key === "Escape" && at !== undefined) setAt(undefined);
		else if (key === "Enter") openSlowest(data.points, events.brush ?? reading, events.onOpen);
		else if (isBrushKey(key) && events.brush !== undefined) events.onKey(key);
		else return false;
		return true;
	};
	const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
		if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || !act(event)) return;
		event.preventDefault();
		event.stopPropagation();
	};
	return { cell: at?.cell, reading, leave: () => setAt(undefined), onKeyDown };
}

function isBrushKey(key: string): key is BrushKey {
	return BRUSH_KEYS.has(key);
}

function openSlowest(points: readonly ScatterPoint[], brush: Brush | undefined, onOpen: (traceId: string) => void): void {
	if (brush === undefined) return;
	const inside = points.filter((point) => isInside(brush, point));
	const slowest = inside.reduce<ScatterPoint | undefined>(
		(most, point) => (most === undefined || point.durationNanos > most.durationNanos ? point : most),
		undefined,
	);
	if (slowest !== undefined) onOpen(slowest.traceId);
}

function bandOf({ bars }: ScatterPlot, { from, to }: Drag): PlotRect {
	const { fromMs, toMs } = rangeOfBuckets(bars, bucketAtX(bars, from.x), bucketAtX(bars, to.x));
	const x = xOfTime(bars, fromMs);
	return { x, y: bars.topPx, width: xOfTime(bars, toMs) - x, height: bars.heightPx };
}

/** A place held inside of the points' area. */
function held({ frame }: ScatterPlot, { x, y }: Place): Place {
	return {
		x: Math.min(Math.max(x, frame.leftPx), frame.leftPx + frame.widthPx),
		y: Math.min(Math.max(y, frame.topPx), frame.topPx + frame.heightPx),
	};
}

/** Pressed at a corner of the brush: the corner that stays. */
function oppositeCorner({ frame }: ScatterPlot, brush: Brush | undefined, { x, y }: Place): Place | undefined {
	const box = brush === undefined ? undefined : boxOfBrush(frame, brush);
	if (box === undefined) return undefined;
	const [right, bottom] = [box.x + box.width, box.y + box.height];
	const near = (a: number, b: number): boolean => Math.abs(a - b) <= CORNER_PX;
	const stays = {
		x: near(x, box.x) ? right : near(x, right) ? box.x : undefined,
		y: near(y, box.y) ? bottom : near(y, bottom) ? box.y : undefined,
	};
	return stays.x === undefined || stays.y === undefined ? undefined : { x: stays.x, y: stays.y };
}

function placeIn(event: PointerEvent<HTMLElement>): Place {
	const box = event.currentTarget.getBoundingClientRect();
	return { x: event.clientX - box.left, y: event.clientY - box.top };
}
