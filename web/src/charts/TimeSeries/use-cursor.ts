/** Pointer and keys on a plot: hover and arrows look, a drag of four pixels or Shift and arrows select, a click picks. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { bucketAtX, rangeOfBuckets } from "../../geometry/series-frame.ts";
import { type Cursor, movedCursor, NOWHERE } from "./cursor.ts";
import { markAt, marksInBucket, type PlacedMark, type Plot } from "./plot.ts";

export interface CursorEvents {
	readonly onRange: ((fromMs: number, toMs: number) => void) | undefined;
	readonly onMark: ((key: string) => void) | undefined;
	/** A click on the plot beside all marks, in its own pixels. */
	readonly onPick: (x: number, y: number) => void;
	/** Enter, in a bucket without marks. */
	readonly onEnter: (bucket: number, series: number) => void;
	readonly onIsolate: (series: number) => void;
	readonly onTable: () => void;
}

interface Press {
	readonly x: number;
	readonly isDrag: boolean;
}

const DRAG_PX = 4;

export function useCursor(plot: Plot | undefined, seriesCount: number, events: CursorEvents) {
	const [cursor, setCursor] = useState<Cursor>(NOWHERE);
	const [mark, setMark] = useState<PlacedMark | undefined>(undefined);
	const press = useRef<Press | undefined>(undefined);
	const clear = (): void => {
		press.current = undefined;
		setCursor((now) => ({ ...NOWHERE, series: now.series }));
		setMark(undefined);
	};
	const zoom = (one: number, other: number): void => {
		if (plot === undefined) return;
		const { fromMs, toMs } = rangeOfBuckets(plot.frame, one, other);
		clear();
		events.onRange?.(fromMs, toMs);
	};
	const look = (event: PointerEvent<HTMLElement>): void => {
		if (plot === undefined) return;
		const { x, y } = placeIn(event);
		const began = press.current;
		const drags = began?.isDrag === true;
		const under = drags ? undefined : markAt(plot, x, y);
		// a mark is read with its own bucket, though the pointer may be over the one beside it
		const bucket = bucketAtX(plot.frame, under?.x ?? x);
		setMark(under);
		setCursor((now) => ({ ...now, bucket, anchor: drags ? bucketAtX(plot.frame, began.x) : undefined, byKeys: false }));
	};
	const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
		if (event.button !== 0) return;
		press.current = { x: placeIn(event).x, isDrag: false };
		look(event);
	};
	const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
		const began = press.current;
		// a finger that moves reads values; with a mouse it selects
		const mayDrag = began !== undefined && !began.isDrag && event.pointerType !== "touch" && events.onRange !== undefined;
		if (mayDrag && Math.abs(placeIn(event).x - began.x) >= DRAG_PX) {
			press.current = { ...began, isDrag: true };
			event.currentTarget.setPointerCapture(event.pointerId);
		}
		look(event);
	};
	const onPointerUp = (event: PointerEvent<HTMLElement>): void => {
		const began = press.current;
		press.current = undefined;
		if (plot === undefined || began === undefined) return;
		const { x, y } = placeIn(event);
		if (began.isDrag) {
			zoom(bucketAtX(plot.frame, began.x), bucketAtX(plot.frame, x));
			return;
		}
		const hit = markAt(plot, x, y);
		if (hit === undefined) events.onPick(x, y);
		else events.onMark?.(hit.mark.key);
	};
	const onPointerLeave = (event: PointerEvent<HTMLElement>): void => {
		if (event.pointerType !== "touch" && press.current?.isDrag !== true) clear();
	};
	const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
		if (plot === undefined || event.ctrlKey || event.metaKey || event.altKey || !act(event)) return;
		event.preventDefault();
		event.stopPropagation();
	};
	/** Result: the key had a meaning here. */
	const act = (event: KeyboardEvent<HTMLElement>): boolean => {
		const moved = movedCursor(cursor, event, { bucketCount: plot?.frame.bucketCount ?? 1, seriesCount });
		if (moved !== undefined) {
			setMark(undefined);
			setCursor(moved);
			return true;
		}
		const { bucket, anchor } = cursor;
		if (event.key === "b") events.onTable();
		else if (event.key === ".") events.onIsolate(cursor.series);
		else if (event.key === "Escape" && bucket !== undefined) clear();
		else if (event.key === "z" && bucket !== undefined && anchor !== undefined) zoom(anchor, bucket);
		else if (event.key === "Enter" && bucket !== undefined && plot !== undefined) enter(marksInBucket(plot, bucket), bucket);
		else return false;
		return true;
	};
	const enter = ([first]: readonly PlacedMark[], bucket: number): void => {
		if (first === undefined) events.onEnter(bucket, cursor.series);
		else events.onMark?.(first.mark.key);
	};
	return {
		cursor,
		mark,
		clear,
		handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerLeave, onPointerCancel: clear, onKeyDown, onBlur: clear },
	};
}

function placeIn(event: PointerEvent<HTMLElement>): { readonly x: number; readonly y: number } {
	const box = event.currentTarget.getBoundingClientRect();
	return { x: event.clientX - box.left, y: event.clientY - box.top };
}
