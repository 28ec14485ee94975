/** A chart's answer as series and marks of `TimeSeries`: names, colours, which line stands out. Pure. */
import type { MetricChartJson } from "@spanglass/shared/api/schemas";
import { nameFromField, quoteText } from "@spanglass/shared/query/fields";
import { shortId } from "@spanglass/shared/units/format";
import type { TimeSeriesData, TimeSeriesMark } from "../../charts/TimeSeries/time-series.ts";

export interface ChartWords {
	readonly rate: string;
	/** The line of all values that have none of their own. */
	readonly other: string;
	/** The line of series that lack the key. */
	readonly without: string;
}

type Look = Pick<TimeSeriesData, "color" | "widthPx" | "dash">;

/** The lines of the defaults; percentiles as everywhere else in the product. */
const LOOKS: Readonly<Record<string, Look>> = {
	rate: { color: "accent" },
	avg: { color: "accent" },
	min: { color: "p50", widthPx: 1, dash: "dashed" },
	max: { color: "p95", widthPx: 1 },
	p50: { color: "p50", widthPx: 1 },
	p75: { color: "p75", widthPx: 1, dash: "dotted" },
	p90: { color: "p90", widthPx: 1, dash: "dashed" },
	p95: { color: "p95" },
	p99: { color: "p99", widthPx: 2 },
};
const OTHER: Look = { color: "silent", dash: "dashed" };

/** Without a split each line has the look of its name; with one, each value has its colour and only `other` is grey. */
export function seriesOf(chart: MetricChartJson, by: string | undefined, words: ChartWords): readonly TimeSeriesData[] {
	const names = new Set(chart.lines.map(({ name }) => name));
	return chart.lines.map(({ name, label, values }, index) => {
		const own = name === "rate" ? words.rate : name;
		const colored: Look = { color: `service-${index + 1}` };
		if (by === undefined) return { key: name, name: own, values, ...(LOOKS[name] ?? colored) };
		const value = label === "" ? words.without : (label ?? words.other);
		const isOther = (label ?? null) === null;
		return {
			key: isOther ? name : `${label} ${name}`,
			name: names.size > 1 ? `${value} ${own}` : value,
			values,
			...(isOther ? OTHER : colored),
		};
	});
}

/** A counter's exemplars say by how much it grew, which is no place on an axis of rates. */
export function marksOf({ exemplars, shape }: MetricChartJson): readonly TimeSeriesMark[] {
	return exemplars.map(({ time, value, traceId }, index) => ({
		key: String(index),
		timeMs: Number(BigInt(time) / 1_000n) / 1_000,
		value: shape === "rate" ? undefined : value,
		label: shortId(traceId),
	}));
}

/** A filter that makes sense for this metric: one of its senders, and an attribute that tells its series apart. */
export function exampleFilter({ metric, keys }: Pick<MetricChartJson, "metric" | "keys">): string {
	const [service] = metric.services;
	const key = keys.find(({ key: name }) => !/^(?:service|telemetry)\./.test(name))?.key;
	const parts = [
		...(service === undefined ? [] : [`service:${PLAIN.test(service) ? service : quoteText(service)}`]),
		...(key === undefined ? [] : [`${nameFromField({ scope: "any", key })}:*`]),
	];
	return parts.join(" ");
}

const PLAIN = /^[\w.-]+$/;

/** Start of the bucket that `nowMs` lies in; undefined when all of them are over. */
export function incompleteFrom(
	startMs: number,
	stepMs: number,
	{ bucketCount, nowMs }: { readonly bucketCount: number; readonly nowMs: number },
) {
	if (nowMs >= startMs + stepMs * bucketCount) return undefined;
	return startMs + Math.max(0, Math.floor((nowMs - startMs) / stepMs)) * stepMs;
}
