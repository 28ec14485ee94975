import { traceProbe } from "../../../columns/trace-filter.ts";
import { type Pace, TRACES_PER_LOOK } from "./pace.ts";
import type { Arrivals, Part, Rows, TraceSums } from "./part.ts";
import type { Snapshot } from "./snapshot.ts";
import type { StoredPart, StoredTraceSums } from "./stored-traces.ts";
import type { TraceIndex } from "./trace-index.ts";
import { sumsOf } from "./trace-sums.ts";

/** Up to so many traces a part's filter is asked for each; beyond it its ids are read. */
const PROBED_TRACES = 64;

/** Rows of a part that had arrived, and what they add up to. */
export interface OpenedPart {
	readonly part: Part;
	readonly rows: Rows;
	readonly sums: TraceSums;
}

/** A part and its traces in an index: by its own ordinals, -1 for none. */
export interface IndexedPart {
	readonly part: Part;
	readonly ordinals: Int32Array;
}

/** The spans of a snapshot up to a sequence, for one search. What a pass was needed for is kept; opened parts of blocks are not to be. */
export class SearchParts {
	readonly pace: Pace;
	readonly parts: readonly Part[];
	readonly #arrivals: Arrivals;
	readonly #traceSums: StoredTraceSums;
	readonly #sums = new Map<Part, Promise<TraceSums>>();

	constructor(snapshot: Snapshot, asOf: number) {
		this.pace = snapshot.pace;
		this.parts = snapshot.parts("traces");
		this.#arrivals = { after: -1, upTo: asOf };
		this.#traceSums = snapshot.traceSums;
	}

	/** All traces of blocks, to be read only; undefined when they are too many, or when some of it arrived too late for this search. */
	async storedTraces(): Promise<TraceIndex | undefined> {
		const stored: StoredPart[] = [];
		for (const part of this.parts) {
			if (part.block === undefined) continue;
			if (part.mayHoldAfter(this.#arrivals.upTo)) return undefined;
			stored.push({ part, block: part.block });
		}
		const read = async (part: Part) => {
			const { rows, sums } = await this.open(part);
			return { count: rows.view.counts.traces, traces: rows.view.traces, sums };
		};
		return this.#traceSums.of(stored, read, this.pace);
	}

	/** Those that a test leaves, which may read something of each. */
	async select(isWanted: (part: Part) => boolean): Promise<readonly Part[]> {
		const selected: Part[] = [];
		for (const part of this.parts) {
			if (isWanted(part)) selected.push(part);
			if (this.pace.isDue()) await this.pace.rest();
		}
		return selected;
	}

	/** Rows of a part that had arrived. */
	rows(part: Part): Promise<Rows> {
		return part.open(this.#arrivals);
	}

	async open(part: Part): Promise<OpenedPart> {
		const rows = await this.rows(part);
		return { part, rows, sums: rows.sums?.() ?? (await this.#sumsOf(part, rows)) };
	}

	/** Only what arrived after a sequence. */
	async openNews(part: Part, since: number): Promise<OpenedPart> {
		const rows = await part.open({ ...this.#arrivals, after: since });
		return { part, rows, sums: await sumsOf(rows, this.pace) };
	}

	#sumsOf(part: Part, rows: Rows): Promise<TraceSums> {
		const sums = this.#sums.get(part) ?? sumsOf(rows, this.pace);
		this.#sums.set(part, sums);
		return sums;
	}

	/** Where an index's traces are in a part; undefined when it has none of them. Cost: its trace ids, or so many probes of its filter. */
	async lookUp(part: Part, index: TraceIndex): Promise<(OpenedPart & IndexedPart) | undefined> {
		if (index.count === 0 || (index.count <= PROBED_TRACES && !mayHoldAny(part, index))) return undefined;
		const opened = await this.open(part);
		const { traces, counts } = opened.rows.view;
		const { spans } = opened.sums;
		const ordinals = new Int32Array(counts.traces).fill(-1);
		let found = 0;
		for (let trace = 0; trace < ordinals.length; trace++) {
			if (trace % TRACES_PER_LOOK === 0 && this.pace.isDue()) await this.pace.rest();
			if (spans[trace] === 0) continue;
			const ordinal = index.find(traces, trace);
			if (ordinal < 0) continue;
			ordinals[trace] = ordinal;
			found++;
		}
		return found === 0 ? undefined : { ...opened, ordinals };
	}
}

/** False when a part's filter rules out all traces of an index. Cost: up to one probe for each. */
export function mayHoldAny(part: Part, index: TraceIndex): boolean {
	const id = new Uint32Array(4);
	for (let ordinal = 0; ordinal < index.count; ordinal++) {
		index.readId(ordinal, id);
		if (part.mayHold(traceProbe(id))) return true;
	}
	return false;
}
