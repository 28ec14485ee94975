/** Histograms with explicit boundaries: adding different ones up, and what value a share of the observations lies under. */
import { SpanglassError } from "../model/errors.ts";

/** `counts` has one more entry than `bounds`: the last is the overflow bucket. Bucket i holds observations in (bounds[i-1], bounds[i]]. */
export interface ExplicitHistogram {
	/** Ascending, finite. */
	readonly bounds: readonly number[];
	readonly counts: ArrayLike<number>;
}

/** The lowest and the highest of some observations, as far as their senders told: infinite where one did not. */
export interface Extent {
	readonly least: number;
	readonly most: number;
}

/** Of no observations: what `joinExtents` leaves as it is. */
export const NO_EXTENT: Extent = { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY };

/**
 * The extent of a point's observations. Result: an end that was not sent, or is no number, is infinite. A cumulative point tells what was
 * seen since its start, which holds for every part of that time as well.
 */
export function extentOf({ min, max }: { readonly min: number | undefined; readonly max: number | undefined }): Extent {
	const isLeast = min !== undefined && !Number.isNaN(min);
	const isMost = max !== undefined && !Number.isNaN(max);
	return { least: isLeast ? min : Number.NEGATIVE_INFINITY, most: isMost ? max : Number.POSITIVE_INFINITY };
}

/** The extent of both's observations. */
export function joinExtents(a: Extent, b: Extent): Extent {
	return { least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) };
}

/** An estimate out of buckets, brought to what was observed: a bucket may reach beyond its highest and lowest observation. */
export function withinExtent(estimate: number, { least, most }: Extent): number {
	return Math.min(Math.max(estimate, least), most);
}

/**
 * Estimate one quantile of a histogram.
 *
 * Units   bounds and result are in the metric's own unit; q is a ratio in [0, 1].
 * Result  linear inside the bucket; the first bucket begins at 0 if its bound is positive and answers its bound otherwise; overflow answers
 *         its lower bound; no observations, or no bounds -> undefined.
 * Error   at most the width of the bucket that holds the rank; unbounded in the overflow bucket.
 * Throws  invalid_input: lengths disagree, or q is out of range.
 * Cost    O(n), no allocation.
 * Source  OTLP Histogram; interpolation as for classic Prometheus histograms.
 */
export function histogramQuantile({ bounds, counts }: ExplicitHistogram, q: number): number | undefined {
	if (counts.length !== bounds.length + 1) throw new SpanglassError("invalid_input", "a histogram has one count more than boundaries");
	if (!(q >= 0 && q <= 1)) throw new SpanglassError("invalid_input", "a quantile lies between 0 and 1");
	let total = 0;
	for (let index = 0; index < counts.length; index++) total += counts[index] as number;
	if (!(total > 0) || bounds.length === 0) return undefined;
	const rank = q * total;
	let below = 0;
	let index = 0;
	while (index < bounds.length && (below + (counts[index] as number) < rank || counts[index] === 0)) {
		below += counts[index] as number;
		index++;
	}
	return index === bounds.length ? bounds[index - 1] : insideBucket(bounds, index, (rank - below) / (counts[index] as number));
}

function insideBucket(bounds: readonly number[], index: number, share: number): number {
	const high = bounds[index] as number;
	const low = index === 0 ? 0 : (bounds[index - 1] as number);
	return high <= low ? high : low + (high - low) * share;
}

/**
 * One histogram of the observations of several with different boundaries: over the union of the boundaries.
 *
 * Result  a bucket that is cut by others' boundaries gives each piece its share by width, as `histogramQuantile` assumes of what lies
 *         inside; the first bucket counts as in `histogramQuantile`; overflow goes to overflow. Counts may be fractions; their sum is exact
 *         but for rounding.
 * Error   a quantile is off by at most the width of the widest bucket that holds its rank in one of the parts.
 * Cost    O(parts * union).
 */
export function mergeHistograms(parts: readonly ExplicitHistogram[]): ExplicitHistogram {
	const [only] = parts;
	if (parts.length === 1 && only !== undefined) return only;
	const bounds = [...new Set(parts.flatMap((part) => part.bounds))].sort((a, b) => a - b);
	const counts = new Float64Array(bounds.length + 1);
	for (const part of parts) addCut(part, bounds, counts);
	return { bounds, counts };
}

/** Adds to `into`, which has the counts over `bounds`. */
function addCut(part: ExplicitHistogram, bounds: readonly number[], into: Float64Array): void {
	let at = 0;
	for (const [index, high] of part.bounds.entries()) {
		const count = part.counts[index] as number;
		const low = index === 0 ? (high > 0 ? 0 : high) : (part.bounds[index - 1] as number);
		let from = low;
		while (at < bounds.length && (bounds[at] as number) <= high) {
			const to = bounds[at] as number;
			if (to > from || to === high) {
				into[at] = (into[at] as number) + count * (high > low ? (to - from) / (high - low) : 1);
				from = Math.max(from, to);
			}
			at++;
		}
	}
	into[bounds.length] = (into[bounds.length] as number) + (part.counts[part.bounds.length] as number);
}
