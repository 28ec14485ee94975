import type { Signal } from "@spanglass/shared/model/signal";
import { LogColumn, SEGMENT_MASK, SEGMENT_ROWS, SpanColumn, segmentOf } from "../../../columns/layout.ts";
import type { Rows, Snapshot } from "./snapshot.ts";
import { SpanRefs } from "./span-table.ts";

/** Called for each row of the trace, in order of arrival. */
type OnRow = (rows: Rows, row: number) => void;

/** Visit the rows of a trace (4 words) in all generations that may hold it. Cost: 1 ns per row of those. */
async function visitTrace(traceId: Uint32Array, signal: Signal & ("traces" | "logs"), snapshot: Snapshot, onRow: OnRow): Promise<void> {
	const column = signal === "traces" ? SpanColumn.trace : LogColumn.trace;
	for (const part of snapshot.parts(signal)) {
		if (!part.mayHold(traceId)) continue;
		const rows = await part.open(true);
		const ordinal = rows.view.findTrace(traceId);
		if (ordinal < 0) continue;
		// Log records without a trace hold 0, so theirs are counted from 1.
		visitRows(rows, column, signal === "traces" ? ordinal : ordinal + 1, onRow);
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
}

function visitRows(rows: Rows, column: number, value: number, onRow: OnRow): void {
	const { view, from, to } = rows;
	for (let start = from; start < to; ) {
		const end = Math.min(to, (segmentOf(start) + 1) * SEGMENT_ROWS);
		const segment = view.segment(segmentOf(start));
		for (let row = start; row < end; row++) {
			if (segment[column * SEGMENT_ROWS + (row & SEGMENT_MASK)] === value) onRow(rows, row);
		}
		start = end;
	}
}

/** Where the spans of a trace are; with `spanId` (2 words) only those that have it. */
export async function gatherTrace(traceId: Uint32Array, snapshot: Snapshot, spanId?: Uint32Array): Promise<SpanRefs> {
	const refs = new SpanRefs();
	await visitTrace(traceId, "traces", snapshot, ({ view }, row) => {
		if (spanId !== undefined && !hasSpanId(view, row, spanId)) return;
		if (refs.views.at(-1) !== view) refs.addView(view);
		refs.add(row);
	});
	return refs;
}

function hasSpanId(view: Rows["view"], row: number, spanId: Uint32Array): boolean {
	return view.value(SpanColumn.spanHigh, row) === spanId[0] && view.value(SpanColumn.spanLow, row) === spanId[1];
}

/** The span ids, as halves, of the log records of a trace; 0 and 0 for a record without one. */
export async function visitTraceLogs(
	traceId: Uint32Array,
	snapshot: Snapshot,
	onRecord: (spanHigh: number, spanLow: number) => void,
): Promise<void> {
	await visitTrace(traceId, "logs", snapshot, ({ view }, row) => {
		onRecord(view.value(LogColumn.spanHigh, row), view.value(LogColumn.spanLow, row));
	});
}
