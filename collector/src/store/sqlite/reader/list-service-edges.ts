import type { TimeRange } from "@spanglass/shared/query/time-range";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { finishHash, hashWord } from "../../../columns/hash.ts";
import { DUPLICATE_BIT, SpanColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import type { ServiceEdge } from "../../api/telemetry-store.ts";
import { compareText } from "./compare-text.ts";
import { halvesRange, isWithin } from "./halves-range.ts";
import type { Rows } from "./part.ts";
import { mayHoldAny } from "./search-parts.ts";
import type { Snapshot } from "./snapshot.ts";
import { TraceIndex } from "./trace-index.ts";

const FIRST_CAPACITY = 4096;
const ROWS_PER_TURN = 8192;

/** Times of a span as halves. */
interface SpanTimes {
	readonly startHigh: number;
	readonly startLow: number;
	readonly endHigh: number;
	readonly endLow: number;
}

const COLUMNS = ["trace", "high", "low", "service", "startHigh", "startLow", "endHigh", "endLow"] as const;
type SpanColumns = Record<(typeof COLUMNS)[number], Uint32Array<ArrayBuffer>>;

function emptyColumns(): SpanColumns {
	const words = () => new Uint32Array(FIRST_CAPACITY);
	return {
		trace: words(),
		high: words(),
		low: words(),
		service: words(),
		startHigh: words(),
		startLow: words(),
		endHigh: words(),
		endLow: words(),
	};
}

/**
 * The service of each span, by trace (ordinal of an index) and span id; of a repeated span the earliest stays, then the longest, then the
 * first that was added.
 */
class SpanServices {
	#slots = new Uint32Array(FIRST_CAPACITY * 2);
	readonly #columns = emptyColumns();
	#count = 0;

	add(span: { readonly trace: number; readonly high: number; readonly low: number; readonly service: number }, times: SpanTimes): void {
		if (this.#count === this.#columns.trace.length) this.#grow();
		const at = this.#seek(span.trace, span.high, span.low);
		const known = (this.#slots[at] as number) - 1;
		if (known >= 0 && !this.#isBetter(known, times)) return;
		const index = known >= 0 ? known : this.#count++;
		this.#slots[at] = index + 1;
		const columns = this.#columns;
		columns.trace[index] = span.trace;
		columns.high[index] = span.high;
		columns.low[index] = span.low;
		columns.service[index] = span.service;
		columns.startHigh[index] = times.startHigh;
		columns.startLow[index] = times.startLow;
		columns.endHigh[index] = times.endHigh;
		columns.endLow[index] = times.endLow;
	}

	/** The span's service, or -1. */
	find(trace: number, high: number, low: number): number {
		const slot = this.#slots[this.#seek(trace, high, low)] as number;
		return slot === 0 ? -1 : (this.#columns.service[slot - 1] as number);
	}

	/** A span that ends before it starts lasts no time. */
	#isBetter(known: number, { startHigh, startLow, endHigh, endLow }: SpanTimes): boolean {
		const columns = this.#columns;
		const later = (columns.startHigh[known] as number) - startHigh || (columns.startLow[known] as number) - startLow;
		if (later !== 0) return later > 0;
		const isLonger = (endHigh - (columns.endHigh[known] as number) || endLow - (columns.endLow[known] as number)) > 0;
		return isLonger && (endHigh - startHigh || endLow - startLow) > 0;
	}

	/** The slot of a span, or the free one where it would stand. */
	#seek(trace: number, high: number, low: number): number {
		const columns = this.#columns;
		const mask = this.#slots.length - 1;
		let at = finishHash(hashWord(hashWord(trace, high), low)) & mask;
		for (let slot = this.#slots[at] as number; slot !== 0; slot = this.#slots[at] as number) {
			if (columns.low[slot - 1] === low && columns.high[slot - 1] === high && columns.trace[slot - 1] === trace) return at;
			at = (at + 1) & mask;
		}
		return at;
	}

	#grow(): void {
		const columns = this.#columns;
		for (const name of COLUMNS) columns[name] = widened(columns[name]);
		this.#slots = new Uint32Array(this.#slots.length * 2);
		for (let index = 0; index < this.#count; index++) {
			const at = this.#seek(columns.trace[index] as number, columns.high[index] as number, columns.low[index] as number);
			this.#slots[at] = index + 1;
		}
	}
}

function widened(column: Uint32Array): Uint32Array<ArrayBuffer> {
	const wider = new Uint32Array(column.length * 2);
	wider.set(column);
	return wider;
}

/** Children in the range that have a parent id, until all spans are known. */
interface Children {
	readonly trace: number[];
	readonly high: number[];
	readonly low: number[];
	readonly service: number[];
}

/**
 * See `TelemetryReader.listServiceEdges`: the child starts in the range, its parent may lie outside of it.
 *
 * Cost  one pass over all spans, 60 bytes a span while it runs.
 */
export async function listServiceEdges(range: TimeRange, snapshot: Snapshot): Promise<readonly ServiceEdge[]> {
	const names: string[] = [];
	const pass: EdgePass = {
		range,
		traces: new TraceIndex(),
		spans: new SpanServices(),
		children: { trace: [], high: [], low: [], service: [] },
		numbers: new Map(),
		names,
	};
	const parts = snapshot.parts("traces");
	for (const part of parts) {
		if (part.mayOverlap(range)) await addPart(await part.open(), pass, snapshot);
	}
	for (const part of parts) {
		if (!part.mayOverlap(range) && mayHoldAny(part, pass.traces)) await addPart(await part.open(), pass, snapshot);
	}
	return edgesOf(countPairs(pass), names);
}

interface EdgePass {
	readonly range: TimeRange;
	readonly traces: TraceIndex;
	readonly spans: SpanServices;
	readonly children: Children;
	readonly numbers: Map<string, number>;
	readonly names: string[];
}

async function addPart(rows: Rows, pass: EdgePass, { pace }: Snapshot): Promise<void> {
	const add = rowAdder(rows.view, pass);
	for (let start = rows.from; start < rows.to; start += ROWS_PER_TURN) {
		const end = Math.min(rows.to, start + ROWS_PER_TURN);
		for (let row = start; row < end; row++) add(row);
		if (pace.isDue()) await pace.rest();
	}
}

function rowAdder(view: RowView, pass: EdgePass): (row: number) => void {
	const { traces, spans, children } = pass;
	const halves = halvesRange(pass.range);
	const ordinals = new Int32Array(view.counts.traces).fill(-1);
	const services = new Int32Array(view.counts.entities).fill(-1);
	const cursor = (column: number) => new ColumnCursor(view, column);
	const bits = cursor(SpanColumn.bits);
	const traceOf = cursor(SpanColumn.trace);
	const operations = cursor(SpanColumn.operation);
	const [spanHigh, spanLow] = [cursor(SpanColumn.spanHigh), cursor(SpanColumn.spanLow)];
	const [parentHigh, parentLow] = [cursor(SpanColumn.parentHigh), cursor(SpanColumn.parentLow)];
	const [startHigh, startLow] = [cursor(SpanColumn.startHigh), cursor(SpanColumn.startLow)];
	const [endHigh, endLow] = [cursor(SpanColumn.endHigh), cursor(SpanColumn.endLow)];
	return (row) => {
		if ((bits.at(row) & DUPLICATE_BIT) !== 0) return;
		const trace = ordinalOf(view, traceOf.at(row), traces, ordinals);
		const operation = operations.at(row);
		if ((services[operation] as number) < 0) services[operation] = serviceNumber(view, operation, pass);
		const service = services[operation] as number;
		const times = { startHigh: startHigh.at(row), startLow: startLow.at(row), endHigh: endHigh.at(row), endLow: endLow.at(row) };
		spans.add({ trace, high: spanHigh.at(row), low: spanLow.at(row), service }, times);
		const high = parentHigh.at(row);
		const low = parentLow.at(row);
		if (high === 0 && low === 0) return;
		if (!isWithin(halves, times.startHigh, times.startLow)) return;
		children.trace.push(trace);
		children.high.push(high);
		children.low.push(low);
		children.service.push(service);
	};
}

function ordinalOf(view: RowView, trace: number, index: TraceIndex, ordinals: Int32Array): number {
	const known = ordinals[trace] as number;
	if (known >= 0) return known;
	const ordinal = index.intern(view.traces, trace);
	ordinals[trace] = ordinal;
	return ordinal;
}

function serviceNumber(view: RowView, operation: number, { numbers, names }: EdgePass): number {
	const name = view.emitter(view.operation(operation).resource).service;
	const known = numbers.get(name);
	if (known !== undefined) return known;
	numbers.set(name, names.length);
	return names.push(name) - 1;
}

/** Counts by parent x 2^26 + child. */
function countPairs({ children, spans }: EdgePass): ReadonlyMap<number, number> {
	const counts = new Map<number, number>();
	children.service.forEach((child, at) => {
		const parent = spans.find(children.trace[at] as number, children.high[at] as number, children.low[at] as number);
		if (parent < 0) return;
		const pair = parent * PAIR_BASE + child;
		counts.set(pair, (counts.get(pair) ?? 0) + 1);
	});
	return counts;
}

const PAIR_BASE = 2 ** 26;

function edgesOf(counts: ReadonlyMap<number, number>, names: readonly string[]): readonly ServiceEdge[] {
	return [...counts]
		.map(([pair, count]) => ({
			parent: names[Math.floor(pair / PAIR_BASE)] as string,
			child: names[pair % PAIR_BASE] as string,
			count,
		}))
		.sort((a, b) => compareText(a.parent, b.parent) || compareText(a.child, b.child));
}
