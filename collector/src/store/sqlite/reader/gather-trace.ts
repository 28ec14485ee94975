import type { Signal } from "@spanglass/shared/model/signal";
import { LogColumn, SpanColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { traceProbe } from "../../../columns/trace-filter.ts";
import { rowsOf } from "./part.ts";
import type { Snapshot } from "./snapshot.ts";
import { SpanRefs } from "./span-table.ts";

/** Called for each row of the trace. */
type OnRow = (view: RowView, row: number) => void;

/** Visit the rows of a trace (4 words) in all parts that may hold it; parts in order of their first sequence, rows as they stand. */
async function visitTrace(traceId: Uint32Array, signal: Signal & ("traces" | "logs"), snapshot: Snapshot, onRow: OnRow): Promise<void> {
	const probe = traceProbe(traceId);
	for (const part of snapshot.parts(signal)) {
		if (!part.mayHold(probe)) continue;
		const rows = await part.open();
		const { view } = rows;
		const ordinal = view.findTrace(traceId);
		if (ordinal < 0) continue;
		for (const row of rowsOf(rows, ordinal)) onRow(view, row);
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
}

/** Where the spans of a trace are; with `spanId` (2 words) only those that have it. */
export async function gatherTrace(traceId: Uint32Array, snapshot: Snapshot, spanId?: Uint32Array): Promise<SpanRefs> {
	const refs = new SpanRefs();
	await visitTrace(traceId, "traces", snapshot, (view, row) => {
		if (spanId !== undefined && !hasSpanId(view, row, spanId)) return;
		if (refs.views.at(-1) !== view) refs.addView(view);
		refs.add(row);
	});
	return refs;
}

function hasSpanId(view: RowView, row: number, spanId: Uint32Array): boolean {
	return view.value(SpanColumn.spanHigh, row) === spanId[0] && view.value(SpanColumn.spanLow, row) === spanId[1];
}

/** The span ids, as halves, of the log records of a trace; 0 and 0 for a record without one. */
export async function visitTraceLogs(
	traceId: Uint32Array,
	snapshot: Snapshot,
	onRecord: (spanHigh: number, spanLow: number) => void,
): Promise<void> {
	await visitTrace(traceId, "logs", snapshot, (view, row) => {
		onRecord(view.value(LogColumn.spanHigh, row), view.value(LogColumn.spanLow, row));
	});
}
