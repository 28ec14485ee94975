/**
 * The second look of a search whose filter asks about several spans. The first (`scanTraces`) has marked the traces with a span that can
 * match by itself; here all spans of those are evaluated, in batches of traces, and marks without a match are taken away.
 */
import { type Filter, isItemFilter } from "@spanglass/shared/query/filter";
import { itemParts, matchRows } from "@spanglass/shared/query/trace-eval";
import { SpanColumn } from "../../../columns/layout.ts";
import { CandidateRows } from "./candidate-rows.ts";
import { compileSpanFilter } from "./compile-filter.ts";
import { FILTERED_ROWS, type Pace } from "./pace.ts";
import type { HalvesRange } from "./scan-traces.ts";
import type { Part, Rows } from "./snapshot.ts";
import { TraceFlag, type TraceIndex } from "./trace-index.ts";

const ROWS_AT_ONCE = 131_072;

export interface Confirmation {
	readonly filter: Filter;
	readonly range: HalvesRange;
	/** Flags of the traces to look at. */
	readonly wanted: number;
	/** Generations that were scanned; `ordinals` are those in the index, -1 for none. */
	readonly parts: readonly { readonly part: Part; readonly ordinals: Int32Array }[];
	readonly open: (part: Part) => Promise<Rows>;
	/** Told of each row in the range that satisfies the filter. */
	readonly onSpan?: (view: Rows["view"], row: number) => void;
	/** Rows that are held at once, ROWS_AT_ONCE when left out; a trace that is longer is held whole. */
	readonly rowsAtOnce?: number;
}

/** Cost: one more pass over the generations that hold candidates, for each batch; about 0.3 µs a row of the candidates and each part of the filter. */
export async function confirmTraces(confirmation: Confirmation, index: TraceIndex, pace: Pace): Promise<void> {
	if (isItemFilter(confirmation.filter)) return;
	const { rowsAtOnce = ROWS_AT_ONCE } = confirmation;
	const { flags, spans } = index.columns;
	const places = new Int32Array(index.count).fill(-1);
	let batch: number[] = [];
	let rows = 0;
	for (let ordinal = 0; ordinal < index.count; ordinal++) {
		if (((flags[ordinal] as number) & confirmation.wanted) !== confirmation.wanted) continue;
		if (batch.length > 0 && rows + (spans[ordinal] as number) > rowsAtOnce) {
			await confirmBatch(confirmation, { batch, rows, places }, index, pace);
			batch = [];
			rows = 0;
		}
		batch.push(ordinal);
		rows += spans[ordinal] as number;
	}
	if (batch.length > 0) await confirmBatch(confirmation, { batch, rows, places }, index, pace);
}

interface Batch {
	/** Ordinals in the index. */
	readonly batch: readonly number[];
	readonly rows: number;
	/** Scratch by ordinal, -1 everywhere between batches. */
	readonly places: Int32Array;
}

async function confirmBatch(confirmation: Confirmation, { batch, rows, places }: Batch, index: TraceIndex, pace: Pace): Promise<void> {
	const parts = itemParts(confirmation.filter);
	const candidates = new CandidateRows({ traces: batch.length, rows }, parts);
	const origins: { readonly view: Rows["view"]; readonly row: number }[] = [];
	for (const [place, ordinal] of batch.entries()) places[ordinal] = place;
	for (const { part, ordinals } of confirmation.parts) {
		if (!ordinals.some((ordinal) => (places[ordinal] ?? -1) >= 0)) continue;
		const { view, has, from, to } = await confirmation.open(part);
		const tests = parts.map((filter) => compileSpanFilter(filter, view));
		for (let row = from; row < to; row++) {
			if ((row - from) % FILTERED_ROWS === 0 && pace.isDue()) await pace.rest();
			if (has !== undefined && !has(row)) continue;
			const trace = places[ordinals[view.value(SpanColumn.trace, row)] as number] ?? -1;
			if (trace < 0) continue;
			candidates.add(view, row, { trace, tests, range: confirmation.range });
			if (confirmation.onSpan !== undefined) origins.push({ view, row });
		}
	}
	for (const ordinal of batch) places[ordinal] = -1;
	await candidates.link(pace);
	const holds = await matchedRows(confirmation.filter, candidates, pace);
	const matched = new Uint8Array(batch.length);
	for (let row = 0; row < candidates.count; row++) {
		if (holds[row] !== 1 || candidates.inRange[row] !== 1) continue;
		matched[candidates.trace[row] as number] = 1;
		const origin = origins[row];
		if (origin !== undefined) confirmation.onSpan?.(origin.view, origin.row);
	}
	const { flags } = index.columns;
	for (const [place, ordinal] of batch.entries()) {
		if (matched[place] === 0) flags[ordinal] = (flags[ordinal] as number) & ~TraceFlag.matched;
	}
}

async function matchedRows(filter: Filter, rows: CandidateRows, pace: Pace): Promise<Uint8Array> {
	const steps = matchRows(filter, rows);
	let step = steps.next();
	for (; step.done !== true; step = steps.next()) if (pace.isDue()) await pace.rest();
	return step.value;
}
