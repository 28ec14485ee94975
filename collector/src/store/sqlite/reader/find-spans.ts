import { SpanglassError } from "@spanglass/shared/model/errors";
import { type ItemFilter, isItemFilter, ownCondition } from "@spanglass/shared/query/filter";
import { unixNanos, unixNanosFromHalves } from "@spanglass/shared/units/time";
import { uint64FromHalves } from "../../../columns/halves.ts";
import type { SpanPage, SpanQuery, SpanSummary } from "../../api/span-queries.ts";
import { type Cursor, parseCursor, printCursor, queryHash } from "./cursor.ts";
import { eachRow } from "./each-row.ts";
import { confirmedTraces } from "./match-scan.ts";
import { compareLatest } from "./newest-rows.ts";
import { FILTERED_ROWS, type Pace } from "./pace.ts";
import type { Part, Rows, StoredSums } from "./part.ts";
import { SearchParts } from "./search-parts.ts";
import type { Snapshot } from "./snapshot.ts";
import { compareSpanRows, compareTies, parseTie, printTie, type SpanRow, SpanSummaries, SpanTimes, tieOf } from "./span-rows.ts";
import { extentOf, SpanSearch } from "./span-search.ts";
import { TopRows } from "./top-rows.ts";

const UINT32 = 0x1_0000_0000;

/** See `TelemetryReader.findSpans`. */
export async function findSpans(query: SpanQuery, snapshot: Snapshot): Promise<SpanPage> {
	const hash = queryHash(["spans", query.range.start, query.range.end, query.filter, query.sort]);
	const cursor = query.cursor === undefined ? undefined : parseCursor(query.cursor, hash);
	const asOf = Math.min(cursor?.asOf ?? snapshot.asOf, snapshot.asOf);
	const found = new FoundSpans(query, cursor);
	const parts = new SearchParts(snapshot, asOf);
	const search = new SpanSearch(query.range, ownCondition(query.filter));
	const pass = { query, parts, found, search };
	const isWhole = isItemFilter(query.filter) ? await offerBestFirst(pass) : await offerRelated(pass);
	const rows = found.rows();
	const page = rows.slice(0, query.limit);
	const summaries = new SpanSummaries();
	const spans: SpanSummary[] = [];
	for (const row of page) {
		spans.push(summaries.of(row));
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	const last = rows.length > page.length ? page.at(-1) : undefined;
	return {
		spans,
		cursor: last === undefined ? undefined : printCursor({ asOf, key: keyOf(last), tie: printTie(last, found.countBefore(page)) }, hash),
		total: isWhole ? found.total : undefined,
		asOf,
		...snapshot.coverage("traces", query.range),
	};
}

function keyOf({ keyHigh, keyLow }: SpanRow): bigint {
	return uint64FromHalves(keyHigh, keyLow);
}

interface SpanPass {
	readonly query: SpanQuery;
	readonly parts: SearchParts;
	readonly found: FoundSpans;
	readonly search: SpanSearch;
}

/** Parts from the latest on, as far as they may be on the page. Result: true when every match was offered. */
async function offerBestFirst({ query, parts, found, search }: SpanPass): Promise<boolean> {
	let isWhole = true;
	for (const part of parts.parts.toSorted(compareLatest)) {
		if (!search.mayMatch(part)) continue;
		if (!found.mayTake(part)) {
			isWhole = false;
			continue;
		}
		const { rows, sums } = await parts.open(part);
		const test = search.test(part, rows.view);
		const offer = offerTo(found, query, rows);
		const stored = rows.sums?.();
		if (stored === undefined) await eachRow(rows, (row) => test(row) && offer(row), parts);
		else {
			const mayHave = (trace: number) => search.mayMatchTrace(sums, trace);
			const isPassedOver = await eachRowOfTraces(stored, { mayHave, found, visit: (row) => test(row) && offer(row) }, parts.pace);
			if (isPassedOver) isWhole = false;
		}
	}
	return isWhole;
}

function offerTo(found: FoundSpans, { sort }: SpanQuery, { view, again }: Pick<Rows, "view" | "again">): (row: number) => void {
	const times = new SpanTimes(view);
	return (row) => {
		times.read(row);
		found.offer({ ...times.keyOf(row, sort), again, row });
	};
}

interface TraceVisit {
	readonly mayHave: (trace: number) => boolean;
	readonly found: FoundSpans;
	readonly visit: (row: number) => void;
}

/** Rows of a trace lie together; traces without a row for the page are left out. Result: whether one of those may have a match. */
async function eachRowOfTraces(stored: StoredSums, { mayHave, found, visit }: TraceVisit, pace: Pace): Promise<boolean> {
	let isPassedOver = false;
	let untilLook = FILTERED_ROWS;
	for (let trace = 0; trace < stored.spans.length; trace++) {
		if (untilLook <= 0) {
			untilLook = FILTERED_ROWS;
			if (pace.isDue()) await pace.rest();
		}
		untilLook--;
		if (!mayHave(trace)) continue;
		if (!found.mayTakeExtent(extentOf(stored, trace))) {
			isPassedOver = true;
			continue;
		}
		const first = stored.firstRow[trace] as number;
		const end = first + (stored.spans[trace] as number);
		untilLook -= end - first;
		for (let row = first; row < end; row++) visit(row);
	}
	return isPassedOver;
}

/** A filter over several spans: traces with a span that can match by itself, then all spans of those. */
async function offerRelated({ query, parts, found }: SpanPass): Promise<boolean> {
	await confirmedTraces(query, parts, (again, row) => offerTo(found, query, { view: again(), again })(row));
	return true;
}

/** The best candidates so far, one more than the page. */
class FoundSpans {
	/** Matches that were offered, those before the cursor too. */
	total = 0;
	readonly #query: SpanQuery;
	readonly #cursor: SpanCursor | undefined;
	readonly #top: TopRows<SpanRow>;
	/** Rows that are equal to the cursor in everything but the order of arrival. */
	#equals = 0;

	constructor(query: SpanQuery, cursor: Cursor | undefined) {
		this.#query = query;
		this.#top = new TopRows(query.limit + 1, (a, b) => compareSpanRows(a, b) < 0);
		if (cursor !== undefined) this.#cursor = spanCursor(cursor);
	}

	/** A row that matches. Rows of one part come in their order. */
	offer(candidate: SpanRow): void {
		this.total++;
		if (!this.#isAfterCursor(candidate)) return;
		this.#top.offer(candidate);
	}

	/** False when no row of the part can be on the page: by when its spans start, or by how long they are. */
	mayTake(part: Part): boolean {
		const { sort, range } = this.#query;
		const { last } = this.#top;
		if (sort === "longest") return last === undefined || part.mayMatch(atLeast(keyOf(last)));
		const start = last === undefined ? range.start : unixNanosFromHalves(last.keyHigh, last.keyLow);
		return part.mayOverlap({ start, end: this.#cursor === undefined ? range.end : unixNanos(this.#cursor.key + 1n) });
	}

	/** False when no span of a trace that took so long, in nanoseconds, can be on the page. */
	mayTakeExtent(nanos: number): boolean {
		const { last } = this.#top;
		if (last === undefined || this.#query.sort !== "longest") return true;
		return Math.max(0, nanos) >= last.keyHigh * UINT32 + last.keyLow;
	}

	/** In order; one more than the page when there are more. */
	rows(): readonly SpanRow[] {
		return this.#top.sorted();
	}

	/** How many rows of the list up to the page's end are equal to its last one, but for the order of arrival. */
	countBefore(page: readonly SpanRow[]): number {
		const last = page.at(-1) as SpanRow;
		const isEqual = (row: SpanRow) => keyOf(row) === keyOf(last) && compareTies(tieOf(row), tieOf(last)) === 0;
		const cursor = this.#cursor;
		const isSame = cursor !== undefined && cursor.key === keyOf(last) && compareTies(cursor.tie, tieOf(last)) === 0;
		return page.filter(isEqual).length + (isSame ? cursor.before : 0);
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

/** Spans that take at least so long. */
function atLeast(nanos: bigint): ItemFilter {
	const value = { text: String(nanos), number: Number(nanos), quoted: false };
	return { type: "compare", field: { scope: "intrinsic", key: "duration" }, op: ">=", value };
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
