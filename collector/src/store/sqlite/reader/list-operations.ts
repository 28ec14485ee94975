import type { TimeRange } from "@spanglass/shared/query/time-range";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { SpanColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import type { OperationStats } from "../../api/telemetry-store.ts";
import { compareText } from "./compare-text.ts";
import { halvesRange, isWithin } from "./halves-range.ts";
import type { Part, Rows } from "./part.ts";
import type { Snapshot } from "./snapshot.ts";

interface Count {
	readonly name: string;
	readonly kind: number;
	count: number;
}

/** See `TelemetryReader.listOperations`. Cost: one pass over the rows; names are asked once per operation of a generation. */
export async function listOperations(
	service: string,
	range: TimeRange | undefined,
	snapshot: Snapshot,
): Promise<readonly OperationStats[]> {
	const counts = new Map<string, Count>();
	for (const part of snapshot.parts("traces")) {
		if (!mayHaveService(part, service) || (range !== undefined && !part.mayOverlap(range))) continue;
		const rows = await part.open();
		countRows(rows, range).forEach((count, operation) => {
			if (count > 0) add(counts, rows.view, operation, { service, count });
		});
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	return [...counts.values()].sort((a, b) => compareText(a.name, b.name) || a.kind - b.kind);
}

function mayHaveService({ services }: Part, service: string): boolean {
	return services === undefined || services.includes(service);
}

/** Rows in the range by operation. */
function countRows({ view, from, to }: Rows, range: TimeRange | undefined): Uint32Array {
	const counts = new Uint32Array(view.counts.entities);
	const halves = range === undefined ? undefined : halvesRange(range);
	const startHigh = new ColumnCursor(view, SpanColumn.startHigh);
	const startLow = new ColumnCursor(view, SpanColumn.startLow);
	const operations = new ColumnCursor(view, SpanColumn.operation);
	for (let row = from; row < to; row++) {
		if (halves !== undefined && !isWithin(halves, startHigh.at(row), startLow.at(row))) continue;
		const operation = operations.at(row);
		counts[operation] = (counts[operation] as number) + 1;
	}
	return counts;
}

function add(counts: Map<string, Count>, view: RowView, operation: number, of: { readonly service: string; readonly count: number }): void {
	const { resource, name, kind } = view.operation(operation);
	if (view.emitter(resource).service !== of.service) return;
	const text = view.text(name);
	const key = `${kind}\n${text}`;
	const known = counts.get(key) ?? { name: text, kind, count: 0 };
	known.count += of.count;
	counts.set(key, known);
}

/**
 * Names of the services that have spans: by the directory and by the resources of open columns.
 *
 * Cost  O(retired generations + resources in open columns); no row is read.
 */
export async function listServiceNames(snapshot: Snapshot): Promise<readonly string[]> {
	const names = new Set<string>();
	for (const part of snapshot.parts("traces")) {
		for (const name of part.services ?? servicesOf((await part.open()).view)) names.add(name);
	}
	return [...names].sort();
}

function servicesOf(view: RowView): readonly string[] {
	return view.resourceEntities().map((resource) => view.emitter(resource).service);
}
