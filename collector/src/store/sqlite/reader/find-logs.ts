import { SpanglassError } from "@spanglass/shared/model/errors";
import { uint64FromHalves, wordsFromHex } from "../../../columns/halves.ts";
import type { LogPage, LogQuery, StoredLogRecord } from "../../api/telemetry-store.ts";
import { compileLogFilter, EVERY_ROW } from "./compile-filter.ts";
import { type Cursor, parseCursor, printCursor, queryHash } from "./cursor.ts";
import { compareLogRows, type LogRow, LogTimes, placeTest, storedRecord } from "./log-rows.ts";
import { FILTERED_ROWS } from "./pace.ts";
import type { Part, Rows, Snapshot } from "./snapshot.ts";
import { TopRows } from "./top-rows.ts";

const PLACE = /^\d{1,16}\.\d{1,10}$/;

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
		const rows = await part.open({ after: -1, upTo: asOf });
		scannedRows += rows.to - rows.from;
		await scanPart(rows, { query, found, snapshot });
	}
	const page = found.page();
	const records: StoredLogRecord[] = [];
	for (const candidate of page) {
		records.push(storedRecord(candidate));
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	const last = records.at(-1);
	const isLast = last === undefined || found.remaining <= query.limit;
	return {
		records,
		cursor: isLast ? undefined : printCursor(cursorAfter(page.at(-1) as LogRow, last.id, asOf), hash),
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

function cursorAfter({ timeHigh, timeLow }: LogRow, id: string, asOf: number): Cursor {
	return { asOf, key: uint64FromHalves(timeHigh, timeLow), tie: id };
}

/** The best candidates so far, and counts of all. */
class FoundLogs {
	total = 0;
	/** Matches after the cursor. */
	remaining = 0;
	readonly #top: TopRows;
	readonly #candidates: (LogRow | undefined)[] = [];
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

	/** A row that matches. */
	offer(candidate: LogRow): void {
		this.total++;
		if (!this.#isAfterCursor(candidate)) return;
		this.remaining++;
		const slot = this.#free.pop() ?? this.#candidates.length;
		this.#candidates[slot] = candidate;
		const dropped = this.#top.offer(slot);
		if (dropped !== undefined) this.#free.push(dropped);
	}

	page(): readonly LogRow[] {
		return this.#top.sorted().map((slot) => this.#at(slot));
	}

	#at(slot: number): LogRow {
		return this.#candidates[slot] as LogRow;
	}

	#compare(a: LogRow, b: LogRow): number {
		return this.#direction * compareLogRows(a, b);
	}

	#isAfterCursor({ timeHigh, timeLow, sequence, view, row }: LogRow): boolean {
		const cursor = this.#cursor;
		if (cursor === undefined) return true;
		const difference = timeHigh - cursor.high || timeLow - cursor.low || sequence - cursor.sequence || view.placeOf(row) - cursor.ordinal;
		return this.#direction * difference > 0;
	}
}

interface LogScan {
	readonly query: LogQuery;
	readonly found: FoundLogs;
	readonly snapshot: Snapshot;
}

async function scanPart(rows: Rows, { query, found, snapshot }: LogScan): Promise<void> {
	const { view, from, to } = rows;
	const test = compileLogFilter(query.filter, view);
	const isWanted = placeTest(rows, query);
	const times = new LogTimes(view);
	for (let start = from; start < to; start += FILTERED_ROWS) {
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
		for (let row = start; row < Math.min(to, start + FILTERED_ROWS); row++) {
			if (!isWanted(row) || !(test === EVERY_ROW || test(row))) continue;
			times.read(row);
			found.offer({ timeHigh: times.high, timeLow: times.low, sequence: view.sequenceOf(row), view, row });
		}
	}
}
