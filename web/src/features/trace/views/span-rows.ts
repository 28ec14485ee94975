/** Spans of a trace as rows of a table, sorted and grouped. Pure. */
import { StatusCode } from "@spanglass/shared/model/span";
import type { TraceModel } from "../../../geometry/trace-model.ts";

export type SpanColumn = "self" | "duration" | "start" | "path" | "service" | "operation" | "logs";
export const SPAN_GROUPS = ["none", "service", "operation", "kind"] as const;
export type SpanGroup = (typeof SPAN_GROUPS)[number];

export interface SpanGroupRow {
	readonly key: string;
	/** The span that stands for the group: its longest. */
	readonly row: number;
	readonly count: number;
	readonly errors: number;
	readonly sumNanos: number;
	readonly selfNanos: number;
	readonly p95Nanos: number;
	readonly maxNanos: number;
}

/** Rows that show, the largest first (names from A on); ties in order of start. Cost O(n log n). */
export function sortedSpans(model: TraceModel, column: SpanColumn, shown: (row: number) => boolean): Uint32Array {
	const { skeleton, tree, self, path } = model;
	const rows = Uint32Array.from({ length: tree.spanCount }, (_, row) => row).filter(shown);
	const names = rankOf(column === "service" ? skeleton.services : skeleton.operations);
	const value = (row: number): number => {
		switch (column) {
			case "self":
				return -(self[row] ?? 0);
			case "duration":
				return -(skeleton.duration[row] ?? 0);
			case "start":
				return tree.start[row] ?? 0;
			case "path":
				return -(path.held[row] ?? 0);
			case "service":
				return names[skeleton.service[row] ?? 0] ?? 0;
			case "operation":
				return names[skeleton.operation[row] ?? 0] ?? 0;
			case "logs":
				return -(skeleton.spanLogCount[row] ?? 0);
		}
	};
	const keys = new Float64Array(tree.spanCount);
	for (const row of rows) keys[row] = value(row);
	return rows.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
}

function rankOf(names: readonly string[]): Uint32Array {
	const order = [...names.keys()].sort((a, b) => ((names[a] ?? "") < (names[b] ?? "") ? -1 : 1));
	const rank = new Uint32Array(names.length);
	for (const [place, name] of order.entries()) rank[name] = place;
	return rank;
}

/** Spans by what they have in common, most own time first. Cost O(n log n). */
export function groupedSpans(model: TraceModel, by: Exclude<SpanGroup, "none">, shown: (row: number) => boolean): readonly SpanGroupRow[] {
	const { skeleton, tree } = model;
	const groups = new Map<string, number[]>();
	const keyOf = (row: number): string => {
		const service = skeleton.services[skeleton.service[row] ?? 0] ?? "";
		if (by === "service") return service;
		if (by === "kind") return String(skeleton.kind[row] ?? 0);
		return `${service}\u0000${skeleton.operations[skeleton.operation[row] ?? 0] ?? ""}`;
	};
	for (let row = 0; row < tree.spanCount; row++) {
		if (!shown(row)) continue;
		const key = keyOf(row);
		const rows = groups.get(key);
		if (rows === undefined) groups.set(key, [row]);
		else rows.push(row);
	}
	return [...groups].map(([key, rows]) => groupRow(model, key, rows)).sort((a, b) => b.selfNanos - a.selfNanos || (a.key < b.key ? -1 : 1));
}

function groupRow({ skeleton: { duration, status }, self }: TraceModel, key: string, rows: readonly number[]): SpanGroupRow {
	const lengths = Float64Array.from(rows, (row) => duration[row] ?? 0).sort();
	const longest = rows.reduce((best, row) => ((duration[row] ?? 0) > (duration[best] ?? 0) ? row : best), rows[0] ?? 0);
	return {
		key,
		row: longest,
		count: rows.length,
		errors: rows.reduce((sum, row) => sum + (status[row] === StatusCode.error ? 1 : 0), 0),
		sumNanos: lengths.reduce((sum, each) => sum + each, 0),
		selfNanos: rows.reduce((sum, row) => sum + (self[row] ?? 0), 0),
		p95Nanos: lengths[Math.ceil(lengths.length * 0.95) - 1] ?? 0,
		maxNanos: lengths.at(-1) ?? 0,
	};
}
