import { type KeyboardEvent, type PointerEvent, type ReactElement, useEffect, useMemo, useRef, useState } from "react";
import { type Palette, withAlpha } from "../../draw/palette.ts";
import type { Surface } from "../../draw/surface.ts";
import type { FlameLayout } from "../../geometry/flame-layout.ts";
import { minimapRuns, tickColumns } from "../../geometry/minimap.ts";
import { NARROWEST_NANOS, nanosAt, type TimeScale, type TimeWindow, wholeWindow, xOf } from "../../geometry/time-scale.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import styles from "../charts.module.css";
import { INSET_LEFT_PX, INSET_RIGHT_PX, type TraceLook } from "../Flame/flame-scene.ts";
import { useLayers } from "../use-layers.ts";
import type { ViewStore } from "../view-store.ts";
import { HANDLE_PX, MINIMAP_LINES, paintMinimap, paintMinimapWindow } from "./paint-minimap.ts";

export interface MinimapProps {
	readonly label: string;
	/** What is shown, in words, for assistive technology. */
	readonly describe: (window: TimeWindow) => string;
	readonly model: TraceModel;
	readonly layout: FlameLayout;
	readonly view: ViewStore;
	readonly look: Pick<TraceLook, "pathOn" | "matches" | "logs">;
}

type Drag = { readonly part: "from" | "to" | "body" | "new"; readonly x: number; readonly window: TimeWindow };

const CLICK_PX = 4;

/** The whole trace with the window on it: drag body, edges or an empty place, click to centre, arrows to move, Shift+arrows to resize. */
export function Minimap({ label, describe, model, layout, view, look }: MinimapProps): ReactElement {
	const [widthPx, setWidth] = useState(0);
	const [spoken, setSpoken] = useState(() => describe(view.get().window));
	const drag = useRef<Drag | undefined>(undefined);
	const scale: TimeScale = {
		...wholeWindow(model.durationNanos),
		left: INSET_LEFT_PX,
		width: Math.max(widthPx - INSET_LEFT_PX - INSET_RIGHT_PX, 1),
	};
	const drawing = useMemo(() => projected(model, layout, look.matches, scale.width), [model, layout, look.matches, scale.width]);
	const layers = useLayers({
		base: (surface: Surface, palette: Palette) =>
			paintMinimap({ surface, palette, model, ...drawing, logs: look.logs, scale, pathOn: look.pathOn }),
		overlay: (surface: Surface, palette: Palette) =>
			paintMinimapWindow({ surface, palette, scale }, view.get(), withAlpha(palette.canvas, 0.55)),
	});
	useEffect(() => {
		const box = layers.box.current;
		if (box === null) return;
		const sizes = new ResizeObserver(() => setWidth(box.clientWidth));
		sizes.observe(box);
		return () => sizes.disconnect();
	}, [layers.box]);
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const stop = view.subscribe(() => {
			layers.repaint("overlay");
			clearTimeout(timer);
			timer = setTimeout(() => setSpoken(describe(view.get().window)), 250);
		});
		return () => {
			clearTimeout(timer);
			stop();
		};
	}, [view, layers.repaint, describe]);
	const xIn = (event: PointerEvent): number => event.clientX - (layers.box.current?.getBoundingClientRect().left ?? 0);
	const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
		if (event.button !== 0) return;
		event.currentTarget.setPointerCapture(event.pointerId);
		const x = xIn(event);
		drag.current = { part: partAt(scale, view.get().window, x), x, window: view.get().window };
	};
	const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
		if (drag.current !== undefined) view.show(dragged(drag.current, scale, xIn(event)));
	};
	const onPointerUp = (event: PointerEvent<HTMLDivElement>): void => {
		const began = drag.current;
		drag.current = undefined;
		if (began === undefined || Math.abs(xIn(event) - began.x) >= CLICK_PX || (began.part !== "new" && began.part !== "body")) return;
		const half = (began.window.to - began.window.from) / 2;
		const centre = nanosAt(scale, began.x);
		view.glide({ from: centre - half, to: centre + half });
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		const next = keyed(event, view.goal());
		if (next === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		view.show(next);
	};
	return (
		<div
			ref={layers.box}
			className={styles.minimap}
			role="slider"
			tabIndex={0}
			aria-label={label}
			aria-valuemin={0}
			aria-valuemax={100}
			aria-valuenow={Math.round((Math.max(view.get().window.from, 0) / Math.max(model.durationNanos, 1)) * 100)}
			aria-valuetext={spoken}
			onPointerDown={onPointerDown}
			onPointerMove={onPointerMove}
			onPointerUp={onPointerUp}
			onPointerCancel={() => {
				drag.current = undefined;
			}}
			onDoubleClick={() => view.glide(wholeWindow(model.durationNanos))}
			onKeyDown={onKeyDown}
		>
			<canvas ref={layers.base} />
			<canvas ref={layers.overlay} className={styles.overlay} />
		</div>
	);
}

function projected(model: TraceModel, layout: FlameLayout, matches: Uint8Array | undefined, width: number) {
	const widthPx = Math.max(Math.floor(width), 1);
	const { durationNanos, tree } = model;
	const times = (rows: ArrayLike<number>): Float64Array => Float64Array.from(rows, (row) => tree.start[row] ?? 0);
	const found: number[] = [];
	matches?.forEach((hit, row) => {
		if (hit === 1) found.push(row);
	});
	return {
		runs: minimapRuns(tree, layout, { lines: MINIMAP_LINES, widthPx, durationNanos }),
		errors: tickColumns(times(model.errors.rows), widthPx, durationNanos),
		matches: tickColumns(times(found), widthPx, durationNanos),
	};
}

function partAt(scale: TimeScale, window: TimeWindow, x: number): Drag["part"] {
	const from = xOf(scale, window.from);
	const to = xOf(scale, window.to);
	const reach = HANDLE_PX + 2;
	if (Math.abs(x - from) <= reach && Math.abs(x - from) <= Math.abs(x - to)) return "from";
	if (Math.abs(x - to) <= reach) return "to";
	return x > from && x < to && to - from < scale.width * 0.98 ? "body" : "new";
}

function dragged({ part, x, window }: Drag, scale: TimeScale, now: number): TimeWindow {
	const nanos = nanosAt(scale, now) - nanosAt(scale, x);
	switch (part) {
		case "from":
			return { from: Math.min(window.from + nanos, window.to - NARROWEST_NANOS), to: window.to };
		case "to":
			return { from: window.from, to: Math.max(window.to + nanos, window.from + NARROWEST_NANOS) };
		case "body":
			return { from: window.from + nanos, to: window.to + nanos };
		case "new": {
			if (Math.abs(now - x) < CLICK_PX) return window;
			const ends = [nanosAt(scale, x), nanosAt(scale, now)];
			return { from: Math.min(...ends), to: Math.max(...ends) };
		}
	}
}

const STEP = 0.1;

function keyed(event: KeyboardEvent, { from, to }: TimeWindow): TimeWindow | undefined {
	const sign = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
	if (sign === 0) return undefined;
	const step = (to - from) * STEP * sign;
	return event.shiftKey ? { from, to: Math.max(to + step, from + NARROWEST_NANOS) } : { from: from + step, to: to + step };
}
