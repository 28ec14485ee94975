import { SpanglassError } from "@spanglass/shared/model/errors";
import { uint64FromHalves, wordsFromHex } from "../../../columns/halves.ts";
import { logRecordAt } from "../../../columns/item-decoder.ts";
import { LogColumn } from "../../../columns/layout.ts";
import type { LogPage, LogQuery, StoredLogRecord } from "../../api/telemetry-store.ts";
import { compileLogFilter, EVERY_ROW } from "./compile-filter.ts";
import { type Cursor, parseCursor, printCursor, queryHash } from "./cursor.ts";
import type { RowTest } from "./filter-target.ts";
import { upTo } from "./find-traces.ts";
import { halvesRange, isWithin } from "./scan-traces.ts";
import type { Part, Rows, Snapshot } from "./snapshot.ts";
import { TopRows } from "./top-rows.ts";

const PLACE = /^\d{1,16}\.\d{1,10}$/;
const ROWS_PER_TURN = 8192;

/** A matching row: its time and its place in the order of arrival. */
interface Candidate {
	readonly timeHigh: number;
	readonly timeLow: number;
	readonly sequence: number;
	readonly part: Part;
	readonly row: number;
}

/** See `TelemetryReader.findLogs`. */
export async function findLogs(query: LogQuery, snapshot: Snapshot): Promise<LogPage> {
	const range = query.traceId === undefined ? [query.range.start, query.range.end] : [];
	const hash = queryHash([range, query.filter, query.traceId ?? "", query.order]);
	const cursor = query.cursor === undefined ? undefined : parseLogCursor(query.cursor, hash);
	const asOf = Math.min(cursor?.asOf ?? snapshot.asOf, snapshot.asOf);
	const found = new FoundLogs(query, cursor);
	let scannedRows = 0;
	for (const part of snapshot.parts("logs")) {
		if (!mayMatch(part, query)) continue;
		const rows = upTo(await part.open(query.traceId !== undefined), asOf);
		scannedRows += rows.to - rows.from;
		await scanPart(part, rows, { query, found, snapshot });
	}
	const page = found.page();
	const records: StoredLogRecord[] = [];
	for (const candidate of page) records.push(await storedRecord(candidate));
	const last = records.at(-1);
	const isLast = last === undefined || found.remaining <= query.limit;
	return {
		records,
		cursor: isLast ? undefined : printCursor(cursorAfter(page.at(-1) as Candidate, last.id, asOf), hash),
		total: found.total,
		complete: true,
		scannedRows,
		scannedBlocks: 0,
		warnings: [],
	};
}

function mayMatch(part: Part, query: LogQuery): boolean {
	return query.traceId === undefined ? part.mayOverlap(query.range) : part.mayHold(wordsFromHex(query.traceId));
}

function parseLogCursor(text: string, hash: string): Cursor {
	const cursor = parseCursor(text, hash);
	if (!PLACE.test(cursor.tie)) throw new SpanglassError("invalid_input", "the cursor is damaged", { field: "cursor" });
	return cursor;
}

function cursorAfter({ timeHigh, timeLow }: Candidate, id: string, asOf: number): Cursor {
	return { asOf, key: uint64FromHalves(timeHigh, timeLow), tie: id };
}

/** The best candidates so far, and counts of all. */
class FoundLogs {
	total = 0;
	/** Matches after the cursor. */
	remaining = 0;
	readonly #top: TopRows;
	readonly #candidates: (Candidate | undefined)[] = [];
	readonly #direction: number;
	readonly #cursor: { readonly high: number; readonly low: number; readonly sequence: number; readonly ordinal: number } | undefined;
	readonly #free: number[] = [];

	constructor({ order, limit }: LogQuery, cursor: Cursor | undefined) {
		this.#direction = order === "oldest" ? 1 : -1;
		this.#top = new TopRows(limit, (a, b) => this.#compare(this.#at(a), this.#at(b)) < 0);
		if (cursor !== undefined) {
			const [sequence = 0, ordinal = 0] = cursor.tie.split(".").map(Number);
			this.#cursor = { high: Number(cursor.key >> 32n), low: Number(cursor.key & 0xffff_ffffn), sequence, ordinal };
		}
	}

	/** A row that matches; `ordinalOf` is asked only when the cursor stands in the same request. */
	offer(candidate: Candidate, ordinalOf: () => number): void {
		this.total++;
		if (!this.#isAfterCursor(candidate, ordinalOf)) return;
		this.remaining++;
		const slot = this.#free.pop() ?? this.#candidates.length;
		this.#candidates[slot] = candidate;
		const dropped = this.#top.offer(slot);
		if (dropped !== undefined) this.#free.push(dropped);
	}

	page(): readonly Candidate[] {
		return this.#top.sorted().map((slot) => this.#at(slot));
	}

	#at(slot: number): Candidate {
		return this.#candidates[slot] as Candidate;
	}

	#compare(a: Candidate, b: Candidate): number {
		return this.#direction * (a.timeHigh - b.timeHigh || a.timeLow - b.timeLow || a.sequence - b.sequence || a.row - b.row);
	}

	#isAfterCursor({ timeHigh, timeLow, sequence }: Candidate, ordinalOf: () => number): boolean {
		const cursor = this.#cursor;
		if (cursor === undefined) return true;
		const difference = timeHigh - cursor.high || timeLow - cursor.low || sequence - cursor.sequence || ordinalOf() - cursor.ordinal;
		return this.#direction * difference > 0;
	}
}

interface LogScan {
	readonly query: LogQuery;
	readonly found: FoundLogs;
	readonly snapshot: Snapshot;
}

async function scanPart(part: Part, rows: Rows, { query, found, snapshot }: LogScan): Promise<void> {
	const { view, from, to } = rows;
	const test = compileLogFilter(query.filter, view);
	const isWanted = placeTest(rows, query);
	for (let start = from; start < to; start += ROWS_PER_TURN) {
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
		for (let row = start; row < Math.min(to, start + ROWS_PER_TURN); row++) {
			if (!isWanted(row) || !(test === EVERY_ROW || test(row))) continue;
			const [timeHigh, timeLow] = timeOf(rows, row);
			const sequence = view.sequenceOf(row);
			found.offer({ timeHigh, timeLow, sequence, part, row }, () => ordinalOf(rows, row));
		}
	}
}

/** In the trace, or in the range of time. */
function placeTest(rows: Rows, { traceId, range }: LogQuery): RowTest {
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
function timeOf({ view }: Rows, row: number): readonly [number, number] {
	const high = view.value(LogColumn.timeHigh, row);
	const low = view.value(LogColumn.timeLow, row);
	if (high !== 0 || low !== 0) return [high, low];
	return [view.value(LogColumn.observedHigh, row), view.value(LogColumn.observedLow, row)];
}

/** Position among the accepted records of the request. */
function ordinalOf({ view }: Rows, row: number): number {
	return row - view.rowsUpTo(view.sequenceOf(row) - 1);
}

async function storedRecord({ part, row, sequence }: Candidate): Promise<StoredLogRecord> {
	const rows = await part.open(true);
	return { id: `${sequence}.${ordinalOf(rows, row)}`, record: logRecordAt(rows.view, row) };
}
