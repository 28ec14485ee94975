import type { TimeRange } from "@spanglass/shared/query/time-range";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { finishHash, hashWord } from "../../../columns/hash.ts";
import { DUPLICATE_BIT, SpanColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { traceProbe } from "../../../columns/trace-filter.ts";
import type { ServiceEdge } from "../../api/telemetry-store.ts";
import { halvesRange, isWithin } from "./halves-range.ts";
import { compareText } from "./list-services.ts";
import type { Part, Rows } from "./part.ts";
import type { Snapshot } from "./snapshot.ts";
import { TraceIndex } from "./trace-index.ts";

const FIRST_CAPACITY = 4096;
const ROWS_PER_TURN = 8192;

/** The service of each span, by trace (ordinal of an index) and span id; of a repeated span the first stays. */
class SpanServices {
	#slots = new Uint32Array(FIRST_CAPACITY * 2);
	#trace = new Uint32Array(FIRST_CAPACITY);
	#high = new Uint32Array(FIRST_CAPACITY);
	#low = new Uint32Array(FIRST_CAPACITY);
	#service = new Uint32Array(FIRST_CAPACITY);
	#count = 0;

	add(trace: number, high: number, low: number, service: number): void {
		if (this.#count === this.#trace.length) this.#grow();
		const at = this.#seek(trace, high, low);
		if (this.#slots[at] !== 0) return;
		this.#slots[at] = this.#count + 1;
		this.#trace[this.#count] = trace;
		this.#high[this.#count] = high;
		this.#low[this.#count] = low;
		this.#service[this.#count] = service;
		this.#count++;
	}

	/** The span's service, or -1. */
	find(trace: number, high: number, low: number): number {
		const slot = this.#slots[this.#seek(trace, high, low)] as number;
		return slot === 0 ? -1 : (this.#service[slot - 1] as number);
	}

	/** The slot of a span, or the free one where it would stand. */
	#seek(trace: number, high: number, low: number): number {
		const mask = this.#slots.length - 1;
		let at = finishHash(hashWord(hashWord(trace, high), low)) & mask;
		for (let slot = this.#slots[at] as number; slot !== 0; slot = this.#slots[at] as number) {
			if (this.#low[slot - 1] === low && this.#high[slot - 1] === high && this.#trace[slot - 1] === trace) return at;
			at = (at + 1) & mask;
		}
		return at;
	}

	#grow(): void {
		this.#trace = widened(this.#trace);
		this.#high = widened(this.#high);
		this.#low = widened(this.#low);
		this.#service = widened(this.#service);
		this.#slots = new Uint32Array(this.#slots.length * 2);
		for (let index = 0; index < this.#count; index++) {
			const at = this.#seek(this.#trace[index] as number, this.#high[index] as number, this.#low[index] as number);
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
 * Cost  one pass over all spans, 40 bytes a span while it runs.
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
		if (!part.mayOverlap(range) && mayHoldParent(part, pass)) await addPart(await part.open(), pass, snapshot);
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

function mayHoldParent(part: Part, { traces }: EdgePass): boolean {
	const id = new Uint32Array(4);
	for (let trace = 0; trace < traces.count; trace++) {
		traces.readId(trace, id);
		if (part.mayHold(traceProbe(id))) return true;
	}
	return false;
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
	return (row) => {
		if ((bits.at(row) & DUPLICATE_BIT) !== 0) return;
		const trace = ordinalOf(view, traceOf.at(row), traces, ordinals);
		const operation = operations.at(row);
		if ((services[operation] as number) < 0) services[operation] = serviceNumber(view, operation, pass);
		const service = services[operation] as number;
		spans.add(trace, spanHigh.at(row), spanLow.at(row), service);
		const high = parentHigh.at(row);
		const low = parentLow.at(row);
		if (high === 0 && low === 0) return;
		if (!isWithin(halves, startHigh.at(row), startLow.at(row))) return;
		children.trace.push(trace);
		children.high.push(high);
		children.low.push(low);
		children.service.push(service);
	};
}

function ordinalOf(view: RowView, trace: number, index: TraceIndex, ordinals: Int32Array): number {
	const known = ordinals[trace] as number;
	if (known >= 0) return known;
	const { traces } = view;
	const at = trace * 4;
	const ordinal = index.intern(traces[at] ?? 0, traces[at + 1] ?? 0, traces[at + 2] ?? 0, traces[at + 3] ?? 0);
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
