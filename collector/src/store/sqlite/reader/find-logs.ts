/**
 * Pages of log records. Parts are looked through from the one on with which the query begins. Blocks are in order of time, so they are read
 * from the end that the query begins with, and no further than the page needs; what is in no block is looked through whole.
 */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { halvesFromUnixNanos } from "@spanglass/shared/units/time";
import { uint64FromHalves, wordsFromHex } from "../../../columns/halves.ts";
import type { EventTimes } from "../../../columns/summarize-times.ts";
import { traceProbe } from "../../../columns/trace-filter.ts";
import type { Coverage, LogPage, LogQuery, StoredLogRecord } from "../../api/telemetry-store.ts";
import { compileLogFilter, EVERY_ROW } from "./compile-filter.ts";
import { type Cursor, parseCursor, printCursor, queryHash } from "./cursor.ts";
import { FoundLogs, type LogTime } from "./found-logs.ts";
import { type LogRow, LogTimes, placeTest, storedRecord } from "./log-rows.ts";
import { FILTERED_ROWS } from "./pace.ts";
import { type Part, type Rows, rowsOf } from "./part.ts";
import type { RowTest } from "./row-test.ts";
import type { Snapshot } from "./snapshot.ts";

const UINT64_END = 1n << 64n;
const PLACE = /^\d{1,16}\.\d{1,10}$/;

/** See `TelemetryReader.findLogs`. */
export async function findLogs(query: LogQuery, snapshot: Snapshot): Promise<LogPage> {
	const range = query.traceId === undefined ? [query.range.start, query.range.end] : [];
	const hash = queryHash([range, query.filter, query.traceId ?? "", query.order]);
	const cursor = query.cursor === undefined ? undefined : parseLogCursor(query.cursor, hash);
	const asOf = Math.min(cursor?.asOf ?? snapshot.asOf, snapshot.asOf);
	const found = new FoundLogs(query, cursor);
	const isAll = await search({ query, found, snapshot, arrivals: { after: -1, upTo: asOf } });
	const rows = found.rows();
	const page = rows.slice(0, query.limit);
	const records: StoredLogRecord[] = [];
	for (const row of page) {
		records.push(storedRecord(row));
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	const last = rows.length > page.length ? page.at(-1) : undefined;
	return {
		records,
		cursor: last === undefined ? undefined : printCursor(cursorAfter(last, records.at(-1)?.id ?? "", asOf), hash),
		total: isAll ? found.count : undefined,
		...coverageOf(query, snapshot),
	};
}

function coverageOf({ traceId, range }: LogQuery, snapshot: Snapshot): Coverage {
	if (traceId === undefined) return snapshot.coverage("logs", range);
	return snapshot.coverageOfTrace("logs", traceProbe(wordsFromHex(traceId)), UINT64_END);
}

function parseLogCursor(text: string, hash: string): Cursor {
	const cursor = parseCursor(text, hash);
	if (!PLACE.test(cursor.tie)) throw new SpanglassError("invalid_input", "the cursor is damaged", { field: "cursor" });
	return cursor;
}

function cursorAfter({ timeHigh, timeLow }: LogRow, id: string, asOf: number): Cursor {
	return { asOf, key: uint64FromHalves(timeHigh, timeLow), tie: id };
}

interface LogSearch {
	readonly query: LogQuery;
	readonly found: FoundLogs;
	readonly snapshot: Snapshot;
	readonly arrivals: { readonly after: number; readonly upTo: number };
}

/** Offer what matches. Result: true when every match was offered. */
async function search(search: LogSearch): Promise<boolean> {
	const { query, found, snapshot, arrivals } = search;
	const parts = snapshot.parts("logs");
	if (query.traceId !== undefined) {
		const probe = traceProbe(wordsFromHex(query.traceId));
		for (const part of parts) if (part.mayHold(probe)) await offerTrace(await part.open(arrivals), probe.id, search);
		return true;
	}
	let isAll = true;
	for (const part of inOrder(parts, query)) {
		if (!part.mayOverlap(query.range)) continue;
		if (part.times !== undefined && !mayTakeFrom(part.times, search)) isAll = false;
		else if (part.mayMatch(query.filter)) isAll = (await offerRows(part, await part.open(arrivals), search)) && isAll;
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	return isAll && found.after === undefined;
}

/** The best bound first; what has none before all. */
function inOrder(parts: readonly Part[], { order }: LogQuery): readonly Part[] {
	const bound = (part: Part) => part.times && (order === "newest" ? -part.times.max : part.times.min);
	return parts.toSorted((a, b) => compareBounds(bound(a), bound(b)));
}

function compareBounds(a: bigint | undefined, b: bigint | undefined): number {
	if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
	return a < b ? -1 : a > b ? 1 : 0;
}

/** False when all of a part comes before the cursor or after the page. */
function mayTakeFrom({ min, max }: EventTimes, { query, found }: LogSearch): boolean {
	const [first, last] = query.order === "newest" ? [max, min] : [min, max];
	const { after } = found;
	const direction = query.order === "newest" ? -1 : 1;
	if (after !== undefined && direction * compareTimes(timeOf(last), after) < 0) return false;
	return found.mayTake(timeOf(first));
}

/** What is before the first or after the last possible time is that. */
function timeOf(nanos: bigint): LogTime {
	const [high, low] = halvesFromUnixNanos(nanos < 0n ? 0n : nanos < UINT64_END ? nanos : UINT64_END - 1n);
	return { high, low };
}

function compareTimes(a: LogTime, b: LogTime): number {
	return a.high - b.high || a.low - b.low;
}

async function offerTrace(rows: Rows, id: Uint32Array, { query, found, snapshot }: LogSearch): Promise<void> {
	const { view, again } = rows;
	const trace = view.findTrace(id);
	if (trace < 0) return;
	const test = compileLogFilter(query.filter, view);
	const times = new LogTimes(view);
	for (const row of rowsOf(rows, trace)) {
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
		if (!test(row)) continue;
		times.read(row);
		found.offer({ timeHigh: times.high, timeLow: times.low, sequence: view.sequenceOf(row), again, row });
	}
}

async function offerRows(part: Part, rows: Rows, search: LogSearch): Promise<boolean> {
	const test = compileLogFilter(search.query.filter, rows.view);
	if (part.block !== undefined && part.times !== undefined) return offerInOrder(part.times, rows, test, search);
	const isWanted = placeTest(rows, search.query.range);
	await offerAll(rows, test === EVERY_ROW ? isWanted : (row) => isWanted(row) && test(row), search);
	return true;
}

async function offerAll({ view, again, from, to }: Rows, test: RowTest, { found, snapshot }: LogSearch): Promise<void> {
	const times = new LogTimes(view);
	for (let start = from; start < to; start += FILTERED_ROWS) {
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
		for (let row = start; row < Math.min(to, start + FILTERED_ROWS); row++) {
			if (!test(row)) continue;
			times.read(row);
			found.offer({ timeHigh: times.high, timeLow: times.low, sequence: view.sequenceOf(row), again, row });
		}
	}
}

/** Rows of a block ascend by time. Result: true when none that may match was passed over. */
async function offerInOrder(partTimes: EventTimes, rows: Rows, test: RowTest, { query, found, snapshot }: LogSearch): Promise<boolean> {
	const { view, again, has } = rows;
	const times = new LogTimes(view);
	const isNewest = query.order === "newest";
	const { from, to } = isInside(partTimes, { query, found }) ? rows : withinRange(rows, times, { query, found });
	const mayTake = (row: number): boolean => {
		times.read(row);
		return found.mayTake(times);
	};
	for (let step = 0; step < to - from; step++) {
		const row = isNewest ? to - 1 - step : from + step;
		if (step % FILTERED_ROWS === 0) {
			if (snapshot.pace.isDue()) await snapshot.pace.rest();
			if (found.isFull && !mayTake(row)) return false;
		}
		if ((has !== undefined && !has(row)) || !test(row)) continue;
		if (!mayTake(row)) return false;
		found.offer({ timeHigh: times.high, timeLow: times.low, sequence: view.sequenceOf(row), again, row });
	}
	return true;
}

/** True when range and cursor leave every row of a block. */
function isInside({ min, max }: EventTimes, { query, found }: Pick<LogSearch, "query" | "found">): boolean {
	return found.after === undefined && min >= query.range.start && max < query.range.end;
}

/** The rows of a block that the range and the cursor leave. Cost O(log n) looks at times. */
function withinRange({ from, to }: Rows, times: LogTimes, { query, found }: Pick<LogSearch, "query" | "found">) {
	const { range, order } = query;
	const { after } = found;
	const [start, end] = [timeOf(range.start), timeOf(range.end)];
	const isFrom = (time: LogTime) =>
		compareTimes(time, start) >= 0 && (order === "newest" || after === undefined || compareTimes(time, after) >= 0);
	const isPast = (time: LogTime) =>
		(range.end < UINT64_END && compareTimes(time, end) >= 0) ||
		(order === "newest" && after !== undefined && compareTimes(time, after) > 0);
	const first = firstRow({ from, to }, times, isFrom);
	return { from: first, to: firstRow({ from: first, to }, times, isPast) };
}

/** The first row, of rows whose times ascend, of which `holds` is true; it stays true after that. */
function firstRow({ from, to }: Pick<Rows, "from" | "to">, times: LogTimes, holds: (time: LogTime) => boolean): number {
	let low = from;
	let high = to;
	while (low < high) {
		const middle = (low + high) >>> 1;
		times.read(middle);
		if (holds(times)) high = middle;
		else low = middle + 1;
	}
	return low;
}
