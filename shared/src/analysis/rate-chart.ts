/** Monotonic sums as rates per second. */
import { AggregationTemporality, type Metric, type MetricPoint } from "../model/metric.ts";
import { type ChartFrame, type ChartKind, type ChartNotes, numberOf, type SeriesFold } from "./chart-kind.ts";
import { CumulativeSeries } from "./cumulative.ts";

const SECOND = 1_000_000_000;
/** A series that was silent for no longer than this many of its own intervals is still counting. */
const ALIVE_INTERVALS = 1.5;

/** Increase per bucket; NaN where no series says anything. */
export interface RateSums {
	readonly increase: Float64Array;
	total: number;
}

/** The last interval of a cumulative series: how fast it counted then. */
interface Pulse {
	readonly sums: RateSums;
	fromNanos: number;
	toNanos: number;
	increase: number;
}

/**
 * Rate of a monotonic sum: increase of all series per second.
 *
 * Cumulative  the increase between two points of a series is spread evenly over the time between them, so that the rate does not depend on
 *             how points fall into buckets. Start and resets: `CumulativeSeries`. A series that still reports is taken to go on at its last
 *             rate up to the metric's newest point, for at most one and a half of its own intervals: the right edge does not sag.
 * Delta       the value is spread over the point's own interval; without a start over the time since the point before, at most a step.
 * Result      increase / seconds of the bucket that lie inside the range and before the newest point.
 */
export function rateKind({ temporality }: Pick<Metric, "temporality">, frame: ChartFrame, notes: ChartNotes): ChartKind<RateSums> {
	const pulses: Pulse[] = [];
	let newest = Number.NEGATIVE_INFINITY;
	const see = (point: MetricPoint): number => {
		const at = frame.offsetOf(point.time);
		newest = Math.max(newest, at);
		return at;
	};
	const createSeries = (sums: RateSums): SeriesFold => {
		if (temporality !== AggregationTemporality.cumulative) return deltaSeries(sums, frame, see);
		const pulse: Pulse = { sums, fromNanos: 0, toNanos: 0, increase: 0 };
		pulses.push(pulse);
		return cumulativeSeries(pulse, { frame, notes, see });
	};
	return {
		shape: "rate",
		createSums: () => ({ increase: new Float64Array(frame.count).fill(Number.NaN), total: 0 }),
		createSeries,
		settle: () => {
			for (const { sums, fromNanos, toNanos, increase } of pulses) {
				const interval = toNanos - fromNanos;
				const silence = newest - toNanos;
				if (interval <= 0 || silence <= 0 || silence > ALIVE_INTERVALS * interval) continue;
				spread(sums, { fromNanos: toNanos, toNanos: newest, amount: (increase * silence) / interval }, frame);
			}
		},
		merge: (into, from) => {
			into.total += from.total;
			from.increase.forEach((amount, bucket) => {
				if (!Number.isNaN(amount)) addTo(into.increase, bucket, amount);
			});
		},
		weight: ({ total }) => total,
		lines: ({ increase }) => [
			{ name: "rate", values: Array.from(increase, (amount, bucket) => ratio(amount, seconds(bucket, newest, frame))) },
		],
	};
}

function ratio(amount: number, over: number): number | null {
	return Number.isNaN(amount) || over <= 0 ? null : amount / over;
}

/** Seconds of a bucket that lie in the range and before the newest point. */
function seconds(bucket: number, newest: number, { stepNanos, fromNanos, toNanos }: ChartFrame): number {
	const from = Math.max(bucket * stepNanos, fromNanos);
	return (Math.min((bucket + 1) * stepNanos, toNanos, newest) - from) / SECOND;
}

interface CumulativeContext {
	readonly frame: ChartFrame;
	readonly notes: ChartNotes;
	readonly see: (point: MetricPoint) => number;
}

/** Changes the pulse and its sums. */
function cumulativeSeries(pulse: Pulse, { frame, notes, see }: CumulativeContext): SeriesFold {
	const series = new CumulativeSeries(frame.readFrom);
	let before: MetricPoint | undefined;
	return (point) => {
		const at = see(point);
		const value = numberOf(point);
		if (value === undefined) {
			series.interrupt();
			before = undefined;
			pulse.toNanos = pulse.fromNanos;
			return;
		}
		const earlier = before;
		before = point;
		const step = series.next(point, () => earlier !== undefined && differenceOf(earlier, point) < 0);
		pulse.toNanos = pulse.fromNanos;
		if (step.type === "first" || step.type === "gap") return;
		if (step.type === "fresh" && step.isReset && at >= frame.fromNanos) notes.resetCount++;
		const amount = step.type === "grown" && earlier !== undefined ? differenceOf(earlier, point) : value;
		Object.assign(pulse, { fromNanos: frame.offsetOf(step.sinceTime), toNanos: at, increase: amount });
		spread(pulse.sums, { fromNanos: pulse.fromNanos, toNanos: at, amount }, frame);
	};
}

/** Exact for integers of any size. */
function differenceOf(a: MetricPoint, b: MetricPoint): number {
	if (a.value.type === "int" && b.value.type === "int") return Number(b.value.value - a.value.value);
	return (numberOf(b) ?? 0) - (numberOf(a) ?? 0);
}

function deltaSeries(sums: RateSums, frame: ChartFrame, see: (point: MetricPoint) => number): SeriesFold {
	let last = Number.NEGATIVE_INFINITY;
	return (point) => {
		const at = see(point);
		const value = numberOf(point);
		const isTimed = point.startTime !== 0n && point.startTime < point.time;
		const fromNanos = isTimed ? frame.offsetOf(point.startTime) : Math.max(last, at - frame.stepNanos);
		last = at;
		if (value !== undefined) spread(sums, { fromNanos, toNanos: at, amount: value }, frame);
	};
}

interface Amount {
	readonly fromNanos: number;
	readonly toNanos: number;
	readonly amount: number;
}

/** Adds to the sums what of an amount lies in each bucket; an amount of no length lies where it ends. */
function spread(sums: RateSums, { fromNanos, toNanos, amount }: Amount, { count, stepNanos, ...range }: ChartFrame): void {
	const from = Math.max(fromNanos, range.fromNanos);
	const to = Math.min(toNanos, range.toNanos);
	if (toNanos <= fromNanos) {
		if (toNanos < range.fromNanos || toNanos >= range.toNanos) return;
		addTo(sums.increase, Math.min(count - 1, Math.floor(toNanos / stepNanos)), amount);
		sums.total += amount;
		return;
	}
	for (let bucket = Math.max(0, Math.floor(from / stepNanos)); bucket < count && bucket * stepNanos < to; bucket++) {
		const overlap = Math.min(to, (bucket + 1) * stepNanos) - Math.max(from, bucket * stepNanos);
		if (overlap <= 0) continue;
		const part = (amount * overlap) / (toNanos - fromNanos);
		addTo(sums.increase, bucket, part);
		sums.total += part;
	}
}

function addTo(increase: Float64Array, bucket: number, amount: number): void {
	const before = increase[bucket] as number;
	increase[bucket] = Number.isNaN(before) ? amount : before + amount;
}
