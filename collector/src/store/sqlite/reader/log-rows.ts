/** What every query of log records asks of a row: its time, its place, itself. */
import type { TraceId } from "@spanglass/shared/model/ids";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { wordsFromHex } from "../../../columns/halves.ts";
import { logRecordAt } from "../../../columns/item-decoder.ts";
import { LogColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import type { LogQuery, StoredLogRecord } from "../../api/telemetry-store.ts";
import type { RowTest } from "./filter-target.ts";
import { halvesRange, isWithin } from "./scan-traces.ts";
import type { Rows } from "./snapshot.ts";

/** A row with its time and its place in the order of arrival. */
export interface LogRow {
	readonly timeHigh: number;
	readonly timeLow: number;
	readonly sequence: number;
	readonly view: RowView;
	readonly row: number;
}

/** Below 0 when `a` is the older one; ties by arrival. */
export function compareLogRows(a: LogRow, b: LogRow): number {
	return a.timeHigh - b.timeHigh || a.timeLow - b.timeLow || a.sequence - b.sequence || comparePlaces(a, b);
}

/** Of one request; in one view rows of one time and request stand in order. */
function comparePlaces(a: LogRow, b: LogRow): number {
	return a.view === b.view ? a.row - b.row : a.view.placeOf(a.row) - b.view.placeOf(b.row);
}

/** In the trace, or in the range of time. */
export function placeTest(rows: Rows, { traceId, range }: Pick<LogQuery, "traceId" | "range">): RowTest {
	const { view, has } = rows;
	const isWanted = traceId === undefined ? rangeTest(view, range) : traceTest(view, traceId);
	return has === undefined ? isWanted : (row) => has(row) && isWanted(row);
}

function traceTest(view: RowView, traceId: TraceId): RowTest {
	const trace = view.findTrace(wordsFromHex(traceId)) + 1;
	const traces = new ColumnCursor(view, LogColumn.trace);
	return trace === 0 ? () => false : (row) => traces.at(row) === trace;
}

function rangeTest(view: RowView, range: TimeRange): RowTest {
	const halves = halvesRange(range);
	const times = new LogTimes(view);
	return (row) => {
		times.read(row);
		return isWithin(halves, times.high, times.low);
	};
}

/** The time of records: their own, else when they were observed. */
export class LogTimes {
	/** Of the row read last. */
	high = 0;
	low = 0;
	readonly #timeHigh: ColumnCursor;
	readonly #timeLow: ColumnCursor;
	readonly #observedHigh: ColumnCursor;
	readonly #observedLow: ColumnCursor;

	constructor(view: RowView) {
		this.#timeHigh = new ColumnCursor(view, LogColumn.timeHigh);
		this.#timeLow = new ColumnCursor(view, LogColumn.timeLow);
		this.#observedHigh = new ColumnCursor(view, LogColumn.observedHigh);
		this.#observedLow = new ColumnCursor(view, LogColumn.observedLow);
	}

	read(row: number): void {
		this.high = this.#timeHigh.at(row);
		this.low = this.#timeLow.at(row);
		if (this.high !== 0 || this.low !== 0) return;
		this.high = this.#observedHigh.at(row);
		this.low = this.#observedLow.at(row);
	}
}

export function storedRecord({ view, row, sequence }: LogRow): StoredLogRecord {
	return { id: `${sequence}.${view.placeOf(row)}`, record: logRecordAt(view, row) };
}
