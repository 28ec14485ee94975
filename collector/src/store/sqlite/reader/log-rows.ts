/** What every query of log records asks of a row: its time, its place, itself. */
import { wordsFromHex } from "../../../columns/halves.ts";
import { logRecordAt } from "../../../columns/item-decoder.ts";
import { LogColumn } from "../../../columns/layout.ts";
import type { LogQuery, StoredLogRecord } from "../../api/telemetry-store.ts";
import type { RowTest } from "./filter-target.ts";
import { halvesRange, isWithin } from "./scan-traces.ts";
import type { Part, Rows } from "./snapshot.ts";

/** A row with its time and its place in the order of arrival. */
export interface LogRow {
	readonly timeHigh: number;
	readonly timeLow: number;
	readonly sequence: number;
	readonly part: Part;
	readonly row: number;
}

/** Below 0 when `a` is the older one; ties by arrival. */
export function compareLogRows(a: LogRow, b: LogRow): number {
	return a.timeHigh - b.timeHigh || a.timeLow - b.timeLow || a.sequence - b.sequence || a.row - b.row;
}

/** In the trace, or in the range of time. */
export function placeTest(rows: Rows, { traceId, range }: Pick<LogQuery, "traceId" | "range">): RowTest {
	const { view } = rows;
	if (traceId !== undefined) {
		const trace = view.findTrace(wordsFromHex(traceId)) + 1;
		return trace === 0 ? () => false : (row) => view.value(LogColumn.trace, row) === trace;
	}
	const halves = halvesRange(range);
	return (row) => {
		const high = view.value(LogColumn.timeHigh, row);
		const low = view.value(LogColumn.timeLow, row);
		if (high !== 0 || low !== 0) return isWithin(halves, high, low);
		return isWithin(halves, view.value(LogColumn.observedHigh, row), view.value(LogColumn.observedLow, row));
	};
}

/** The record's own time, else when it was observed. */
export function logTimeOf({ view }: Rows, row: number): readonly [number, number] {
	const high = view.value(LogColumn.timeHigh, row);
	const low = view.value(LogColumn.timeLow, row);
	if (high !== 0 || low !== 0) return [high, low];
	return [view.value(LogColumn.observedHigh, row), view.value(LogColumn.observedLow, row)];
}

/** Position among the accepted records of the request. */
export function ordinalOf({ view }: Rows, row: number): number {
	return row - view.rowsUpTo(view.sequenceOf(row) - 1);
}

export async function storedRecord({ part, row, sequence }: LogRow): Promise<StoredLogRecord> {
	const rows = await part.open(true);
	return { id: `${sequence}.${ordinalOf(rows, row)}`, record: logRecordAt(rows.view, row) };
}
