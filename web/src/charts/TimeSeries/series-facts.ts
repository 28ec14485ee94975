/** What the legend, the table and the summary say of the series. Pure. */
import { formatClock, formatIso } from "@spanglass/shared/units/clock-text";
import { textOf } from "@spanglass/shared/units/format";
import { bucketCountOf } from "./plot.ts";
import type { TimeSeriesContent, TimeSeriesData } from "./time-series.ts";

export interface SeriesFacts {
	readonly last: number;
	readonly min: number;
	/** Of the buckets with data. */
	readonly avg: number;
	readonly max: number;
	/** The first bucket that holds the maximum. */
	readonly maxBucket: number;
}

/** Undefined for a series without any data. */
export function factsOf(values: TimeSeriesData["values"]): SeriesFacts | undefined {
	const known = values.flatMap((value, bucket) => (value === null ? [] : [{ value, bucket }]));
	const [first] = known;
	if (first === undefined) return undefined;
	const top = known.reduce((best, one) => (one.value > best.value ? one : best), first);
	return {
		last: known.at(-1)?.value ?? first.value,
		min: known.reduce((least, { value }) => Math.min(least, value), first.value),
		avg: known.reduce((sum, { value }) => sum + value, 0) / known.length,
		max: top.value,
		maxBucket: top.bucket,
	};
}

/** As many digits of the clock as buckets of this length need. */
export function bucketClock(stepMs: number): "minute" | "second" | "milli" {
	if (stepMs % 60_000 === 0) return "minute";
	return stepMs % 1_000 === 0 ? "second" : "milli";
}

export interface TableRow {
	readonly bucket: number;
	readonly timeMs: number;
	readonly values: readonly (number | null)[];
}

/** `by`: -1 is the time, else the index of a series. Buckets without data come last in both directions. */
export interface TableSort {
	readonly by: number;
	readonly descending: boolean;
}

/** One row per bucket in which any series has data. */
export function tableRows(content: Pick<TimeSeriesContent, "series" | "startMs" | "stepMs">, sort: TableSort): readonly TableRow[] {
	const rows: TableRow[] = [];
	for (let bucket = 0; bucket < bucketCountOf(content); bucket++) {
		const values = content.series.map((series) => series.values[bucket] ?? null);
		if (values.some((value) => value !== null)) rows.push({ bucket, timeMs: content.startMs + bucket * content.stepMs, values });
	}
	const keyOf = (row: TableRow): number | null => (sort.by < 0 ? row.timeMs : (row.values[sort.by] ?? null));
	return rows.sort((a, b) => {
		const [one, other] = [keyOf(a), keyOf(b)];
		if (one === null || other === null) return one === other ? a.bucket - b.bucket : one === null ? 1 : -1;
		return one === other ? a.bucket - b.bucket : (one - other) * (sort.descending ? -1 : 1);
	});
}

/** RFC 4180 with plain numbers; the first column is the start of the bucket as ISO 8601. Missing values are empty. */
export function csvOf(content: Pick<TimeSeriesContent, "series" | "startMs" | "stepMs">): string {
	const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
	const head = ["time", ...content.series.map(({ name }) => cell(name))];
	const rows = tableRows(content, { by: -1, descending: false }).map(({ timeMs, values }) => [
		formatIso(BigInt(Math.round(timeMs)) * 1_000_000n),
		...values.map((value) => (value === null ? "" : String(value))),
	]);
	return [head, ...rows].map((line) => `${line.join(",")}\r\n`).join("");
}

/** A sentence per series for those who do not see the chart; `say` puts the parts into the page's language. */
export function summaryOf(
	content: TimeSeriesContent,
	label: string,
	say: (key: "summary" | "summarySeries" | "summaryNothing", parts: Readonly<Record<string, string | number>>) => string,
): string {
	const clock = bucketClock(content.stepMs);
	const timeOf = (bucket: number): string => formatClock(content.startMs + bucket * content.stepMs, clock);
	const text = (value: number): string => textOf(content.formatValue(value));
	const count = bucketCountOf(content);
	const sentences = content.series.map(({ name, values }) => {
		const facts = factsOf(values);
		if (facts === undefined) return say("summaryNothing", { name });
		const { min, max, maxBucket, last } = facts;
		return say("summarySeries", { name, min: text(min), max: text(max), maxTime: timeOf(maxBucket), last: text(last) });
	});
	return [say("summary", { label, count, from: timeOf(0), to: timeOf(count) }), ...sentences].join(" ");
}
