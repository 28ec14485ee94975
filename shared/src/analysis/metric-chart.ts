/**
 * One metric as the lines of a chart: points in, lines out. What a line means is told by its kind: `rate-chart`, `gauge-chart`,
 * `quantile-chart`, `summary-chart`.
 */
import { AggregationTemporality, type Exemplar, type Metric, type MetricPoint, NO_RECORDED_VALUE } from "../model/metric.ts";
import type { TimeBuckets } from "../units/time-buckets.ts";
import type { ChartFrame, ChartKind, ChartNotes, NamedValues, SeriesFold } from "./chart-kind.ts";
import { gaugeKind } from "./gauge-chart.ts";
import { quantileKind } from "./quantile-chart.ts";
import { rateKind } from "./rate-chart.ts";
import { type KeyCount, KeyCounter, seriesLabel } from "./series-keys.ts";
import { summaryKind } from "./summary-chart.ts";

/** Points from so long before the range are worth reading: the first interval of a series then is known. */
export const CHART_LOOKBACK_NANOS = 120_000_000_000n;
const MOST_LINES = 8;
/** Labels that are added up apart; the values of a key beyond it are counted with the others at once. */
const MOST_LABELS = 1000;
const MOST_EXEMPLARS = 200;

export interface MetricChartOptions {
	readonly metric: Pick<Metric, "type" | "unit" | "temporality" | "monotonic">;
	readonly range: { readonly start: bigint; readonly end: bigint };
	/** They cover the range. */
	readonly buckets: TimeBuckets;
	/** Attribute key: a line for each of its values. */
	readonly by: string | undefined;
}

export interface ChartLine extends NamedValues {
	/** The value of `by`, "" for series without it; null: all other values together; undefined without `by`. */
	readonly label: string | null | undefined;
}

export interface ChartExemplar {
	readonly time: bigint;
	readonly value: number;
	readonly traceId: string;
	readonly spanId: string;
}

export interface MetricChart {
	readonly shape: ChartKind<unknown>["shape"];
	/** UCUM, of the lines. */
	readonly unit: string;
	readonly lines: readonly ChartLine[];
	readonly otherLabels: number;
	readonly keys: readonly KeyCount[];
	/** By time. */
	readonly exemplars: readonly ChartExemplar[];
	readonly seriesCount: number;
	/** In the range. */
	readonly pointCount: number;
	readonly resetCount: number;
	/** Values were estimated out of exponential buckets: by which share they are off at most. */
	readonly relativeError: number | undefined;
	readonly warnings: readonly string[];
}

export interface MetricChartFold {
	/** Take a point; `series` tells series apart. Points of one series come by time: one that does not is left out and counted in a warning. */
	add(series: number, point: MetricPoint): void;
	/** No more points come. */
	finish(): MetricChart;
}

/**
 * Begin a chart.
 *
 * Lines   without `by`: rate -> `rate`; gauge -> `avg`, `min`, `max`; histograms -> `p50`, `p95`, `p99`; summary -> its quantiles. With `by`
 *         one line a label: `rate`, `avg`, `p95` (summary: its quantile nearest to it). Of more than 8 labels the 7 with the largest
 *         total, average or count of observations are drawn, and all others as one line that is added up or merged like any other.
 * Gaps    a bucket without a point (rate: without an interval) is null; so is what follows a point flagged "no recorded value".
 * Time    points from CHART_LOOKBACK_NANOS before the range on may be handed in; they tell how counters went on and are not drawn.
 * Cost    O(1) a number, O(buckets of the histogram) a histogram; memory O(labels * buckets of time + series).
 */
export function createMetricChart(options: MetricChartOptions): MetricChartFold {
	const notes: ChartNotes = { resetCount: 0, relativeError: undefined, warnings: new Set() };
	const frame = frameOf(options);
	return new Fold<unknown>(kindOf(options.metric, frame, notes), frame, notes, options);
}

function frameOf({ range, buckets }: MetricChartOptions): ChartFrame {
	const offsetOf = (time: bigint) => Number(time - buckets.start);
	return {
		count: buckets.count,
		stepNanos: buckets.stepNanos,
		fromNanos: offsetOf(range.start),
		toNanos: offsetOf(range.end),
		readFrom: range.start - CHART_LOOKBACK_NANOS,
		offsetOf,
	};
}

const NO_TEMPORALITY = "The sender does not say whether values are cumulative or deltas: they are drawn as they came.";
const DELTA_LEVELS = "Values are changes since the point before, not levels: they are drawn as they came.";

function kindOf({ type, temporality, monotonic }: MetricChartOptions["metric"], frame: ChartFrame, notes: ChartNotes): ChartKind<unknown> {
	const hasTemporality = temporality === AggregationTemporality.cumulative || temporality === AggregationTemporality.delta;
	if (!hasTemporality && type !== "gauge" && type !== "summary") notes.warnings.add(NO_TEMPORALITY);
	switch (type) {
		case "sum":
			if (monotonic && hasTemporality) return rateKind({ temporality }, frame, notes);
			if (temporality === AggregationTemporality.delta) notes.warnings.add(DELTA_LEVELS);
			return gaugeKind(frame);
		case "gauge":
			return gaugeKind(frame);
		case "histogram":
		case "exponential_histogram":
			return quantileKind({ type, temporality }, frame, notes);
		case "summary":
			return summaryKind(frame);
	}
}

/** UCUM of a rate: `By` -> `By/s`, no unit -> `1/s`. */
export function rateUnit(unit: string): string {
	return `${unit === "" ? "1" : unit}/s`;
}

interface SeriesState {
	readonly take: SeriesFold;
	lastTime: bigint;
	isCounted: boolean;
}

class Fold<S> implements MetricChartFold {
	readonly #kind: ChartKind<S>;
	readonly #frame: ChartFrame;
	readonly #notes: ChartNotes;
	readonly #options: MetricChartOptions;
	readonly #labels = new Map<string, S>();
	/** Of values beyond MOST_LABELS. */
	readonly #overflow = new Set<string>();
	#others: S | undefined;
	readonly #series: (SeriesState | undefined)[] = [];
	readonly #keys = new KeyCounter();
	readonly #exemplars: (ChartExemplar | undefined)[] = [];
	#seriesCount = 0;
	#pointCount = 0;
	#lateCount = 0;

	constructor(kind: ChartKind<S>, frame: ChartFrame, notes: ChartNotes, options: MetricChartOptions) {
		this.#kind = kind;
		this.#frame = frame;
		this.#notes = notes;
		this.#options = options;
	}

	add(number: number, point: MetricPoint): void {
		const state = this.#series[number] ?? this.#begin(number, point);
		const { start, end } = this.#options.range;
		const isInside = point.time >= start && point.time < end;
		if (isInside) this.#count(state, point);
		if (point.time < state.lastTime) {
			this.#lateCount++;
			return;
		}
		state.lastTime = point.time;
		state.take((point.flags & NO_RECORDED_VALUE) === 0 ? point : { ...point, value: { type: "none" } });
	}

	finish(): MetricChart {
		this.#kind.settle();
		const warnings = [...this.#notes.warnings];
		if (this.#lateCount > 0) warnings.push(`${this.#lateCount} points came long after later ones of their series and are left out.`);
		if (this.#overflow.size > 0) warnings.push(`The lines were picked from the first ${MOST_LABELS} values of ${this.#options.by}.`);
		const { shape } = this.#kind;
		const { unit } = this.#options.metric;
		return {
			shape,
			unit: shape === "rate" ? rateUnit(unit) : unit,
			...this.#lines(),
			keys: this.#keys.sorted(),
			exemplars: this.#exemplars
				.filter((exemplar) => exemplar !== undefined)
				.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)),
			seriesCount: this.#seriesCount,
			pointCount: this.#pointCount,
			resetCount: this.#notes.resetCount,
			relativeError: this.#notes.relativeError,
			warnings,
		};
	}

	#begin(number: number, { series, time }: MetricPoint): SeriesState {
		const { by } = this.#options;
		const sums = this.#sumsOf(by === undefined ? "" : seriesLabel(series, by));
		const state: SeriesState = { take: this.#kind.createSeries(sums), lastTime: time, isCounted: false };
		this.#series[number] = state;
		return state;
	}

	#sumsOf(label: string): S {
		const known = this.#labels.get(label);
		if (known !== undefined) return known;
		if (this.#labels.size >= MOST_LABELS) {
			this.#overflow.add(label);
			this.#others ??= this.#kind.createSums();
			return this.#others;
		}
		const sums = this.#kind.createSums();
		this.#labels.set(label, sums);
		return sums;
	}

	/** A point inside the range. */
	#count(state: SeriesState, point: MetricPoint): void {
		this.#pointCount++;
		if (!state.isCounted) {
			state.isCounted = true;
			this.#seriesCount++;
			this.#keys.see(point.series);
		}
		for (const exemplar of point.exemplars) this.#offer(exemplar);
	}

	/** Keeps the highest of each of 200 equal parts of the range. */
	#offer({ time, value, traceId, spanId }: Exemplar): void {
		const { fromNanos, toNanos, offsetOf } = this.#frame;
		const number = value.type === "none" ? Number.NaN : Number(value.value);
		const at = offsetOf(time);
		if (traceId === "" || !Number.isFinite(number) || at < fromNanos || at >= toNanos) return;
		const slot = Math.floor(((at - fromNanos) / (toNanos - fromNanos)) * MOST_EXEMPLARS);
		const known = this.#exemplars[slot];
		if (known === undefined || number > known.value) this.#exemplars[slot] = { time, value: number, traceId, spanId };
	}

	#lines(): Pick<MetricChart, "lines" | "otherLabels"> {
		const kind = this.#kind;
		if (this.#options.by === undefined) {
			const sums = this.#labels.get("") ?? kind.createSums();
			return { lines: kind.lines(sums, false).map((line) => ({ ...line, label: undefined })), otherLabels: 0 };
		}
		const labels = [...this.#labels]
			.map(([label, sums]) => ({ label, sums, weight: kind.weight(sums) }))
			.sort((a, b) => b.weight - a.weight || (a.label < b.label ? -1 : 1));
		const total = labels.length + this.#overflow.size;
		const drawn = labels.slice(0, total > MOST_LINES ? MOST_LINES - 1 : MOST_LINES);
		const lines: ChartLine[] = drawn.flatMap(({ label, sums }) => kind.lines(sums, true).map((line) => ({ ...line, label })));
		const rest = labels.slice(drawn.length);
		if (rest.length === 0 && this.#others === undefined) return { lines, otherLabels: 0 };
		const others = this.#others ?? kind.createSums();
		for (const { sums } of rest) kind.merge(others, sums);
		return { lines: [...lines, ...kind.lines(others, true).map((line) => ({ ...line, label: null }))], otherLabels: total - drawn.length };
	}
}

/**
 * How often series report: the middle one of the distances in time between consecutive points of a series.
 *
 * Units   nanoseconds; 0 when no series has two points at different times.
 * Cost    O(n log n).
 */
export function usualInterval(points: readonly { readonly series: number; readonly point: Pick<MetricPoint, "time"> }[]): number {
	const last = new Map<number, bigint>();
	const distances: number[] = [];
	for (const { series, point } of points) {
		const before = last.get(series);
		if (before !== undefined && point.time > before) distances.push(Number(point.time - before));
		last.set(series, point.time);
	}
	distances.sort((a, b) => a - b);
	return distances[Math.floor(distances.length / 2)] ?? 0;
}
