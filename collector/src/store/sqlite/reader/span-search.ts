/**
 * What a search for traces asks of single spans, and which traces of a part it leaves: the range, the filter, and what can be told of a
 * trace by its sums alone.
 */
import type { ItemFilter } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { SEGMENT_MASK, SpanColumn, segmentOf } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { compileSpanFilter, compileSpanSteps, EVERY_ROW, type SpanFilterSteps } from "./compile-filter.ts";
import { type HalvesRange, halvesRange, isWithin } from "./halves-range.ts";
import { HeadAnswer, type HeadAnswers, type HeadTest } from "./head-test.ts";
import { FILTERED_ROWS, type Pace } from "./pace.ts";
import type { Part, Rows, StoredSums, TraceSums } from "./part.ts";
import type { RowTest } from "./row-test.ts";

const UINT32 = 0x1_0000_0000;
const NO_WORDS = new Uint32Array(0);
/** Rows between two looks at the clock in a block. */
const ROWS_PER_LOOK = FILTERED_ROWS;

export class SpanSearch {
	readonly range: TimeRange;
	readonly filter: ItemFilter;
	readonly halves: HalvesRange;
	/** Nanoseconds that a matching span lasts at least. */
	readonly #minDuration: number;
	readonly #needsError: boolean;

	constructor(range: TimeRange, filter: ItemFilter) {
		this.range = range;
		this.filter = filter;
		this.halves = halvesRange(range);
		this.#minDuration = minDuration(filter);
		this.#needsError = needsError(filter);
	}

	/** Every span in the range matches. */
	get isUnconditional(): boolean {
		return this.filter.type === "all" && this.filter.terms.length === 0;
	}

	/** False when no span of the part can match. */
	mayMatch(part: Part): boolean {
		return part.mayOverlap(this.range) && part.mayMatch(this.filter);
	}

	/** False when no span of the trace (an ordinal of the sums) can match. */
	mayMatchTrace(sums: TraceSums, trace: number): boolean {
		if (sums.spans[trace] === 0 || (this.#needsError && sums.errors[trace] === 0)) return false;
		const { endHigh, endLow, isUnending } = this.halves;
		const [high, low] = [sums.startHigh[trace] as number, sums.startLow[trace] as number];
		if (!isUnending && (high > endHigh || (high === endHigh && low >= endLow))) return false;
		return this.#minDuration === 0 || extentOf(sums, trace) >= this.#minDuration;
	}

	/** True when a span of the trace is known to match: every span does, and the earliest one is in the range. */
	mustMatchTrace(sums: TraceSums, trace: number): boolean {
		if (!this.isUnconditional || sums.spans[trace] === 0) return false;
		return isWithin(this.halves, sums.startHigh[trace] as number, sums.startLow[trace] as number);
	}

	/** The test of the spans of a part. */
	test(part: Part, view: RowView): RowTest {
		return this.#inRange(compileSpanFilter(this.filter, view), part, view);
	}

	/** The same in steps. */
	steps(part: Part, view: RowView): SpanFilterSteps {
		const { heads, rest } = compileSpanSteps(this.filter, view);
		return { heads, rest: this.#inRange(rest, part, view) };
	}

	/** Operations of a view that can have a match by how long their spans last; undefined when none has. */
	longHeads(heads: HeadTest, view: RowView): HeadAnswers | undefined {
		const longest = this.#minDuration === 0 ? undefined : view.longestSpans?.();
		return longest === undefined ? heads : heads.withAtLeast(this.#minDuration, longest);
	}

	#inRange(test: RowTest, part: Part, view: RowView): RowTest {
		if (isInside(part, this.range)) return test;
		const starts = [new ColumnCursor(view, SpanColumn.startHigh), new ColumnCursor(view, SpanColumn.startLow)] as const;
		const isInRange = (row: number) => isWithin(this.halves, starts[0].at(row), starts[1].at(row));
		return test === EVERY_ROW ? isInRange : (row) => test(row) && isInRange(row);
	}
}

/** True when every span of the part starts in the range. */
export function isInside({ times }: Part, { start, end }: TimeRange): boolean {
	return times !== undefined && times.min >= start && times.max < end;
}

/** Nanoseconds from the earliest start to the latest end, rounded up to what a double holds; a span of the trace lasts no longer. */
export function extentOf({ startHigh, startLow, endHigh, endLow }: TraceSums, trace: number): number {
	const high = (endHigh[trace] as number) - (startHigh[trace] as number);
	const nanos = high * UINT32 + (endLow[trace] as number) - (startLow[trace] as number);
	return Number.isSafeInteger(nanos) ? nanos : Number.POSITIVE_INFINITY;
}

function minDuration(filter: ItemFilter): number {
	switch (filter.type) {
		case "all":
			return filter.terms.map(minDuration).reduce((a, b) => Math.max(a, b), 0);
		case "any":
			return filter.terms.map(minDuration).reduce((a, b) => Math.min(a, b), Number.MAX_SAFE_INTEGER);
		case "compare": {
			const { field, op, value } = filter;
			const isBound = field.scope === "intrinsic" && field.key === "duration" && (op === ">" || op === ">=");
			return isBound && value.number !== undefined && Number.isFinite(value.number) ? Math.max(0, Math.floor(value.number)) : 0;
		}
		default:
			return 0;
	}
}

function needsError(filter: ItemFilter): boolean {
	switch (filter.type) {
		case "all":
			return filter.terms.some(needsError);
		case "any":
			return filter.terms.length > 0 && filter.terms.every(needsError);
		case "compare": {
			const { field, op, value } = filter;
			return field.scope === "intrinsic" && field.key === "status" && op === "=" && value.text === "error";
		}
		default:
			return false;
	}
}

/** Which traces of a part to ask for a match, by ordinal; 1 or 0. */
export type WantedTraces = Uint8Array;

export interface MatchPass {
	readonly part: Part;
	readonly rows: Rows;
	readonly sums: TraceSums;
	/** All that may match when it is left out. */
	readonly wanted?: WantedTraces;
}

/**
 * The traces (1 by ordinal) with a span that matches.
 *
 * Cost  the rows of traces that cannot be told by their sums; in a block each trace until its first match.
 */
export async function matchTraces(search: SpanSearch, { part, rows, sums, wanted }: MatchPass, pace: Pace): Promise<Uint8Array> {
	const count = rows.view.counts.traces;
	const matched = new Uint8Array(count);
	const asked = new Uint8Array(count);
	let askedCount = 0;
	for (let trace = 0; trace < count; trace++) {
		if (wanted !== undefined && wanted[trace] !== 1) continue;
		if (search.mustMatchTrace(sums, trace)) matched[trace] = 1;
		else if (search.mayMatchTrace(sums, trace)) {
			asked[trace] = 1;
			askedCount++;
		}
	}
	if (askedCount === 0) return matched;
	const stored = rows.sums?.();
	if (stored === undefined) {
		await askRows(rows, { test: search.test(part, rows.view), asked, matched }, pace);
		return matched;
	}
	const scan = createScan(search, part, rows.view);
	if (scan !== undefined) await askTraces(stored, { scan, asked, matched }, pace);
	return matched;
}

interface Asking {
	readonly test: RowTest;
	readonly asked: Uint8Array;
	readonly matched: Uint8Array;
}

/** Is there a match among rows [from, to)? */
type Scan = (from: number, to: number) => boolean;

interface TraceAsking {
	readonly scan: Scan;
	readonly asked: Uint8Array;
	readonly matched: Uint8Array;
}

/** Rows of a trace lie together. */
async function askTraces({ firstRow, spans }: StoredSums, { scan, asked, matched }: TraceAsking, pace: Pace): Promise<void> {
	let untilLook = ROWS_PER_LOOK;
	for (let trace = 0; trace < asked.length; trace++) {
		if (asked[trace] === 0) continue;
		const first = firstRow[trace] as number;
		const end = first + (spans[trace] as number);
		for (let row = first; row < end && matched[trace] === 0; row += ROWS_PER_LOOK) {
			const to = Math.min(end, row + ROWS_PER_LOOK);
			if (scan(row, to)) matched[trace] = 1;
			untilLook -= to - row;
			if (untilLook > 0) continue;
			untilLook = ROWS_PER_LOOK;
			if (pace.isDue()) await pace.rest();
		}
	}
}

/** Undefined when no row can match. */
function createScan(search: SpanSearch, part: Part, view: RowView): Scan | undefined {
	const { heads, rest } = search.steps(part, view);
	if (heads === undefined) return (from, to) => hasMatch(rest, from, to);
	const long = search.longHeads(heads, view);
	return long && headScan(view, long, rest);
}

function hasMatch(test: RowTest, from: number, to: number): boolean {
	for (let row = from; row < to; row++) if (test(row)) return true;
	return false;
}

/** Most rows cost a look at their operation's answer. */
function headScan(view: RowView, heads: HeadAnswers, rest: RowTest): Scan {
	const { answers } = heads;
	let segment = -1;
	let operations: Uint32Array = NO_WORDS;
	return (from, to) => {
		for (let row = from; row < to; row++) {
			if (segmentOf(row) !== segment) {
				segment = segmentOf(row);
				operations = view.column(SpanColumn.operation, segment);
			}
			const operation = operations[row & SEGMENT_MASK] as number;
			const known = answers[operation];
			if (known === HeadAnswer.no) continue;
			if ((known === HeadAnswer.yes || heads.ask(operation)) && rest(row)) return true;
		}
		return false;
	};
}

async function askRows({ view, has, from, to }: Rows, { test, asked, matched }: Asking, pace: Pace): Promise<void> {
	const traces = new ColumnCursor(view, SpanColumn.trace);
	for (let start = from; start < to; start += FILTERED_ROWS) {
		if (pace.isDue()) await pace.rest();
		const end = Math.min(to, start + FILTERED_ROWS);
		for (let row = start; row < end; row++) {
			const trace = traces.at(row);
			if (asked[trace] === 0 || matched[trace] === 1 || (has !== undefined && !has(row))) continue;
			if (test(row)) matched[trace] = 1;
		}
	}
}
