/**
 * The second look of a search whose filter asks about several spans. The first has marked the traces with a span that can
 * match by itself; here all spans of those are evaluated, in batches of traces, and marks without a match are taken away.
 */
import { type Filter, type ItemFilter, isItemFilter } from "@spanglass/shared/query/filter";
import { itemParts, matchRows } from "@spanglass/shared/query/trace-eval";
import { CandidateRows } from "./candidate-rows.ts";
import { compileSpanFilter } from "./compile-filter.ts";
import type { HalvesRange } from "./halves-range.ts";
import { FILTERED_ROWS, type Pace } from "./pace.ts";
import { type Part, type Rows, rowsOf } from "./part.ts";
import type { IndexedPart } from "./search-parts.ts";
import type { TraceIndex } from "./trace-index.ts";

const ROWS_AT_ONCE = 131_072;

export interface Confirmation {
	readonly filter: Filter;
	readonly range: HalvesRange;
	/** All parts that hold a marked trace. */
	readonly parts: readonly IndexedPart[];
	readonly open: (part: Part) => Promise<Rows>;
	/** Told of each row in the range that satisfies the filter. */
	readonly onSpan?: (again: Rows["again"], row: number) => void;
	/** Rows that are held at once, ROWS_AT_ONCE when left out; a trace that is longer is held whole. */
	readonly rowsAtOnce?: number;
}

/** Cost: about 0.3 µs a row of the candidates and each part of the filter. */
export async function confirmTraces(confirmation: Confirmation, index: TraceIndex, pace: Pace): Promise<void> {
	if (isItemFilter(confirmation.filter)) return;
	const { rowsAtOnce = ROWS_AT_ONCE } = confirmation;
	const { matched, spans } = index.columns;
	const places = new Int32Array(index.count).fill(-1);
	let batch: number[] = [];
	let rows = 0;
	for (let ordinal = 0; ordinal < index.count; ordinal++) {
		if (matched[ordinal] === 0) continue;
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
	const origins: Origin[] = [];
	for (const [place, ordinal] of batch.entries()) places[ordinal] = place;
	for (const part of confirmation.parts) await addRows(part, { candidates, origins, places, tested: parts, confirmation }, pace);
	for (const ordinal of batch) places[ordinal] = -1;
	await candidates.link(pace);
	const holds = await matchedRows(confirmation.filter, candidates, pace);
	const matched = new Uint8Array(batch.length);
	for (let row = 0; row < candidates.count; row++) {
		if (holds[row] !== 1 || candidates.inRange[row] !== 1) continue;
		matched[candidates.trace[row] as number] = 1;
		const origin = origins[row];
		if (origin !== undefined) confirmation.onSpan?.(origin.again, origin.row);
	}
	for (const [place, ordinal] of batch.entries()) index.columns.matched[ordinal] = matched[place] as number;
}

interface Origin {
	readonly again: Rows["again"];
	readonly row: number;
}

interface Adding {
	readonly candidates: CandidateRows;
	/** Where each candidate comes from, when somebody wants to be told. */
	readonly origins: Origin[];
	readonly places: Int32Array;
	readonly tested: readonly ItemFilter[];
	readonly confirmation: Confirmation;
}

/** The rows that a part has of the batch, traces one after another, each in the part's order. */
async function addRows({ part, ordinals }: IndexedPart, adding: Adding, pace: Pace): Promise<void> {
	const { candidates, origins, places, tested, confirmation } = adding;
	if (!ordinals.some((ordinal) => (places[ordinal] ?? -1) >= 0)) return;
	const { range, open, onSpan } = confirmation;
	const rows = await open(part);
	const tests = tested.map((filter) => compileSpanFilter(filter, rows.view));
	for (let trace = 0; trace < ordinals.length; trace++) {
		const place = places[ordinals[trace] as number] ?? -1;
		if (place < 0) continue;
		for (const row of rowsOf(rows, trace)) {
			candidates.add(rows.view, row, { trace: place, tests, range });
			if (onSpan !== undefined) origins.push({ again: rows.again, row });
			if (candidates.count % FILTERED_ROWS === 0 && pace.isDue()) await pace.rest();
		}
	}
}

/** Which rows satisfy the filter. */
async function matchedRows(filter: Filter, rows: CandidateRows, pace: Pace): Promise<Uint8Array> {
	const steps = matchRows(filter, rows);
	let step = steps.next();
	for (; step.done !== true; step = steps.next()) if (pace.isDue()) await pace.rest();
	return step.value;
}
