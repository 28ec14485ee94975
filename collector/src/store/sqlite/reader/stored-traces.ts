/** Sums of the traces of all blocks together: they change only when a block comes or goes, so a thread keeps them from query to query. */
import type { Pace } from "./pace.ts";
import type { Part, TraceSums } from "./part.ts";
import { TraceIndex } from "./trace-index.ts";

/** More are not kept: about 28 MB. */
const TRACES_MAX = 524_288;

/** A part that is a block. */
export interface StoredPart {
	readonly part: Part;
	readonly block: number;
}

/** The ids (4 words each) of a block's traces and what they add up to there. */
export interface StoredTraces {
	readonly count: number;
	readonly traces: Uint32Array;
	readonly sums: TraceSums;
}

type ReadTraces = (part: Part) => Promise<StoredTraces>;

export class StoredTraceSums {
	#kept: Kept = { blocks: [], index: new TraceIndex() };

	/**
	 * The traces of these blocks, to be read only; undefined when they are too many.
	 *
	 * Cost: nothing for the blocks of the last query, else the traces of those that are new, or of all when one is gone.
	 */
	async of(stored: readonly StoredPart[], read: ReadTraces, pace: Pace): Promise<TraceIndex | undefined> {
		const kept = this.#kept;
		const blocks = new Set(stored.map(({ block }) => block));
		const isGrown = kept.blocks.every((block) => blocks.has(block));
		if (isGrown && kept.blocks.length === blocks.size) return kept.index;
		const known = new Set(isGrown ? kept.blocks : []);
		const index = isGrown ? kept.index.over() : new TraceIndex();
		for (const { part, block } of stored) {
			if (known.has(block)) continue;
			addTraces(index, await read(part));
			if (index.count > TRACES_MAX) return undefined;
			if (pace.isDue()) await pace.rest();
		}
		this.#kept = { blocks: [...blocks], index };
		return index;
	}
}

interface Kept {
	readonly blocks: readonly number[];
	readonly index: TraceIndex;
}

/** Those of which there is a span. */
export function addTraces(index: TraceIndex, { count, traces, sums }: StoredTraces): void {
	for (let trace = 0; trace < count; trace++) {
		if (sums.spans[trace] === 0) continue;
		index.addSums(index.intern(traces, trace), sums, trace);
	}
}
