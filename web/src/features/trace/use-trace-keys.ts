import type { ViewStore } from "../../charts/view-store.ts";
import type { FlameLayout } from "../../geometry/flame-layout.ts";
import { fitWindow, type TimeWindow, wholeWindow, zoomWindow } from "../../geometry/time-scale.ts";
import { nodeService, type TraceModel } from "../../geometry/trace-model.ts";
import { FOLD_ALL, type TraceUrl } from "../../state/url/trace.ts";
import { type KeyBindings, useKeys } from "../../ui/keys.ts";
import { foldedNodes, foldLevel, openLevel, revealed } from "./fold.ts";
import type { SetTraceUrl } from "./TraceScreen.tsx";
import { type Split, toggledSplit } from "./use-split.ts";
import { laneStep, listStep, loggedRows, type Matches, pathNodes, treeStep } from "./walk.ts";

export interface TraceKeysInput {
	readonly model: TraceModel;
	readonly layout: FlameLayout;
	readonly view: ViewStore;
	readonly url: TraceUrl;
	readonly split: Split;
	readonly matches: Matches | undefined;
	readonly selected: number | undefined;
	readonly select: (node: number, step?: "push" | "replace") => void;
	readonly setUrl: SetTraceUrl;
	readonly close: () => void;
}

const ZOOM_STEP = 0.7;
const PAN_STEP = 0.1;
export const FIND_FIELD = "trace-find";

/** The keys of the trace page (ux §2.6); they work at once, whatever has the focus, except in fields. */
export function useTraceKeys(input: TraceKeysInput): void {
	useKeys({ ...windowKeys(input), ...walkKeys(input), ...stateKeys(input) });
}

function windowKeys({ model, view, selected, select }: TraceKeysInput): KeyBindings {
	const zoom = (factor: number) => (): void => {
		const { from, to } = view.goal();
		view.glide(zoomWindow({ from, to }, factor, centreOf(model, { from, to }, selected)));
	};
	const pan = (share: number) => (): void => {
		const { from, to } = view.goal();
		const by = (to - from) * share;
		view.glide({ from: from + by, to: to + by });
	};
	const fit = (): void => {
		const node = selected ?? view.get().hover ?? model.facts.root;
		if (selected === undefined) select(node);
		view.glide(fitOf(model, view.goal(), node));
	};
	return {
		w: zoom(ZOOM_STEP),
		s: zoom(1 / ZOOM_STEP),
		a: pan(-PAN_STEP),
		d: pan(PAN_STEP),
		A: pan(-PAN_STEP * 5),
		D: pan(PAN_STEP * 5),
		f: fit,
		"0": () => view.glide(wholeWindow(model.durationNanos)),
	};
}

/** Zoom keeps the selected span in place while it is in view, else the middle. */
function centreOf({ tree }: TraceModel, { from, to }: TimeWindow, selected: number | undefined): number {
	const middle = (from + to) / 2;
	if (selected === undefined) return middle;
	const spanMiddle = ((tree.start[selected] ?? 0) + (tree.end[selected] ?? 0)) / 2;
	return spanMiddle > from && spanMiddle < to ? spanMiddle : middle;
}

/** First centre the span, then, when it is centred, fill the window with it. */
function fitOf({ tree }: TraceModel, { from, to }: TimeWindow, node: number): TimeWindow {
	const start = tree.start[node] ?? 0;
	const end = tree.end[node] ?? 0;
	const middle = (start + end) / 2;
	const half = (to - from) / 2;
	const centred = Math.abs(middle - (from + to) / 2) < half * 0.02;
	return centred || end - start > to - from || (start >= from && end <= to)
		? fitWindow(start, end)
		: { from: middle - half, to: middle + half };
}

/** Select a node and bring it into view: unfold its ancestors, move the window when it lies outside. */
export function goTo(
	{ model, view, url, select, setUrl }: Pick<TraceKeysInput, "model" | "view" | "url" | "select" | "setUrl">,
	node: number | undefined,
): void {
	if (node === undefined) return;
	const ids = revealed(model, foldedNodes(model, url.folded), node);
	if (ids !== undefined) setUrl({ folded: ids }, "replace");
	select(node, url.span === undefined ? "push" : "replace");
	const { from, to } = view.goal();
	const start = model.tree.start[node] ?? 0;
	const end = model.tree.end[node] ?? 0;
	if (end >= from && start <= to) return;
	const half = Math.max((to - from) / 2, (end - start) * 0.6);
	view.glide({ from: (start + end) / 2 - half, to: (start + end) / 2 + half });
}

function walkKeys(input: TraceKeysInput): KeyBindings {
	const { model, layout, matches, selected, view } = input;
	const from = (): number => selected ?? view.get().hover ?? model.facts.root;
	const step = (to: (node: number) => number) => (): void => goTo(input, selected === undefined ? from() : to(from()));
	const along = (list: () => ArrayLike<number>, by: 1 | -1) => (): void => goTo(input, listStep(list(), selected, by));
	return {
		ArrowUp: step((node) => treeStep(model, node, "parent")),
		ArrowDown: step((node) => treeStep(model, node, "child")),
		ArrowLeft: step((node) => treeStep(model, node, "previous")),
		ArrowRight: step((node) => treeStep(model, node, "next")),
		".": step((node) => laneStep(layout, node, 1)),
		",": step((node) => laneStep(layout, node, -1)),
		Enter: () => goTo(input, from()),
		e: along(() => model.errors.rows, 1),
		E: along(() => model.errors.rows, -1),
		n: along(() => matches?.rows ?? [], 1),
		N: along(() => matches?.rows ?? [], -1),
		p: along(() => pathNodes(model), 1),
		P: along(() => pathNodes(model), -1),
		l: () => {
			const own = selected !== undefined && (model.skeleton.spanLogCount[selected] ?? 0) > 0;
			if (!own) goTo(input, listStep(loggedRows(model), selected, 1));
			input.setUrl({ tab: "logs" }, "replace");
		},
	};
}

function stateKeys({ model, view, url, split, selected, select, setUrl, close }: TraceKeysInput): KeyBindings {
	const folded = (): ReadonlySet<number> => foldedNodes(model, url.folded);
	const service = (): string | undefined => (selected === undefined ? undefined : nodeService(model, selected));
	return {
		c: () => setUrl({ criticalPath: !url.criticalPath }),
		k: () => (model.skew.instances.length === 0 ? false : setUrl({ aligned: !url.aligned })),
		"1": () => setUrl({ view: "flame" }),
		"2": () => setUrl({ view: "wf" }),
		"3": () => setUrl({ view: "map" }),
		"4": () => setUrl({ view: "table" }),
		"5": () => setUrl({ view: "logs" }),
		"\\": () => setUrl(toggledSplit(split)),
		"[": () => {
			const { ids, at } = foldLevel(model, folded(), selected ?? model.facts.root);
			setUrl({ folded: ids }, "replace");
			select(at, "replace");
		},
		"]": () => setUrl({ folded: openLevel(model, folded(), selected ?? model.facts.root) }, "replace"),
		"{": () => setUrl({ folded: [FOLD_ALL] }, "replace"),
		"}": () => setUrl({ folded: [] }, "replace"),
		h: () => {
			const name = service();
			if (name === undefined || url.hidden.includes(name)) return false;
			setUrl({ hidden: [...url.hidden, name] });
			return true;
		},
		H: () => {
			const name = service();
			if (name === undefined) return false;
			setUrl({ hidden: url.hidden.length > 0 ? [] : model.skeleton.services.filter((other) => other !== name) });
			return true;
		},
		"/": focusFind,
		"Ctrl+f": focusFind,
		m: () => {
			if (endMeasuring(view)) return;
			if (selected === undefined) view.point({ measures: true });
			else view.point({ range: { from: model.tree.start[selected] ?? 0, to: model.tree.end[selected] ?? 0 } });
		},
		Escape: () => {
			if (endMeasuring(view)) return true;
			return url.span === undefined ? false : close();
		},
	};
}

/** True when something was measured. */
function endMeasuring(view: ViewStore): boolean {
	const { range, measures } = view.get();
	if (range === undefined && !measures) return false;
	view.point({ range: undefined, measures: false });
	return true;
}

/** The second press while the field has the focus is left to the browser's own search. */
function focusFind(): boolean {
	const field = document.getElementById(FIND_FIELD);
	if (field === null || document.activeElement === field) return false;
	field.focus();
	if (field instanceof HTMLInputElement) field.select();
	return true;
}
