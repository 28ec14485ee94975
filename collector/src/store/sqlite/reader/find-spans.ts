import { SpanglassError } from "@spanglass/shared/model/errors";
import { isItemFilter, ownCondition } from "@spanglass/shared/query/filter";
import { unixNanos, unixNanosFromHalves } from "@spanglass/shared/units/time";
import { uint64FromHalves } from "../../../columns/halves.ts";
import type { SpanPage, SpanQuery, SpanSummary } from "../../api/span-queries.ts";
import { compileSpanFilter, EVERY_ROW } from "./compile-filter.ts";
import { confirmTraces } from "./confirm-traces.ts";
import { type Cursor, parseCursor, printCursor, queryHash } from "./cursor.ts";
import { FILTERED_ROWS } from "./pace.ts";
import { halvesRange, isWithin, scanTraces } from "./scan-traces.ts";
import type { Part, Rows, Snapshot } from "./snapshot.ts";
import { compareSpanRows, compareTies, parseTie, printTie, type SpanRow, SpanSummaries, SpanTimes, tieOf } from "./span-rows.ts";
import { TopRows } from "./top-rows.ts";
import { TraceFlag, TraceIndex } from "./trace-index.ts";

const NEVER = () => false;

/** See `TelemetryReader.findSpans`. */
export async function findSpans(query: SpanQuery, snapshot: Snapshot): Promise<SpanPage> {
	const hash = queryHash(["spans", query.range.start, query.range.end, query.filter, query.sort]);
	const cursor = query.cursor === undefined ? undefined : parseCursor(query.cursor, hash);
	const asOf = Math.min(cursor?.asOf ?? snapshot.asOf, snapshot.asOf);
	const found = new FoundSpans(query, cursor);
	const scan = { query, snapshot, asOf, found };
	const scanned = isItemFilter(query.filter) ? await scanNewestFirst(scan) : await scanTracesWhole(scan);
	const page = found.page();
	const summaries = new SpanSummaries();
	const spans: SpanSummary[] = [];
	for (const row of page) {
		spans.push(summaries.of(row));
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	const last = page.at(-1);
	const isLast = last === undefined || (found.remaining <= query.limit && scanned.isWhole);
	return {
		spans,
		cursor: isLast ? undefined : printCursor({ asOf, key: keyOf(last), tie: printTie(last, found.countBefore(page)) }, hash),
		total: scanned.isWhole ? found.total : undefined,
		asOf,
		complete: true,
		scannedRows: scanned.rows,
		scannedBlocks: scanned.parts,
		warnings: [],
	};
}

function keyOf({ keyHigh, keyLow }: SpanRow): bigint {
	return uint64FromHalves(keyHigh, keyLow);
}

interface SpanScan {
	readonly query: SpanQuery;
	readonly snapshot: Snapshot;
	readonly asOf: number;
	readonly found: FoundSpans;
}

interface Scanned {
	readonly rows: number;
	readonly parts: number;
	/** Every row of the range was looked at. */
	readonly isWhole: boolean;
}

/** Parts that arrived last first. Sorted by newest, a part that begins before the page's last row is left out when the page is full. */
async function scanNewestFirst({ query, snapshot, asOf, found }: SpanScan): Promise<Scanned> {
	let rows = 0;
	let parts = 0;
	let isWhole = true;
	for (const part of snapshot.parts("traces").toReversed()) {
		if (!part.mayOverlap(query.range)) continue;
		if (!found.mayTake(part)) {
			isWhole = false;
			continue;
		}
		const opened = await part.open({ after: -1, upTo: asOf });
		await scanRows(opened, { query, snapshot, asOf, found });
		rows += opened.to - opened.from;
		parts++;
	}
	return { rows, parts, isWhole };
}

async function scanRows({ view, from, to, has }: Rows, { query, snapshot, found }: SpanScan): Promise<void> {
	const { filter, sort } = query;
	if (!isItemFilter(filter)) return;
	const test = compileSpanFilter(filter, view);
	const range = halvesRange(query.range);
	const times = new SpanTimes(view);
	for (let start = from; start < to; start += FILTERED_ROWS) {
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
		for (let row = start; row < Math.min(to, start + FILTERED_ROWS); row++) {
			if (has !== undefined && !has(row)) continue;
			times.read(row);
			if (!isWithin(range, times.high, times.low) || !(test === EVERY_ROW || test(row))) continue;
			found.offer({ ...times.keyOf(row, sort), view, row });
		}
	}
}

/** A filter over several spans: traces with a span that can match by itself, then all spans of those. */
async function scanTracesWhole({ query, snapshot, asOf, found }: SpanScan): Promise<Scanned> {
	const range = halvesRange(query.range);
	const own = ownCondition(query.filter);
	const index = new TraceIndex();
	const scanned = new Map<Part, Int32Array>();
	let rows = 0;
	const open = (part: Part) => part.open({ after: -1, upTo: asOf });
	const scan = async (part: Part, canMatch: boolean): Promise<void> => {
		const opened = await open(part);
		rows += opened.to - opened.from;
		const test = canMatch ? compileSpanFilter(own, opened.view) : NEVER;
		scanned.set(part, await scanTraces(opened, { range, since: -1, test }, index, snapshot.pace));
	};
	const parts = snapshot.parts("traces");
	for (const part of parts) if (part.mayOverlap(query.range)) await scan(part, true);
	for (const part of parts) if (!scanned.has(part) && mayHoldMatch(part, index)) await scan(part, false);
	const onSpan = (view: Rows["view"], row: number) => {
		const times = new SpanTimes(view);
		times.read(row);
		found.offer({ ...times.keyOf(row, query.sort), view, row });
	};
	const candidates = parts.flatMap((part) => {
		const ordinals = scanned.get(part);
		return ordinals === undefined ? [] : [{ part, ordinals }];
	});
	await confirmTraces({ filter: query.filter, range, wanted: TraceFlag.matched, parts: candidates, open, onSpan }, index, snapshot.pace);
	return { rows, parts: scanned.size, isWhole: true };
}

function mayHoldMatch(part: Part, { columns, count }: TraceIndex): boolean {
	const { idA, idB, idC, idD, flags } = columns;
	const id = new Uint32Array(4);
	for (let ordinal = 0; ordinal < count; ordinal++) {
		if (((flags[ordinal] as number) & TraceFlag.matched) === 0) continue;
		id.set([idA[ordinal] as number, idB[ordinal] as number, idC[ordinal] as number, idD[ordinal] as number]);
		if (part.mayHold(id)) return true;
	}
	return false;
}

/** The best candidates so far, and counts of all. */
class FoundSpans {
	total = 0;
	/** Matches after the cursor. */
	remaining = 0;
	readonly #query: SpanQuery;
	readonly #cursor: SpanCursor | undefined;
	readonly #top: TopRows;
	readonly #candidates: (SpanRow | undefined)[] = [];
	readonly #free: number[] = [];
	/** Rows that are equal to the cursor in everything but the order of arrival. */
	#equals = 0;

	constructor(query: SpanQuery, cursor: Cursor | undefined) {
		this.#query = query;
		this.#top = new TopRows(query.limit, (a, b) => compareSpanRows(this.#at(a), this.#at(b)) < 0);
		if (cursor !== undefined) this.#cursor = spanCursor(cursor);
	}

	/** A row that matches. Rows of one part come in their order. */
	offer(candidate: SpanRow): void {
		this.total++;
		if (!this.#isAfterCursor(candidate)) return;
		this.remaining++;
		const slot = this.#free.pop() ?? this.#candidates.length;
		this.#candidates[slot] = candidate;
		const dropped = this.#top.offer(slot);
		if (dropped !== undefined) this.#free.push(dropped);
	}

	/** False when no row of the part can be on the page: it begins after the cursor, or before the last row of a full page. */
	mayTake(part: Part): boolean {
		const { sort, range } = this.#query;
		if (sort !== "newest") return true;
		const { last } = this.#top;
		const start = last === undefined ? range.start : unixNanosFromHalves(this.#at(last).keyHigh, this.#at(last).keyLow);
		return part.mayOverlap({ start, end: this.#cursor === undefined ? range.end : unixNanos(this.#cursor.key + 1n) });
	}

	page(): readonly SpanRow[] {
		return this.#top.sorted().map((slot) => this.#at(slot));
	}

	/** How many rows of the list up to the page's end are equal to its last one, but for the order of arrival. */
	countBefore(page: readonly SpanRow[]): number {
		const last = page.at(-1) as SpanRow;
		const isEqual = (row: SpanRow) => keyOf(row) === keyOf(last) && compareTies(tieOf(row), tieOf(last)) === 0;
		const cursor = this.#cursor;
		const isSame = cursor !== undefined && cursor.key === keyOf(last) && compareTies(cursor.tie, tieOf(last)) === 0;
		return page.filter(isEqual).length + (isSame ? cursor.before : 0);
	}

	#at(slot: number): SpanRow {
		return this.#candidates[slot] as SpanRow;
	}

	#isAfterCursor(candidate: SpanRow): boolean {
		const cursor = this.#cursor;
		if (cursor === undefined) return true;
		const key = keyOf(candidate);
		if (key !== cursor.key) return key < cursor.key;
		const difference = compareTies(tieOf(candidate), cursor.tie);
		return difference === 0 ? ++this.#equals > cursor.before : difference > 0;
	}
}

interface SpanCursor {
	readonly key: bigint;
	readonly tie: readonly number[];
	readonly before: number;
}

function spanCursor({ key, tie }: Cursor): SpanCursor {
	const parsed = parseTie(tie);
	if (parsed === undefined) throw new SpanglassError("invalid_input", "the cursor is damaged", { field: "cursor" });
	return { key, ...parsed };
}
