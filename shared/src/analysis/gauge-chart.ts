/** Gauges and sums that may fall: average, smallest and largest value. */
import { type ChartFrame, type ChartKind, numberOf, type SeriesFold } from "./chart-kind.ts";

export interface GaugeSums {
	/** Sum over series of their own averages in the bucket, and how many series that are. */
	readonly averages: Float64Array;
	readonly series: Float64Array;
	readonly min: Float64Array;
	readonly max: Float64Array;
}

/**
 * Result  avg: the average over series of each series' average in the bucket, so a series that reports more often does not count more;
 *         min, max: of all points in the bucket. min <= avg <= max.
 */
export function gaugeKind(frame: ChartFrame): ChartKind<GaugeSums> {
	const settling: (() => void)[] = [];
	const createSeries = (sums: GaugeSums): SeriesFold => {
		let bucket = -1;
		let sum = 0;
		let points = 0;
		const settle = (): void => {
			if (points === 0) return;
			sums.averages[bucket] = (sums.averages[bucket] as number) + sum / points;
			sums.series[bucket] = (sums.series[bucket] as number) + 1;
			sum = 0;
			points = 0;
		};
		settling.push(settle);
		return (point) => {
			const value = numberOf(point);
			const at = frame.offsetOf(point.time);
			if (value === undefined || at < frame.fromNanos || at >= frame.toNanos) return;
			const own = Math.min(frame.count - 1, Math.floor(at / frame.stepNanos));
			if (own !== bucket) settle();
			bucket = own;
			sum += value;
			points++;
			sums.min[own] = Math.min(sums.min[own] as number, value);
			sums.max[own] = Math.max(sums.max[own] as number, value);
		};
	};
	return {
		shape: "gauge",
		createSums: () => ({
			averages: new Float64Array(frame.count),
			series: new Float64Array(frame.count),
			min: new Float64Array(frame.count).fill(Number.POSITIVE_INFINITY),
			max: new Float64Array(frame.count).fill(Number.NEGATIVE_INFINITY),
		}),
		createSeries,
		settle: () => {
			for (const settle of settling) settle();
		},
		merge,
		weight: (sums) => Math.abs(meanOf(sums)),
		lines: (sums, isSplit) => {
			const drawn = (values: Float64Array) => Array.from(values, (value, bucket) => (sums.series[bucket] === 0 ? null : value));
			const avg = { name: "avg", values: drawn(sums.averages.map((sum, bucket) => sum / (sums.series[bucket] as number))) };
			return isSplit ? [avg] : [avg, { name: "min", values: drawn(sums.min) }, { name: "max", values: drawn(sums.max) }];
		},
	};
}

function merge(into: GaugeSums, from: GaugeSums): void {
	for (let bucket = 0; bucket < into.series.length; bucket++) {
		into.averages[bucket] = (into.averages[bucket] as number) + (from.averages[bucket] as number);
		into.series[bucket] = (into.series[bucket] as number) + (from.series[bucket] as number);
		into.min[bucket] = Math.min(into.min[bucket] as number, from.min[bucket] as number);
		into.max[bucket] = Math.max(into.max[bucket] as number, from.max[bucket] as number);
	}
}

function meanOf({ averages, series }: GaugeSums): number {
	const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
	const count = total(series);
	return count === 0 ? 0 : total(averages) / count;
}
