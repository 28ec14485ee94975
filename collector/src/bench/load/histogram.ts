/** Latencies in buckets of 1.6 % width: a quantile is the upper end of its bucket. Fixed size, so that measuring costs nothing that grows. */
const BUCKETS = 1024;
const PER_OCTAVE = 43.5;
const FIRST_MS = 0.001;

export class LatencyHistogram {
	readonly #counts = new Float64Array(BUCKETS);
	#count = 0;
	#max = 0;

	record(ms: number): void {
		const bucket = Math.min(BUCKETS - 1, Math.max(0, Math.ceil(PER_OCTAVE * Math.log2(ms / FIRST_MS))));
		this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
		this.#count++;
		this.#max = Math.max(this.#max, ms);
	}

	/** 0 when nothing was recorded. */
	quantile(ratio: number): number {
		let rest = Math.ceil(ratio * this.#count);
		for (let bucket = 0; bucket < BUCKETS; bucket++) {
			rest -= this.#counts[bucket] ?? 0;
			if (rest <= 0) return this.#count === 0 ? 0 : Math.min(this.#max, FIRST_MS * 2 ** (bucket / PER_OCTAVE));
		}
		return this.#max;
	}
}
