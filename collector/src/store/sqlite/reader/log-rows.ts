/** What every query of log records asks of a row: its time, its place, itself. */
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { logRecordAt } from "../../../columns/item-decoder.ts";
import { LogColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import type { StoredLogRecord } from "../../api/telemetry-store.ts";
import { halvesRange, isWithin } from "./halves-range.ts";
import type { Rows } from "./part.ts";
import type { RowTest } from "./row-test.ts";

/** A row with its time and its place in the order of arrival. */
export interface LogRow {
	readonly timeHigh: number;
	readonly timeLow: number;
	readonly sequence: number;
	/** The view of the row. */
	readonly again: () => RowView;
	readonly row: number;
}

/** Below 0 when `a` is the older one; ties by arrival. */
export function compareLogRows(a: LogRow, b: LogRow): number {
	return a.timeHigh - b.timeHigh || a.timeLow - b.timeLow || a.sequence - b.sequence || comparePlaces(a, b);
}

/** Of one request; in one view rows of one time and request stand in order. */
function comparePlaces(a: LogRow, b: LogRow): number {
	return a.again === b.again ? a.row - b.row : placeOf(a) - placeOf(b);
}

export function placeOf({ again, row }: Pick<LogRow, "again" | "row">): number {
	return again().placeOf(row);
}

/** Among the rows, and in the range of time. */
export function placeTest({ view, has }: Rows, range: TimeRange): RowTest {
	const isWanted = rangeTest(view, range);
	return has === undefined ? isWanted : (row) => has(row) && isWanted(row);
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

export function storedRecord({ again, row, sequence }: LogRow): StoredLogRecord {
	const view = again();
	return { id: `${sequence}.${view.placeOf(row)}`, record: logRecordAt(view, row) };
}
