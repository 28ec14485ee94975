/** Of one open generation: which of its traces may have spans that are sealed, each asked once per version of those. */
import type { EarlierSpans } from "./generation.ts";
import { TRACE_WORDS } from "./trace-table.ts";

const UNKNOWN = 0;
const ABSENT = 1;
const POSSIBLE = 2;
const KEY_WORDS = 6;

export class SealedTraceCheck {
	/** The span that `hasKey` asks for: 4 words of the trace id, 2 of the span id. */
	readonly key = new Uint32Array(KEY_WORDS);
	readonly #earlier: EarlierSpans;
	#version = -1;
	/** By trace ordinal; of whole requests only, which are not rolled back. */
	#states = new Uint8Array(1024);

	constructor(earlier: EarlierSpans) {
		this.#earlier = earlier;
	}

	/** To be called before the spans of a request; there are `traces` ordinals. */
	begin(traces: number): void {
		if (this.#earlier.version !== this.#version) this.#states.fill(UNKNOWN);
		this.#version = this.#earlier.version;
		if (traces > this.#states.length) {
			const larger = new Uint8Array(2 ** Math.ceil(Math.log2(traces)));
			larger.set(this.#states);
			this.#states = larger;
		}
	}

	/** `ids`: those of the generation, 4 words each. */
	mayHold(ordinal: number, ids: Uint32Array): boolean {
		if (this.#states[ordinal] === UNKNOWN) {
			this.#states[ordinal] = this.#earlier.mayHold(ids, ordinal * TRACE_WORDS) ? POSSIBLE : ABSENT;
		}
		return this.#states[ordinal] === POSSIBLE;
	}

	hasKey(): boolean {
		return this.#earlier.has(this.key);
	}
}
