import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { SpanColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import type { Facet, FacetPage, FacetQuery } from "../../api/match-queries.ts";
import { compareCounts, compareTexts, LONG_TEXT_WARNING, SUGGESTED_TEXT_UNITS } from "../../api/suggestion-queries.ts";
import { FieldTexts, type TextNumbers } from "./field-texts.ts";
import { scanMatches } from "./match-scan.ts";
import { FILTERED_ROWS } from "./pace.ts";
import { rowsOf } from "./part.ts";
import { SearchParts } from "./search-parts.ts";
import type { Snapshot } from "./snapshot.ts";
import { TraceIndex } from "./trace-index.ts";

/** A key with more values than this is told by those that came first. */
const VALUES_MAX = 20_000;
/** Room for a value's number beside a trace's in one double. */
const NUMBERS = 2 ** 20;

/** See `MatchReader.countFacets`. */
export async function countFacets(query: FacetQuery, snapshot: Snapshot): Promise<FacetPage> {
	const index = new TraceIndex();
	const counters = query.keys.map(({ span, field }) => ({ span, counter: new FacetCounter(new FieldTexts(field)) }));
	const ofSpan = (wanted: string) => counters.flatMap(({ span, counter }) => (span === wanted ? [counter] : []));
	const own = ofSpan("self");
	const { warnings, ...coverage } = await scanMatches(query, snapshot, (view) => {
		const traces = new ColumnCursor(view, SpanColumn.trace);
		const ordinals = new Int32Array(view.counts.traces).fill(-1);
		const counts = own.map((counter) => counter.of(view));
		return (row) => {
			const trace = traces.at(row);
			const known = ordinals[trace] as number;
			const ordinal = known < 0 ? index.intern(view.traces, trace) : known;
			ordinals[trace] = ordinal;
			for (let at = 0; at < counts.length; at++) (counts[at] as CountRow)(row, ordinal);
		};
	});
	await countOthers(index, { any: ofSpan("any"), root: ofSpan("root") }, snapshot);
	const said = new Set(warnings);
	const facets = counters.map(({ counter }) => counter.facet(query.limit, said));
	const isCut = counters.some(({ counter }) => counter.isCut);
	return { ...coverage, facets, complete: coverage.complete && !isCut, warnings: [...said] };
}

interface OtherCounters {
	readonly any: readonly FacetCounter[];
	readonly root: readonly FacetCounter[];
}

/** What all spans of the traces say, and what their roots do. */
async function countOthers(index: TraceIndex, { any, root }: OtherCounters, snapshot: Snapshot): Promise<void> {
	if (any.length + root.length === 0) return;
	const parts = new SearchParts(snapshot, snapshot.asOf);
	const roots = new Roots(index.count);
	let untilLook = FILTERED_ROWS;
	for (const part of parts.parts) {
		if (parts.pace.isDue()) await parts.pace.rest();
		const found = await parts.lookUp(part, index);
		if (found === undefined) continue;
		const { rows, ordinals } = found;
		const counts = any.map((counter) => counter.of(rows.view));
		const texts = root.map((counter) => counter.numbers(rows.view));
		const isBest = roots.of(rows.view);
		for (let trace = 0; trace < ordinals.length; trace++) {
			const ordinal = ordinals[trace] as number;
			if (ordinal < 0) continue;
			for (const row of rowsOf(rows, trace)) {
				for (const count of counts) count(row, ordinal);
				if (isBest(row, ordinal)) roots.numbers[ordinal] = texts.map((of) => of(row));
				if (untilLook-- > 0) continue;
				untilLook = FILTERED_ROWS;
				if (parts.pace.isDue()) await parts.pace.rest();
			}
		}
	}
	for (const [ordinal, ofRoot] of roots.numbers.entries()) {
		for (const [at, counter] of root.entries()) counter.add(ofRoot?.[at] ?? [], ordinal);
	}
}

/** The root of each trace so far: the earliest span without a parent, then the one with the lowest id, then the first. */
class Roots {
	/** By trace: what each counter found on its root. */
	readonly numbers: (readonly TextNumbers[] | undefined)[];
	readonly #best: Float64Array;

	constructor(traces: number) {
		this.numbers = Array.from({ length: traces });
		this.#best = new Float64Array(traces * 4).fill(Number.POSITIVE_INFINITY);
	}

	/** A test of a view's rows: is this the root of its trace, as far as is known? */
	of(view: RowView): (row: number, ordinal: number) => boolean {
		const [parentHigh, parentLow, startHigh, startLow, spanHigh, spanLow] = [
			SpanColumn.parentHigh,
			SpanColumn.parentLow,
			SpanColumn.startHigh,
			SpanColumn.startLow,
			SpanColumn.spanHigh,
			SpanColumn.spanLow,
		].map((column) => new ColumnCursor(view, column)) as [
			ColumnCursor,
			ColumnCursor,
			ColumnCursor,
			ColumnCursor,
			ColumnCursor,
			ColumnCursor,
		];
		const order = [startHigh, startLow, spanHigh, spanLow] as const;
		return (row, ordinal) => {
			if (parentHigh.at(row) !== 0 || parentLow.at(row) !== 0) return false;
			let difference = 0;
			for (let at = 0; at < 4 && difference === 0; at++) {
				difference = (order[at] as ColumnCursor).at(row) - (this.#best[ordinal * 4 + at] as number);
			}
			if (difference >= 0) return false;
			for (let at = 0; at < 4; at++) this.#best[ordinal * 4 + at] = (order[at] as ColumnCursor).at(row);
			return true;
		};
	}
}

type CountRow = (row: number, ordinal: number) => void;

/** Traces by the values of one key. */
class FacetCounter {
	isCut = false;
	readonly #texts: FieldTexts;
	/** By the number of a text. */
	readonly #counts: number[] = [];
	readonly #lastTrace: number[] = [];
	readonly #seen = new Set<number>();

	constructor(texts: FieldTexts) {
		this.#texts = texts;
	}

	numbers(view: RowView): (row: number) => TextNumbers {
		return this.#texts.of(view);
	}

	of(view: RowView): CountRow {
		const numbers = this.#texts.of(view);
		return (row, ordinal) => this.add(numbers(row), ordinal);
	}

	/** A trace has the values; more than once is once. */
	add(numbers: TextNumbers, ordinal: number): void {
		for (let at = 0; at < numbers.length; at++) {
			const number = numbers[at] as number;
			if (this.#lastTrace[number] === ordinal) continue;
			this.#lastTrace[number] = ordinal;
			if (number >= VALUES_MAX) {
				this.isCut = true;
				continue;
			}
			const pair = ordinal * NUMBERS + number;
			if (this.#seen.has(pair)) continue;
			this.#seen.add(pair);
			this.#counts[number] = (this.#counts[number] ?? 0) + 1;
		}
	}

	facet(limit: number, warnings: Set<string>): Facet {
		if (this.isCut) warnings.add(`a key has more than ${VALUES_MAX} values: the others are not counted`);
		const found = this.#counts.flatMap((count, number) => (count > 0 ? [{ text: this.#texts.texts[number] as string, count }] : []));
		const values = found.filter(({ text }) => text.length <= SUGGESTED_TEXT_UNITS);
		if (values.length < found.length) warnings.add(LONG_TEXT_WARNING);
		values.sort((a, b) => compareCounts(a, b) || compareTexts(a.text, b.text));
		return { values: values.slice(0, limit), total: values.length };
	}
}
