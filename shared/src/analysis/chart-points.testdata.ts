/** Points of drawn series for the tests of charts: times in seconds after T0. */
import type { Exemplar, Metric, MetricPoint, PointValue } from "../model/metric.ts";
import { unixNanos } from "../units/time.ts";
import { timeBuckets } from "../units/time-buckets.ts";
import { createMetricChart, type MetricChart } from "./metric-chart.ts";

const SECOND = 1_000_000_000;
/** A multiple of a day. */
const T0 = 1_789_948_800_000_000_000n;

export const secondsAfter = (seconds: number) => unixNanos(T0 + BigInt(Math.round(seconds * SECOND)));

export interface DrawnPoint {
	readonly at: number;
	readonly value: number | PointValue;
	/** Start of the count; left out: not sent. */
	readonly start?: number;
	readonly flags?: number;
	readonly exemplars?: readonly Exemplar[];
}

export interface DrawnSeries {
	readonly attributes?: Readonly<Record<string, string>>;
	readonly resource?: Readonly<Record<string, string>>;
	readonly points: readonly DrawnPoint[];
}

export type DrawnMetric = Pick<Metric, "type" | "temporality" | "monotonic"> & { readonly unit?: string };

export const COUNTER: DrawnMetric = { type: "sum", temporality: 2, monotonic: true };
export const DELTA: DrawnMetric = { type: "sum", temporality: 1, monotonic: true };
export const GAUGE: DrawnMetric = { type: "gauge", temporality: 0, monotonic: false };

function attributesOf(values: Readonly<Record<string, string>>) {
	return Object.entries(values).map(([key, value]) => ({ key, value: { type: "string" as const, value } }));
}

export interface DrawnRange {
	/** Seconds; default 0 to 60 in steps of 10. */
	readonly from?: number;
	readonly to?: number;
	readonly by?: string;
}

export function chartOf(drawn: DrawnMetric, series: readonly DrawnSeries[], { from = 0, to = 60, by }: DrawnRange = {}): MetricChart {
	const metric: Metric = { name: "m", description: "", unit: "", metadata: [], ...drawn };
	const range = { start: secondsAfter(from), end: secondsAfter(to) };
	const chart = createMetricChart({ metric, range, buckets: timeBuckets(range.start, range.end, { most: 6, atLeast: 10 * SECOND }), by });
	for (const [number, { attributes = {}, resource = {}, points }] of series.entries()) {
		const resourceOfSeries = { attributes: attributesOf(resource), droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" };
		const scope = { name: "", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
		const own = { metric, attributes: attributesOf(attributes), resource: resourceOfSeries, scope };
		for (const { at, value, start, flags = 0, exemplars = [] } of points) {
			const point: MetricPoint = {
				startTime: start === undefined ? unixNanos(0n) : secondsAfter(start),
				time: secondsAfter(at),
				flags,
				value: typeof value === "number" ? { type: "double", value } : value,
				exemplars,
				series: own,
				marks: 0,
			};
			chart.add(number, point);
		}
	}
	return chart.finish();
}

/** Values of the line with a name (and label), rounded to six digits. */
export function lineOf({ lines }: MetricChart, name: string, label?: string | null): readonly (number | null)[] | undefined {
	const line = lines.find((candidate) => candidate.name === name && (label === undefined || candidate.label === label));
	return line?.values.map((value) => (value === null ? null : Number(value.toPrecision(6))));
}
