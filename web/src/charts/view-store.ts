/** What flame, waterfall, minimap and logs of one trace share while the pointer moves: outside of React, so that a frame costs a frame. */
import { clampWindow, type TimeWindow } from "../geometry/time-scale.ts";

export interface ViewState {
	readonly window: TimeWindow;
	/** Node under the pointer, in whichever chart. */
	readonly hover: number | undefined;
	/** An instant that another part of the page points at, nanoseconds from the start. */
	readonly instant: number | undefined;
	/** Index into the skeleton's services that a legend points at. */
	readonly service: number | undefined;
	/** A stretch that is measured, nanoseconds from the start; `from` may lie after `to` while it is drawn. */
	readonly range: TimeWindow | undefined;
	/** Dragging measures instead of moving. */
	readonly measures: boolean;
}

export interface ViewStore {
	get(): ViewState;
	subscribe(listener: () => void): () => void;
	/** Show a window at once; it is kept within the trace. */
	show(window: TimeWindow): void;
	/** Glide there in 120 ms (at once when motion is not wanted); any other `show` or `glide` interrupts it. */
	glide(window: TimeWindow): void;
	point(at: Partial<Omit<ViewState, "window">>): void;
	/** Where a glide is going, else what is shown. */
	goal(): TimeWindow;
}

const GLIDE_MS = 120;

/** A store for a trace of the given length. */
export function createViewStore(durationNanos: number, first: TimeWindow): ViewStore {
	const nothing = { hover: undefined, instant: undefined, service: undefined, range: undefined, measures: false };
	let state: ViewState = { window: clampWindow(first, durationNanos), ...nothing };
	let goal = state.window;
	let frame = 0;
	const listeners = new Set<() => void>();
	const set = (changes: Partial<ViewState>): void => {
		/** Under a resting pointer lies something else once the window has moved. */
		const moved = changes.window !== undefined ? { hover: undefined } : {};
		state = { ...state, ...moved, ...changes };
		for (const listener of listeners) listener();
	};
	const show = (window: TimeWindow): void => {
		cancelAnimationFrame(frame);
		goal = clampWindow(window, durationNanos);
		if (goal.from !== state.window.from || goal.to !== state.window.to) set({ window: goal });
	};
	const glide = (window: TimeWindow): void => {
		cancelAnimationFrame(frame);
		if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
			show(window);
			return;
		}
		const start = state.window;
		const end = clampWindow(window, durationNanos);
		const began = performance.now();
		goal = end;
		const step = (): void => {
			const share = Math.min((performance.now() - began) / GLIDE_MS, 1);
			const eased = 1 - (1 - share) ** 3;
			set({ window: { from: start.from + (end.from - start.from) * eased, to: start.to + (end.to - start.to) * eased } });
			if (share < 1) frame = requestAnimationFrame(step);
		};
		frame = requestAnimationFrame(step);
	};
	const point: ViewStore["point"] = (at) => {
		const same = (Object.keys(at) as (keyof typeof at)[]).every((key) => state[key] === at[key]);
		if (!same) set(at);
	};
	const subscribe = (listener: () => void): (() => void) => {
		listeners.add(listener);
		return () => listeners.delete(listener);
	};
	return { get: () => state, subscribe, show, glide, point, goal: () => goal };
}
