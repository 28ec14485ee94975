/** The slider below the map: bars of the range, and how its window moves by keys, by dragging and in play. Pure; times in epoch milliseconds. */
import type { OverviewJson } from "@spanglass/shared/api/overview-schemas";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import type { MapWindow } from "../../state/url/map.ts";

const MINUTE_MS = 60_000;

export interface ScrubberBar {
	readonly requests: number;
	readonly errors: number;
}

export interface ScrubberScale extends MapWindow {
	readonly stepMs: number;
	/** One for each step; undefined: it is still to come. */
	readonly bars: readonly (ScrubberBar | undefined)[];
}

/** Requests from outside and how many of them failed, by step. */
export function scaleOf(
	{ entry, range, stepMinutes }: Pick<OverviewJson, "entry" | "range" | "stepMinutes">,
	nowMs: number,
): ScrubberScale {
	const [fromMs, toMs] = [unixMillisFromText(range.from), unixMillisFromText(range.to)];
	const stepMs = stepMinutes * MINUTE_MS;
	const byStep = new Map(entry.points.map(({ at, numbers }) => [Math.round((unixMillisFromText(at) - fromMs) / stepMs), numbers]));
	const bars = Array.from({ length: Math.max(1, Math.ceil((toMs - fromMs) / stepMs)) }, (_, step): ScrubberBar | undefined => {
		const numbers = byStep.get(step);
		if (numbers === undefined) return fromMs + step * stepMs > nowMs ? undefined : { requests: 0, errors: 0 };
		return { requests: numbers.count, errors: numbers.errorCount };
	});
	return { fromMs, toMs, stepMs, bars };
}

/** A window on whole steps, inside of the scale, a step at least. */
export function snapWindow({ fromMs, toMs, stepMs }: ScrubberScale, window: MapWindow): MapWindow {
	const steps = Math.max(1, Math.round((toMs - fromMs) / stepMs));
	const start = Math.min(steps - 1, Math.max(0, Math.round((window.fromMs - fromMs) / stepMs)));
	const end = Math.min(steps, Math.max(start + 1, Math.round((window.toMs - fromMs) / stepMs)));
	return { fromMs: fromMs + start * stepMs, toMs: Math.min(toMs, fromMs + end * stepMs) };
}

/** The window moved by steps; at the ends it stays as wide as it is. */
export function movedWindow(scale: ScrubberScale, window: MapWindow, steps: number): MapWindow {
	const length = window.toMs - window.fromMs;
	const fromMs = Math.min(scale.toMs - length, Math.max(scale.fromMs, window.fromMs + steps * scale.stepMs));
	return snapWindow(scale, { fromMs, toMs: fromMs + length });
}

/** What the window is before anybody chose one: the last fifth. */
export function firstWindow(scale: ScrubberScale): MapWindow {
	const length = Math.max(scale.stepMs, (scale.toMs - scale.fromMs) / 5);
	return snapWindow(scale, { fromMs: scale.toMs - length, toMs: scale.toMs });
}

/** What a key does to the window: arrows move it, with Shift they move its end, Home and End go to the ends; "none" leaves it. Undefined: nothing. */
export function windowOfKey(
	scale: ScrubberScale,
	window: MapWindow | undefined,
	{ key, isShift }: { readonly key: string; readonly isShift: boolean },
) {
	if (key === "Escape" || key === "Delete") return window === undefined ? undefined : ("none" as const);
	const way = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
	const steps = (scale.toMs - scale.fromMs) / scale.stepMs;
	if (way === 0 && key !== "Home" && key !== "End") return undefined;
	if (window === undefined) return firstWindow(scale);
	if (way === 0) return movedWindow(scale, window, key === "Home" ? -steps : steps);
	return isShift ? snapWindow(scale, { ...window, toMs: window.toMs + way * scale.stepMs }) : movedWindow(scale, window, way);
}

/** The next window in play; at the end it begins again. */
export function playedWindow(scale: ScrubberScale, window: MapWindow): MapWindow {
	const next = movedWindow(scale, window, 1);
	return next.fromMs === window.fromMs ? movedWindow(scale, window, -scale.bars.length) : next;
}

/** The part of a window that a pointer has hold of. */
export type Grip = "start" | "end" | "whole";

/** A window as a grip is dragged by so many milliseconds. */
export function draggedWindow(
	scale: ScrubberScale,
	window: MapWindow,
	{ grip, byMs }: { readonly grip: Grip; readonly byMs: number },
): MapWindow {
	if (grip === "whole") return movedWindow(scale, window, Math.round(byMs / scale.stepMs));
	if (grip === "end") return snapWindow(scale, { ...window, toMs: Math.max(window.fromMs + scale.stepMs, window.toMs + byMs) });
	return snapWindow(scale, { ...window, fromMs: Math.min(window.toMs - scale.stepMs, window.fromMs + byMs) });
}
