import {
	CHART_LOOKBACK_NANOS,
	createMetricChart,
	type MetricChart,
	type MetricChartFold,
	usualInterval,
} from "@spanglass/shared/analysis/metric-chart";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { type ItemFilter, MATCH_ALL } from "@spanglass/shared/query/filter";
import { containsTime, type TimeRange } from "@spanglass/shared/query/time-range";
import { unixNanos } from "@spanglass/shared/units/time";
import { type TimeBuckets, timeBuckets } from "@spanglass/shared/units/time-buckets";
import type { StreamedPoint } from "../store/api/metric-queries.ts";
import type { MetricCatalogEntry, QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";

const MOST_BUCKETS = 120;
/** Points that are looked at to learn how often series report. */
const PROBE = 4000;
/** A step a little shorter than the interval would leave buckets empty by turns; export timers are not exact. */
const INTERVAL_SHARE = 0.9;

export interface MetricChartQuery {
	readonly name: string;
	readonly range: TimeRange;
	readonly filter: ItemFilter;
	readonly by: string | undefined;
}

export interface ChartedMetric {
	readonly metric: MetricCatalogEntry;
	readonly chart: MetricChart;
	readonly buckets: TimeBuckets;
	/** The range asked for, cut to the data when it was everything. */
	readonly range: TimeRange;
	/** Points that were read. */
	readonly scannedRows: number;
	readonly warnings: readonly string[];
}

type ChartReader = Pick<TelemetryReader, "listMetrics" | "streamMetricPoints">;

/**
 * A metric as a chart.
 *
 * Metric   of several entries of the name the one with most points that satisfy the filter. When none does, an empty chart of the entry
 *          with most points in the range. Throws not_found when there is none.
 * Buckets  at most 120 steps, none shorter than the interval in which series report.
 * Cost     one pass over the metrics' rows to choose, then reading and adding each point: about 2 us for a histogram of 16 buckets, 10 us for
 *          an exponential one of 100. A range from 0 reads the points twice, first for the time of the first one.
 */
export async function chartMetric(reader: ChartReader, query: MetricChartQuery, control: QueryControl): Promise<ChartedMetric> {
	const { metric, others, hasPoints } = await chooseMetric(reader, query, control);
	const range = query.range.start === 0n ? await dataRange(reader, { ...query, metric }, control) : query.range;
	const drawing = new Drawing(metric, range, query.by);
	if (hasPoints) {
		const start = range.start > CHART_LOOKBACK_NANOS ? unixNanos(range.start - CHART_LOOKBACK_NANOS) : unixNanos(0n);
		const stream = { metric, range: { start, end: range.end }, filter: query.filter };
		for await (const batch of reader.streamMetricPoints(stream, control)) drawing.add(batch);
	}
	const { chart, buckets, count } = drawing.finish();
	const named = others.map(
		({ type, unit, temporality, pointCount }) => `${type} in ${unit || "1"}, temporality ${temporality}, ${pointCount} points`,
	);
	const ambiguous = named.length === 0 ? [] : [`Other metrics have the same name and are not drawn: ${named.join("; ")}.`];
	return { metric, chart, buckets, range, scannedRows: count, warnings: [...ambiguous, ...chart.warnings] };
}

interface ChosenMetric {
	readonly metric: MetricCatalogEntry;
	readonly others: readonly MetricCatalogEntry[];
	readonly hasPoints: boolean;
}

async function chooseMetric(reader: ChartReader, { name, range, filter }: MetricChartQuery, control: QueryControl): Promise<ChosenMetric> {
	const matching = await reader.listMetrics({ name, range, filter }, control);
	const known = matching.length > 0 ? matching : await reader.listMetrics({ name, range, filter: MATCH_ALL }, control);
	const [metric, ...others] = known.toSorted((a, b) => b.pointCount - a.pointCount);
	if (metric === undefined) {
		throw new SpanglassError("not_found", `metric ${name} has no point in the range`, { advice: "widen the time range" });
	}
	if (matching.length > 0) return { metric, others, hasPoints: true };
	return { metric: { ...metric, seriesCount: 0, pointCount: 0, services: [] }, others: [], hasPoints: false };
}

/** From just before the first to just after the last of a metric's points: what a point counted lies before it. */
async function dataRange(
	reader: ChartReader,
	{ metric, range, filter }: MetricChartQuery & { readonly metric: MetricCatalogEntry },
	control: QueryControl,
): Promise<TimeRange> {
	let first: bigint | undefined;
	for await (const batch of reader.streamMetricPoints({ metric, range, filter }, control)) {
		for (const { point } of batch) if (first === undefined || point.time < first) first = point.time;
	}
	const end = containsTime(range, metric.lastTime) ? unixNanos(metric.lastTime + 1n) : range.end;
	if (first === undefined) return { start: end, end };
	return { start: unixNanos(first > 0n ? first - 1n : first), end };
}

/** A chart whose buckets are chosen when enough points were seen. */
class Drawing {
	readonly #metric: MetricCatalogEntry;
	readonly #range: TimeRange;
	readonly #by: string | undefined;
	#waiting: StreamedPoint[] = [];
	#begun: { readonly fold: MetricChartFold; readonly buckets: TimeBuckets } | undefined;
	#count = 0;

	constructor(metric: MetricCatalogEntry, range: TimeRange, by: string | undefined) {
		this.#metric = metric;
		this.#range = range;
		this.#by = by;
	}

	add(batch: readonly StreamedPoint[]): void {
		this.#count += batch.length;
		if (this.#begun === undefined) {
			this.#waiting.push(...batch);
			if (this.#waiting.length >= PROBE) this.#begin();
			return;
		}
		for (const { series, point } of batch) this.#begun.fold.add(series, point);
	}

	finish(): { readonly chart: MetricChart; readonly buckets: TimeBuckets; readonly count: number } {
		const { fold, buckets } = this.#begun ?? this.#begin();
		return { chart: fold.finish(), buckets, count: this.#count };
	}

	#begin(): { readonly fold: MetricChartFold; readonly buckets: TimeBuckets } {
		const { start, end } = this.#range;
		const atLeast = usualInterval(this.#waiting) * INTERVAL_SHARE;
		const buckets = timeBuckets(start, end, { most: MOST_BUCKETS, atLeast });
		const fold = createMetricChart({ metric: this.#metric, range: this.#range, buckets, by: this.#by });
		for (const { series, point } of this.#waiting) fold.add(series, point);
		this.#waiting = [];
		this.#begun = { fold, buckets };
		return this.#begun;
	}
}
