/** What colours of bars stand for when not for services: palette indices per node. */
import { StatusCode } from "@spanglass/shared/model/span";
import type { TraceModel } from "./trace-model.ts";

const COLORS = 24;
/** The first tier of the palette: the eight that are told apart best. */
const TIER = 8;

export type ColorKey = "status" | "kind" | "instance" | "operation" | "self";

export interface ColorLegendEntry {
	readonly color: number;
	/** Index into instances or operations, kind, status code, or step of self time. */
	readonly value: number;
	readonly spanCount: number;
}

export interface SpanColors {
	readonly colors: Uint8Array;
	/** Most spans first. */
	readonly legend: readonly ColorLegendEntry[];
}

/** Steps of self time: shares of the span that holds most. From quiet to loud. */
export const SELF_STEPS: readonly number[] = [0.01, 0.05, 0.2, 1];
const STEP_COLORS: readonly number[] = [19, 8, 20, 2];
/** Unset, ok, error. */
const STATUS_COLORS: readonly number[] = [12, 7, 3];

/** Colour every node by a key; values beyond the palette share colours. Cost O(n). */
export function spanColors({ skeleton, tree, self }: TraceModel, key: ColorKey): SpanColors {
	const most = self.reduce((largest, each) => Math.max(largest, each), 1);
	const valueAt = (row: number): number => {
		switch (key) {
			case "status":
				return skeleton.status[row] === StatusCode.error ? 2 : (skeleton.status[row] ?? 0) === StatusCode.ok ? 1 : 0;
			case "kind":
				return skeleton.kind[row] ?? 0;
			case "instance":
				return skeleton.instance[row] ?? 0;
			case "operation":
				return skeleton.operation[row] ?? 0;
			case "self":
				return SELF_STEPS.findIndex((step) => (self[row] ?? 0) <= step * most);
		}
	};
	const colorOf = (value: number): number => {
		if (key === "status") return STATUS_COLORS[value] ?? 0;
		if (key === "self") return STEP_COLORS[value] ?? 0;
		if (key === "kind") return (value % TIER) + 1;
		return (value % COLORS) + 1;
	};
	const colors = new Uint8Array(tree.nodeCount);
	const counts = new Map<number, number>();
	for (let row = 0; row < tree.spanCount; row++) {
		const value = valueAt(row);
		colors[row] = colorOf(value);
		counts.set(value, (counts.get(value) ?? 0) + 1);
	}
	const legend = [...counts].map(([value, spanCount]) => ({ color: colorOf(value), value, spanCount }));
	return { colors, legend: legend.sort((a, b) => b.spanCount - a.spanCount || a.value - b.value) };
}
