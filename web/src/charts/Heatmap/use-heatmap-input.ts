/** Pointer and keys on a heatmap: a press chooses a cell, a drag selects cells; arrows step, Shift selects, Enter chooses. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { cellAt, durationsOfRows, type HeatCounts } from "../../geometry/heatmap.ts";
import { type Brush, type Cell, movedCell, type Place } from "../../geometry/scatter.ts";
import { rangeOfBuckets } from "../../geometry/series-frame.ts";
import type { HeatmapPlot } from "./heatmap-plot.ts";

export interface HeatmapEvents {
	readonly brush: Brush | undefined;
	/** Cells were selected, or no longer are. */
	readonly onBrush: (brush: Brush | undefined) => void;
	/** A cell was chosen: its times and durations, and where it is drawn, in pixels of the window. */
	readonly onCell: (cell: Brush, place: Place) => void;
	readonly onTable: () => void;
}

interface Drag {
	readonly from: Cell;
	readonly to: Cell;
	readonly began: Place;
	readonly isDrag: boolean;
}

const DRAG_PX = 4;

/** The times and durations of all cells between two. */
export function brushOf(plot: HeatmapPlot, heat: HeatCounts, one: Cell, other: Cell): Brush {
	const { fromMs, toMs } = rangeOfBuckets(plot.times, one.column, other.column);
	return { startMs: fromMs, endMs: toMs, ...durationsOfRows(heat, one.row, other.row) };
}

export function useHeatmapInput(plot: HeatmapPlot, heat: HeatCounts, events: HeatmapEvents) {
	const [hovered, setHovered] = useState<Cell>();
	const [drag, setDrag] = useState<Drag>();
	const [keys, setKeys] = useState<{ readonly cell: Cell; readonly anchor: Cell | undefined }>();
	// pointer events come faster than renders
	const latest = useRef<Drag>(undefined);
	const setBoth = (next: Drag | undefined): void => {
		latest.current = next;
		setDrag(next);
	};
	const choose = (target: HTMLElement, cell: Cell): void => {
		const box = target.getBoundingClientRect();
		const { leftPx, topPx, widthPx, heightPx } = plot.frame;
		const x = box.left + leftPx + ((cell.column + 0.5) / plot.grid.columns) * widthPx;
		const y = box.top + topPx + (1 - (cell.row + 0.5) / plot.grid.rows) * heightPx;
		setHovered(undefined);
		events.onCell(brushOf(plot, heat, cell, cell), { x, y });
	};
	const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
		if (event.button !== 0 || !isInFrame(plot, placeIn(event))) return;
		const cell = cellAt(plot.frame, plot.grid, placeIn(event));
		setBoth({ from: cell, to: cell, began: placeIn(event), isDrag: false });
		setKeys(undefined);
	};
	const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
		const at = placeIn(event);
		const cell = cellAt(plot.frame, plot.grid, at);
		const began = latest.current;
		setHovered(isInFrame(plot, at) || began !== undefined ? cell : undefined);
		// a finger that moves scrolls the page; with a mouse it selects
		if (began === undefined || event.pointerType === "touch") return;
		const isDrag = began.isDrag || Math.hypot(at.x - began.began.x, at.y - began.began.y) >= DRAG_PX;
		if (isDrag && !began.isDrag) event.currentTarget.setPointerCapture?.(event.pointerId);
		if (isDrag) setBoth({ ...began, to: cell, isDrag });
	};
	const onPointerUp = (event: PointerEvent<HTMLElement>): void => {
		const ended = latest.current;
		setBoth(undefined);
		if (ended === undefined) return;
		if (ended.isDrag) events.onBrush(brushOf(plot, heat, ended.from, ended.to));
		else choose(event.currentTarget, ended.from);
	};
	const act = ({ key, shiftKey, currentTarget }: KeyboardEvent<HTMLElement>): boolean => {
		const cell = movedCell(keys?.cell, key, plot.grid);
		if (cell !== undefined) {
			const anchor = shiftKey ? (keys?.anchor ?? keys?.cell ?? cell) : undefined;
			setKeys({ cell, anchor });
			if (anchor !== undefined) events.onBrush(brushOf(plot, heat, anchor, cell));
		} else if (key === "b") events.onTable();
		else if (key === "Enter" && keys !== undefined) choose(currentTarget, keys.cell);
		else if (key === "Escape" && events.brush !== undefined) events.onBrush(undefined);
		else if (key === "Escape" && keys !== undefined) setKeys(undefined);
		else return false;
		return true;
	};
	const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
		if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || !act(event)) return;
		event.preventDefault();
		event.stopPropagation();
	};
	const drawn = drag?.isDrag === true ? drag : undefined;
	return {
		/** The cell that is read: under the keys, else under the pointer. */
		cell: drawn === undefined ? (keys?.cell ?? hovered) : undefined,
		byKeys: keys !== undefined,
		brush: drawn === undefined ? events.brush : brushOf(plot, heat, drawn.from, drawn.to),
		handlers: {
			...{ onPointerDown, onPointerMove, onPointerUp, onKeyDown },
			onPointerCancel: () => setBoth(undefined),
			onPointerLeave: () => setHovered(undefined),
			onBlur: () => setKeys(undefined),
		},
	};
}

function isInFrame({ frame }: HeatmapPlot, { x, y }: Place): boolean {
	return x >= frame.leftPx && x < frame.leftPx + frame.widthPx && y >= frame.topPx && y < frame.topPx + frame.heightPx;
}

function placeIn(event: PointerEvent<HTMLElement>): Place {
	const box = event.currentTarget.getBoundingClientRect();
	return { x: event.clientX - box.left, y: event.clientY - box.top };
}
