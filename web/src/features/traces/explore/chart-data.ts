/** The collector's chart of traces as the drawing takes it. Pure. */
import type { TraceChartJson } from "@spanglass/shared/api/search-schemas";
import type { ScatterData } from "../../../charts/Scatter/scatter-plot.ts";
import { type Brush, isInside } from "../../../geometry/scatter.ts";

/** `nowMs`: buckets that end later are not over; undefined: the range does not follow the clock. */
export function scatterDataOf(chart: TraceChartJson, nowMs: number | undefined): ScatterData {
	return {
		startMs: millisOf(chart.start),
		stepMs: chart.stepNanos / 1e6,
		counts: chart.counts,
		errorCounts: chart.errorCounts,
		points: chart.points.map(({ startTime, ...point }) => ({ ...point, startMs: Math.max(millisOf(startTime), millisOf(chart.start)) })),
		...endsOf(chart),
		incompleteFromMs: nowMs,
	};
}

/** The shortest and the longest duration: exact where every trace is known, else the ends of the bars. */
function endsOf({ points, total, durations }: TraceChartJson): Pick<ScatterData, "shortest" | "longest"> {
	if (points.length === 0 || points.length < total) return { shortest: durations[0]?.from, longest: durations.at(-1)?.to };
	const nanos = points.map(({ durationNanos }) => durationNanos);
	return { shortest: Math.min(...nanos), longest: Math.max(...nanos) };
}

/** Nanoseconds as milliseconds with their fraction, to a quarter of a microsecond. */
function millisOf(nanos: string): number {
	return Number(nanos) / 1e6;
}

export interface BrushCount {
	readonly count: number;
	/** Only some of the traces are known one by one: the count is their share of all. */
	readonly isEstimate: boolean;
}

/** How many traces a brush holds. */
export function brushCount(data: Pick<ScatterData, "points">, total: number, brush: Brush): BrushCount {
	const inside = data.points.filter((point) => isInside(brush, point)).length;
	if (data.points.length >= total || data.points.length === 0) return { count: inside, isEstimate: false };
	return { count: Math.round((inside / data.points.length) * total), isEstimate: true };
}
