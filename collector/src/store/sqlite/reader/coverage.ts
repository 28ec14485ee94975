import type { Signal } from "@spanglass/shared/model/signal";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { mayHoldProbe, type TraceProbe } from "../../../columns/trace-filter.ts";
import type { Coverage } from "../../api/telemetry-store.ts";
import type { LostBlock, LostContent } from "./block-directory.ts";
import type { Part, Rows } from "./part.ts";

/** Keeps count of what one query reads, and knows what it cannot read. */
export class CoverageCounter {
	readonly #lost: readonly LostBlock[];
	readonly #opened = new Set<Part>();
	#rows = 0;
	#blocks = 0;

	constructor(lost: readonly LostBlock[]) {
		this.#lost = lost;
	}

	/** The same part, counted when it is first opened. */
	counted(part: Part): Part {
		const counted: Part = {
			...part,
			open: async (arrivals) => {
				const rows = await part.open(arrivals);
				this.#count(part, rows);
				return rows;
			},
		};
		return counted;
	}

	/** Of an answer that asked for a range of a signal, or for all times. */
	coverage(signal: Signal, range: TimeRange | undefined): Coverage {
		const isAsked = ({ minTime, maxTime }: LostContent) => range === undefined || (minTime < range.end && maxTime >= range.start);
		return this.#told(this.#lost.filter(({ known }) => known === undefined || (known.signal === signal && isAsked(known))));
	}

	/** Of an answer about one trace. */
	ofTrace(signal: Signal, trace: TraceProbe): Coverage {
		const mayHold = ({ traceFilter }: LostContent) => mayHoldProbe(traceFilter, trace);
		return this.#told(this.#lost.filter(({ known }) => known === undefined || (known.signal === signal && mayHold(known))));
	}

	#told(lost: readonly LostBlock[]): Coverage {
		return { complete: lost.length === 0, scannedRows: this.#rows, scannedBlocks: this.#blocks, warnings: lost.map(lostWarning) };
	}

	#count(part: Part, { from, to }: Rows): void {
		if (this.#opened.has(part) || from >= to) return;
		this.#opened.add(part);
		this.#rows += to - from;
		if (part.block !== undefined) this.#blocks++;
	}
}

const ISO_MILLIS = 1_000_000n;
/** Past it a Date has no text. */
const LATEST_MILLIS = 8.64e15;

function lostWarning({ id, known }: LostBlock): string {
	if (known === undefined) return `Block ${id} is damaged: what it holds is left out.`;
	const { signal, minTime, maxTime } = known;
	return `Block ${id} of ${signal} from ${isoText(minTime)} to ${isoText(maxTime)} is damaged: what it holds is left out.`;
}

export function isoText(nanos: bigint): string {
	const millis = Number(nanos / ISO_MILLIS);
	return millis <= LATEST_MILLIS ? new Date(millis).toISOString() : `${nanos} ns`;
}
