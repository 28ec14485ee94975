/** Summaries: their own quantiles, which cannot be merged. */
import type { ChartFrame, ChartKind, SeriesFold } from "./chart-kind.ts";
import { quantileName } from "./quantile-chart.ts";

const SPLIT_QUANTILE = 0.95;
/** A chart has no more lines. */
const MOST_QUANTILES = 8;

export interface SummarySums {
	/** By quantile: the highest value of the bucket, NaN without one. */
	readonly byQuantile: Map<number, Float64Array>;
	points: number;
}

/** Result: of each quantile the highest value that a series has in the bucket; with more than 8 quantiles the highest 8. */
export function summaryKind(frame: ChartFrame): ChartKind<SummarySums> {
	const valuesOf = ({ byQuantile }: SummarySums, quantile: number): Float64Array => {
		const known = byQuantile.get(quantile) ?? new Float64Array(frame.count).fill(Number.NaN);
		byQuantile.set(quantile, known);
		return known;
	};
	const raise = (values: Float64Array, bucket: number, value: number): void => {
		const before = values[bucket] as number;
		if (!(before >= value)) values[bucket] = value;
	};
	const createSeries =
		(sums: SummarySums): SeriesFold =>
		({ time, value }) => {
			const at = frame.offsetOf(time);
			if (value.type !== "summary" || at < frame.fromNanos || at >= frame.toNanos) return;
			sums.points++;
			const bucket = Math.min(frame.count - 1, Math.floor(at / frame.stepNanos));
			for (const { quantile, value: own } of value.quantiles) if (Number.isFinite(own)) raise(valuesOf(sums, quantile), bucket, own);
		};
	return {
		shape: "quantiles",
		createSums: () => ({ byQuantile: new Map(), points: 0 }),
		createSeries,
		settle: () => undefined,
		merge: (into, from) => {
			into.points += from.points;
			for (const [quantile, values] of from.byQuantile) {
				const own = valuesOf(into, quantile);
				values.forEach((value, bucket) => {
					if (!Number.isNaN(value)) raise(own, bucket, value);
				});
			}
		},
		weight: ({ points }) => points,
		lines: ({ byQuantile }, isSplit) => {
			const quantiles = [...byQuantile.keys()].sort((a, b) => a - b);
			const drawn = isSplit ? nearest(quantiles, SPLIT_QUANTILE) : quantiles.slice(-MOST_QUANTILES);
			return drawn.map((quantile) => ({
				name: quantileName(quantile),
				values: Array.from(byQuantile.get(quantile) ?? [], (value) => (Number.isNaN(value) ? null : value)),
			}));
		},
	};
}

function nearest(quantiles: readonly number[], wanted: number): readonly number[] {
	return quantiles.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted)).slice(0, 1);
}
