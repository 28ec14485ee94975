/**
 * Durations counted in buckets of equal ratio: what roll-ups keep of spans. Bucket i holds whole nanoseconds in
 * (2^((i-1)/64), 2^(i/64)]; bucket 0 holds 0 and 1. Scale 6 of an exponential histogram, never lowered, so sums are exact counts.
 */
const PER_OCTAVE = 64;
/** Buckets that there are: durations have at most 64 bits. */
export const DURATION_BUCKETS = 64 * PER_OCTAVE + 1;

/** By which share a quantile is off at most. */
export const DURATION_ERROR = 2 ** (1 / (2 * PER_OCTAVE)) - 1;

/** The bucket of a duration. A negative one lasts no time. */
export function durationBucket(nanos: number): number {
	return nanos <= 1 ? 0 : Math.ceil(Math.log2(nanos) * PER_OCTAVE);
}

/** The middle of a bucket, by ratio: what a duration of it is taken for. */
export function durationOfBucket(bucket: number): number {
	return bucket <= 0 ? 1 : 2 ** ((bucket - 0.5) / PER_OCTAVE);
}

/** How many spans took how long. Buckets ascend; counts are above 0 (in differences of roll-ups they may be below). */
export interface DurationCounts {
	readonly count: number;
	/** Of all durations; a double: exact up to 2^53 (104 days in all). */
	readonly sumNanos: number;
	readonly buckets: readonly number[];
	readonly counts: readonly number[];
}

export const NO_DURATIONS: DurationCounts = { count: 0, sumNanos: 0, buckets: [], counts: [] };

/** Adds up durations and counts. Result of `counts`: without buckets that have come to 0. */
export class DurationSums {
	#sumNanos = 0;
	readonly #counts = new Map<number, number>();

	addNanos(nanos: number, times = 1): void {
		this.#sumNanos += Math.max(0, nanos) * times;
		this.addBucket(durationBucket(nanos), times);
	}

	addBucket(bucket: number, times: number): void {
		this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + times);
	}

	addSum(nanos: number): void {
		this.#sumNanos += nanos;
	}

	add({ sumNanos, buckets, counts }: DurationCounts): void {
		this.#sumNanos += sumNanos;
		for (let at = 0; at < buckets.length; at++) this.addBucket(buckets[at] as number, counts[at] as number);
	}

	counts(): DurationCounts {
		const entries = [...this.#counts].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b);
		let count = 0;
		for (const [, times] of entries) count += times;
		return { count, sumNanos: this.#sumNanos, buckets: entries.map(([bucket]) => bucket), counts: entries.map(([, times]) => times) };
	}
}

/** Counts by bucket while some are added up: 0 everywhere between two calls. */
const scratch = new Float64Array(DURATION_BUCKETS);

/** The sum of counts: as `DurationSums` has it, for sums that are many and small. */
export function addDurations(all: readonly DurationCounts[]): DurationCounts {
	const filled = all.filter(({ sumNanos, buckets }) => sumNanos !== 0 || buckets.length > 0);
	const [only = NO_DURATIONS] = filled;
	if (filled.length <= 1) return only;
	let sumNanos = 0;
	let first = Number.POSITIVE_INFINITY;
	let last = 0;
	for (const own of filled) {
		sumNanos += own.sumNanos;
		first = Math.min(first, own.buckets[0] ?? first);
		last = Math.max(last, own.buckets.at(-1) ?? 0);
	}
	for (const { buckets, counts } of filled) {
		for (let at = 0; at < buckets.length; at++) {
			const bucket = buckets[at] as number;
			scratch[bucket] = (scratch[bucket] as number) + (counts[at] as number);
		}
	}
	return takenFrom(scratch, first, last, sumNanos);
}

/** The counts of buckets [first, last], which are 0 from then on. */
function takenFrom(times: Float64Array, first: number, last: number, sumNanos: number): DurationCounts {
	const buckets: number[] = [];
	const counts: number[] = [];
	let count = 0;
	for (let bucket = first; bucket <= last; bucket++) {
		const here = times[bucket] as number;
		if (here === 0) continue;
		times[bucket] = 0;
		buckets.push(bucket);
		counts.push(here);
		count += here;
	}
	return { count, sumNanos, buckets, counts };
}

/**
 * A quantile, q in [0, 1], by nearest rank: the smallest duration with at least q of all at or below it.
 *
 * Result  nanoseconds; undefined without durations.
 * Error   relative, at most DURATION_ERROR (0.54 %) for durations of two nanoseconds and more.
 */
export function durationQuantile({ count, buckets, counts }: DurationCounts, q: number): number | undefined {
	if (count <= 0) return undefined;
	const rank = Math.max(1, Math.ceil(q * count));
	let below = 0;
	for (let at = 0; at < buckets.length; at++) {
		below += counts[at] as number;
		if (below >= rank) return durationOfBucket(buckets[at] as number);
	}
	return durationOfBucket(buckets.at(-1) ?? 0);
}

/** Rows of a heatmap of durations in each octave. Their borders are borders of buckets too, so that a row's count is exact. */
export const ROWS_PER_OCTAVE = 4;
const BUCKETS_PER_ROW = PER_OCTAVE / ROWS_PER_OCTAVE;

export interface DurationRows {
	/** Ascending; row r holds durations above 2^((r-1)/4) ns, up to 2^(r/4) ns; row 0 holds 0 and 1. */
	readonly rows: readonly number[];
	/** Above 0. */
	readonly counts: readonly number[];
}

/** Counts by row: they add up to `count`. */
export function durationRows({ buckets, counts }: DurationCounts): DurationRows {
	const sums = new Map<number, number>();
	for (const [at, bucket] of buckets.entries()) {
		const row = Math.ceil(bucket / BUCKETS_PER_ROW);
		sums.set(row, (sums.get(row) ?? 0) + (counts[at] ?? 0));
	}
	return { rows: [...sums.keys()], counts: [...sums.values()] };
}

/** The longest duration of a row, nanoseconds; that of the row below it is where the row begins. */
export function endOfRow(row: number): number {
	return 2 ** (row / ROWS_PER_OCTAVE);
}
