/** Histograms as quantiles of all observations of a bucket. */
import { AggregationTemporality, type Metric, type MetricPoint } from "../model/metric.ts";
import type { ChartFrame, ChartKind, ChartNotes, NamedValues, SeriesFold } from "./chart-kind.ts";
import { CumulativeSeries } from "./cumulative.ts";
import {
	addExponential,
	type ExponentialHistogram,
	exponentialCount,
	exponentialError,
	exponentialFromPoint,
	exponentialQuantile,
	subtractExponential,
} from "./exponential-histogram.ts";
import {
	type ExplicitHistogram,
	type Extent,
	extentOf,
	histogramQuantile,
	joinExtents,
	mergeHistograms,
	NO_EXTENT,
	withinExtent,
} from "./histogram-quantile.ts";

const QUANTILES = [0.5, 0.95, 0.99] as const;
const SPLIT_QUANTILE = 0.95;

/** One type of histogram: how it is read off a point, added up and asked. `H` is never changed, `M` is what `add` changes. */
interface HistogramType<H, M> {
	read(point: MetricPoint): H | undefined;
	/** What the later one has more; undefined when it has less anywhere. */
	subtract(later: H, earlier: H): H | undefined;
	count(histogram: H): number;
	empty(): M;
	add(into: M, histogram: H): void;
	merge(into: M, from: M): void;
	quantile(merged: M, q: number): number | undefined;
	/** Of its quantiles, see `ChartNotes`. */
	relativeError(merged: M): number | undefined;
}

/** All observations of one bucket of time. */
interface Merged<M> {
	readonly histogram: M;
	extent: Extent;
}

export interface QuantileSums<M> {
	readonly buckets: (Merged<M> | undefined)[];
	observations: number;
}

/** See `histogramQuantile` and `exponentialQuantile` for what an estimate may be off by; it stays inside of what the points say was observed. */
export function quantileKind(
	metric: Pick<Metric, "type" | "temporality">,
	frame: ChartFrame,
	notes: ChartNotes,
): ChartKind<QuantileSums<unknown>> {
	const context = { frame, notes };
	return metric.type === "histogram"
		? histogramKind(explicitType(notes), metric.temporality, context)
		: histogramKind(exponentialType(), metric.temporality, context);
}

interface Context {
	readonly frame: ChartFrame;
	readonly notes: ChartNotes;
}

/** What a point says of its lowest and highest observation. */
function extentOfPoint({ value }: MetricPoint): Extent {
	return extentOf(value.type === "histogram" || value.type === "exponential_histogram" ? value : { min: undefined, max: undefined });
}

/** Observations lie in the bucket in which the interval of their point ends, (start, end]. */
function histogramKind<H, M>(type: HistogramType<H, M>, temporality: number, { frame, notes }: Context): ChartKind<QuantileSums<M>> {
	const bucketOf = (sums: QuantileSums<M>, bucket: number): Merged<M> => {
		const known = sums.buckets[bucket] ?? { histogram: type.empty(), extent: NO_EXTENT };
		sums.buckets[bucket] = known;
		return known;
	};
	const put = (sums: QuantileSums<M>, point: MetricPoint, histogram: H): void => {
		const at = frame.offsetOf(point.time);
		if (at <= frame.fromNanos || at > frame.toNanos) return;
		const merged = bucketOf(sums, Math.min(frame.count - 1, Math.ceil(at / frame.stepNanos) - 1));
		const count = type.count(histogram);
		type.add(merged.histogram, histogram);
		if (count > 0) merged.extent = joinExtents(merged.extent, extentOfPoint(point));
		sums.observations += count;
	};
	const ask = ({ histogram, extent }: Merged<M>, q: number): number | null => {
		const estimate = type.quantile(histogram, q);
		if (estimate === undefined) return null;
		const error = type.relativeError(histogram);
		if (error !== undefined) notes.relativeError = Math.max(notes.relativeError ?? 0, error);
		return withinExtent(estimate, extent);
	};
	const createSeries = (sums: QuantileSums<M>): SeriesFold => {
		const add = (point: MetricPoint, histogram: H) => put(sums, point, histogram);
		if (temporality === AggregationTemporality.cumulative) return cumulativeSeries(type, add, { frame, notes });
		return (point) => {
			const histogram = type.read(point);
			if (histogram !== undefined) add(point, histogram);
		};
	};
	return {
		shape: "quantiles",
		createSums: () => ({ buckets: Array.from({ length: frame.count }, () => undefined), observations: 0 }),
		createSeries,
		settle: () => undefined,
		merge: (into, from) => {
			into.observations += from.observations;
			from.buckets.forEach((merged, bucket) => {
				if (merged === undefined) return;
				const own = bucketOf(into, bucket);
				type.merge(own.histogram, merged.histogram);
				own.extent = joinExtents(own.extent, merged.extent);
			});
		},
		weight: ({ observations }) => observations,
		lines: ({ buckets }, isSplit) => {
			const line = (q: number): NamedValues => ({
				name: quantileName(q),
				values: buckets.map((merged) => (merged === undefined ? null : ask(merged, q))),
			});
			return isSplit ? [line(SPLIT_QUANTILE)] : QUANTILES.map(line);
		},
	};
}

/** `p50`, `p99.9`. */
export function quantileName(q: number): string {
	return `p${Number((q * 100).toPrecision(6))}`;
}

function cumulativeSeries<H>(
	type: Pick<HistogramType<H, never>, "read" | "subtract">,
	add: (point: MetricPoint, histogram: H) => void,
	{ frame, notes }: Context,
): SeriesFold {
	const series = new CumulativeSeries(frame.readFrom);
	let before: H | undefined;
	return (point) => {
		const histogram = type.read(point);
		const earlier = before;
		before = histogram;
		if (histogram === undefined) {
			series.interrupt();
			return;
		}
		const grown = earlier === undefined ? undefined : type.subtract(histogram, earlier);
		const step = series.next(point, () => earlier !== undefined && grown === undefined);
		if (step.type === "fresh") {
			if (step.isReset && frame.offsetOf(point.time) >= frame.fromNanos) notes.resetCount++;
			add(point, histogram);
		} else if (step.type === "grown" && grown !== undefined) add(point, grown);
	};
}

/** Counts by layout of boundaries (see `createLayouts`): histograms of one layout are added, different ones are joined when they are asked. */
interface MergedLayouts {
	readonly layouts: { readonly bounds: readonly number[]; readonly counts: Float64Array }[];
}

const NO_BUCKETS = "Histograms without buckets are left out: nothing tells how their observations are spread.";
const NO_ORDER = "Histograms whose boundaries do not ascend are left out.";
/** Different layouts that one chart joins, and the boundaries that they may have together: joining costs layouts * boundaries for each line and bucket. */
const MOST_LAYOUTS = 64;
const MOST_BOUNDS = 4096;
const TOO_MIXED = `Histograms have more different boundaries than can be joined: only those with the first ${MOST_LAYOUTS} layouts, ${MOST_BOUNDS} boundaries in all, are drawn.`;
const MIXED =
	"Histograms with different boundaries were joined; where they differ, observations are taken to be spread evenly inside a bucket.";

/** Gives equal boundaries one array for the whole chart; undefined for those that the chart has no room for. */
function createLayouts(notes: ChartNotes): (bounds: readonly number[]) => readonly number[] | undefined {
	const layouts: (readonly number[])[] = [];
	let room = MOST_BOUNDS;
	return (bounds) => {
		const known = layouts.find((layout) => haveEqualBounds(layout, bounds));
		if (known !== undefined) return known;
		if (layouts.length > 0 && (layouts.length >= MOST_LAYOUTS || bounds.length > room)) {
			notes.warnings.add(TOO_MIXED);
			return undefined;
		}
		layouts.push(bounds);
		room -= bounds.length;
		return bounds;
	};
}

function explicitType(notes: ChartNotes): HistogramType<ExplicitHistogram, MergedLayouts> {
	const layoutOf = createLayouts(notes);
	const addTo = ({ layouts }: MergedLayouts, { bounds, counts }: ExplicitHistogram): void => {
		let own = layouts.find((layout) => layout.bounds === bounds);
		if (own === undefined) {
			own = { bounds, counts: new Float64Array(bounds.length + 1) };
			layouts.push(own);
			if (layouts.length > 1) notes.warnings.add(MIXED);
		}
		for (let index = 0; index < own.counts.length; index++) own.counts[index] = (own.counts[index] as number) + (counts[index] as number);
	};
	return {
		read: ({ value }) => {
			if (value.type !== "histogram") return undefined;
			if (value.explicitBounds.length === 0) {
				notes.warnings.add(NO_BUCKETS);
				return undefined;
			}
			if (!isAscending(value.explicitBounds)) {
				notes.warnings.add(NO_ORDER);
				return undefined;
			}
			const bounds = layoutOf(value.explicitBounds);
			return bounds && { bounds, counts: value.bucketCounts.map(Number) };
		},
		subtract: (later, earlier) => {
			if (later.bounds !== earlier.bounds) return undefined;
			const counts: number[] = [];
			for (let index = 0; index < later.counts.length; index++) {
				const grown = (later.counts[index] as number) - (earlier.counts[index] as number);
				if (grown < 0) return undefined;
				counts.push(grown);
			}
			return { bounds: later.bounds, counts };
		},
		count: ({ counts }) => {
			let sum = 0;
			for (let index = 0; index < counts.length; index++) sum += counts[index] as number;
			return sum;
		},
		empty: () => ({ layouts: [] }),
		add: addTo,
		merge: (into, from) => {
			for (const layout of from.layouts) addTo(into, layout);
		},
		quantile: ({ layouts }, q) => (layouts.length === 0 ? undefined : histogramQuantile(mergeHistograms(layouts), q)),
		relativeError: () => undefined,
	};
}

/** False for NaN, too, which equals no boundary, not even its own of the point before: each point would be a layout of its own. */
function isAscending(bounds: readonly number[]): boolean {
	let before = Number.NEGATIVE_INFINITY;
	for (const bound of bounds) {
		if (!(bound >= before)) return false;
		before = bound;
	}
	return true;
}

function haveEqualBounds(a: readonly number[], b: readonly number[]): boolean {
	if (a.length !== b.length) return false;
	for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
	return true;
}

interface MergedExponential {
	sum: ExponentialHistogram | undefined;
}

function exponentialType(): HistogramType<ExponentialHistogram, MergedExponential> {
	const addTo = (into: MergedExponential, histogram: ExponentialHistogram): void => {
		into.sum = into.sum === undefined ? histogram : addExponential(into.sum, histogram);
	};
	return {
		read: ({ value }) => (value.type === "exponential_histogram" ? exponentialFromPoint(value) : undefined),
		subtract: subtractExponential,
		count: exponentialCount,
		empty: () => ({ sum: undefined }),
		add: addTo,
		merge: (into, { sum }) => {
			if (sum !== undefined) addTo(into, sum);
		},
		quantile: ({ sum }, q) => (sum === undefined ? undefined : exponentialQuantile(sum, q)),
		relativeError: ({ sum }) => (sum === undefined ? undefined : exponentialError(sum)),
	};
}
