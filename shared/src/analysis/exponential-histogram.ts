/**
 * Base-2 exponential histograms: bucket i of scale s holds magnitudes in (2^(i/2^s), 2^((i+1)/2^s)].
 * Adding up lowers the scale: two neighbours of one scale are one bucket of the next lower, so no count is guessed.
 */
import type { ExponentialBuckets, PointValue } from "../model/metric.ts";

/** Buckets of one sign that a histogram keeps before its scale is lowered: OpenTelemetry's default, twice. */
const MOST_BUCKETS = 320;

/** Counts of the buckets offset, offset + 1 ...; empty without any. */
interface Run {
	readonly offset: number;
	readonly counts: readonly number[];
}

export interface ExponentialHistogram {
	readonly scale: number;
	readonly zeroCount: number;
	/** Observations of at most this magnitude are zero. */
	readonly zeroThreshold: number;
	readonly positive: Run;
	readonly negative: Run;
}

const EMPTY: Run = { offset: 0, counts: [] };

/** Counts as numbers: exact up to 2^53. */
export function exponentialFromPoint(value: Extract<PointValue, { readonly type: "exponential_histogram" }>): ExponentialHistogram {
	const run = (buckets: ExponentialBuckets | undefined): Run =>
		buckets === undefined ? EMPTY : trimmed({ offset: buckets.offset, counts: buckets.bucketCounts.map(Number) });
	return fitted({
		scale: value.scale,
		zeroCount: Number(value.zeroCount),
		zeroThreshold: value.zeroThreshold > 0 ? value.zeroThreshold : 0,
		positive: run(value.positive),
		negative: run(value.negative),
	});
}

/** Without empty buckets at its ends. */
function trimmed({ offset, counts }: Run): Run {
	let first = 0;
	let end = counts.length;
	while (first < end && counts[first] === 0) first++;
	while (end > first && counts[end - 1] === 0) end--;
	if (first === end) return EMPTY;
	return first === 0 && end === counts.length ? { offset, counts } : { offset: offset + first, counts: counts.slice(first, end) };
}

/** The sum of two. Result: the lower scale of both, lower still when more than 320 buckets of one sign would be needed; the wider zero. */
export function addExponential(a: ExponentialHistogram, b: ExponentialHistogram): ExponentialHistogram {
	const scale = Math.min(
		a.scale,
		b.scale,
		scaleToFit(a.positive, a.scale, b.positive, b.scale),
		scaleToFit(a.negative, a.scale, b.negative, b.scale),
	);
	const [left, right] = [atScale(a, scale), atScale(b, scale)];
	return {
		scale,
		zeroCount: a.zeroCount + b.zeroCount,
		zeroThreshold: Math.max(a.zeroThreshold, b.zeroThreshold),
		positive: addRuns(left.positive, right.positive, 1),
		negative: addRuns(left.negative, right.negative, 1),
	};
}

/** What `later` has more than `earlier`, both of one cumulative series; undefined when it has less anywhere: the series began again. */
export function subtractExponential(later: ExponentialHistogram, earlier: ExponentialHistogram): ExponentialHistogram | undefined {
	const scale = Math.min(later.scale, earlier.scale);
	const [high, low] = [atScale(later, scale), atScale(earlier, scale)];
	if (!covers(high.positive, low.positive) || !covers(high.negative, low.negative)) return undefined;
	const positive = addRuns(high.positive, low.positive, -1);
	const negative = addRuns(high.negative, low.negative, -1);
	const zeroCount = later.zeroCount - earlier.zeroCount;
	const isLess = later.zeroThreshold === earlier.zeroThreshold && zeroCount < 0;
	if (isLess || hasNegative(positive.counts) || hasNegative(negative.counts)) return undefined;
	return { scale, zeroCount: Math.max(0, zeroCount), zeroThreshold: later.zeroThreshold, positive, negative };
}

/** Both ends of a run hold something, so a run that reaches beyond another has more there. */
function covers(wide: Run, narrow: Run): boolean {
	if (narrow.counts.length === 0) return true;
	return narrow.offset >= wide.offset && narrow.offset + narrow.counts.length <= wide.offset + wide.counts.length;
}

function hasNegative(counts: readonly number[]): boolean {
	for (let index = 0; index < counts.length; index++) if ((counts[index] as number) < 0) return true;
	return false;
}

function fitted(histogram: ExponentialHistogram): ExponentialHistogram {
	const { positive, negative, scale } = histogram;
	return atScale(histogram, Math.min(scaleToFit(positive, scale, EMPTY, scale), scaleToFit(negative, scale, EMPTY, scale)));
}

/** The highest scale, at most that of both, at which two runs together take no more than MOST_BUCKETS. */
function scaleToFit(a: Run, scaleOfA: number, b: Run, scaleOfB: number): number {
	let scale = Math.min(scaleOfA, scaleOfB);
	let low = Math.min(lowEnd(a, scaleOfA - scale), lowEnd(b, scaleOfB - scale));
	let high = Math.max(highEnd(a, scaleOfA - scale), highEnd(b, scaleOfB - scale));
	while (high - low >= MOST_BUCKETS) {
		low = Math.floor(low / 2);
		high = Math.floor(high / 2);
		scale--;
	}
	return scale;
}

/** The first bucket, some scales lower; without buckets beyond every other. */
function lowEnd({ offset, counts }: Run, steps: number): number {
	return counts.length === 0 ? Number.POSITIVE_INFINITY : Math.floor(offset / 2 ** steps);
}

function highEnd({ offset, counts }: Run, steps: number): number {
	return counts.length === 0 ? Number.NEGATIVE_INFINITY : Math.floor((offset + counts.length - 1) / 2 ** steps);
}

function atScale(histogram: ExponentialHistogram, scale: number): ExponentialHistogram {
	const steps = histogram.scale - scale;
	if (steps === 0) return histogram;
	return { ...histogram, scale, positive: lowered(histogram.positive, steps), negative: lowered(histogram.negative, steps) };
}

function lowered({ offset, counts }: Run, steps: number): Run {
	if (counts.length === 0) return EMPTY;
	const width = 2 ** steps;
	const first = Math.floor(offset / width);
	const sums = zeros(Math.floor((offset + counts.length - 1) / width) - first + 1);
	for (let index = 0; index < counts.length; index++) {
		const bucket = Math.floor((offset + index) / width) - first;
		sums[bucket] = (sums[bucket] as number) + (counts[index] as number);
	}
	return { offset: first, counts: sums };
}

function zeros(length: number): number[] {
	return new Array<number>(length).fill(0);
}

/** a + sign * b, of one scale. */
function addRuns(a: Run, b: Run, sign: 1 | -1): Run {
	if (b.counts.length === 0) return a;
	const start = a.counts.length === 0 ? b.offset : Math.min(a.offset, b.offset);
	const end = Math.max(a.counts.length === 0 ? start : a.offset + a.counts.length, b.offset + b.counts.length);
	const sums = zeros(end - start);
	for (let index = 0; index < a.counts.length; index++) sums[a.offset - start + index] = a.counts[index] as number;
	for (let index = 0; index < b.counts.length; index++) {
		const bucket = b.offset - start + index;
		sums[bucket] = (sums[bucket] as number) + sign * (b.counts[index] as number);
	}
	return trimmed({ offset: start, counts: sums });
}

export function exponentialCount({ zeroCount, positive, negative }: ExponentialHistogram): number {
	return zeroCount + sumOf(positive.counts) + sumOf(negative.counts);
}

function sumOf(counts: readonly number[]): number {
	let sum = 0;
	for (let index = 0; index < counts.length; index++) sum += counts[index] as number;
	return sum;
}

/** By which share an observation is off at most when its bucket is all that is known: 0.3 % at scale 8, 4.4 % at scale 4, 100 % at scale 0. */
export function exponentialError({ scale }: Pick<ExponentialHistogram, "scale">): number {
	return 2 ** (2 ** -scale) - 1;
}

/**
 * Estimate one quantile, q in [0, 1].
 *
 * Result  geometric inside a bucket (equal ratios hold equal shares); zero bucket: 0; no observations -> undefined.
 * Error   relative, at most `exponentialError`.
 * Cost    O(buckets).
 * Source  OTLP ExponentialHistogram; interpolation as for Prometheus' native histograms.
 */
export function exponentialQuantile(histogram: ExponentialHistogram, q: number): number | undefined {
	const { scale, zeroCount, positive, negative } = histogram;
	const total = exponentialCount(histogram);
	if (!(total > 0)) return undefined;
	const rank = q * total;
	const bound = (index: number) => 2 ** (index * 2 ** -scale);
	let below = 0;
	for (let index = negative.counts.length - 1; index >= 0; index--) {
		const count = negative.counts[index] as number;
		if (count > 0 && below + count >= rank) return -bound(negative.offset + index + 1 - (rank - below) / count);
		below += count;
	}
	if (zeroCount > 0 && below + zeroCount >= rank) return 0;
	below += zeroCount;
	for (const [index, count] of positive.counts.entries()) {
		if (count > 0 && below + count >= rank) return bound(positive.offset + index + (rank - below) / count);
		below += count;
	}
	return bound(positive.offset + positive.counts.length);
}
