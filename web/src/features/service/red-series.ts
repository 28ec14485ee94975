/** Requests over time as the series of charts: buckets from the range of the answer, gaps where nothing was served. Pure. */

import type { NumbersJson, RedJson } from "@spanglass/shared/api/rollup-schemas";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import type { TimeSeriesData } from "../../charts/TimeSeries/time-series.ts";
import type { Percentile } from "../../state/url/service.ts";

export interface Buckets {
	readonly startMs: number;
	readonly stepMs: number;
	readonly bucketCount: number;
}

const MINUTE_MS = 60_000;

/** The buckets of an answer. They are aligned to its step, so that the first may begin before the range. */
export function bucketsOf({ range, stepMinutes }: Pick<RedJson, "range" | "stepMinutes">): Buckets {
	const stepMs = stepMinutes * MINUTE_MS;
	const startMs = Math.floor(unixMillisFromText(range.from) / stepMs) * stepMs;
	return { startMs, stepMs, bucketCount: Math.max(1, Math.ceil((unixMillisFromText(range.to) - startMs) / stepMs)) };
}

/** The minute that is not over is drawn, but hatched. */
export function incompleteFrom(red: Pick<RedJson, "range" | "stepMinutes">): { readonly incompleteFromMs?: number } {
	const { startMs, stepMs, bucketCount } = bucketsOf(red);
	const nowMs = Date.now();
	const endMs = startMs + stepMs * bucketCount;
	if (nowMs >= endMs) return {};
	return { incompleteFromMs: startMs + Math.max(0, Math.floor((nowMs - startMs) / stepMs)) * stepMs };
}

type Points = RedJson["data"][number]["points"];

/** One value for each bucket; null where the line has no point. */
function valuesOf({ startMs, stepMs, bucketCount }: Buckets, points: Points, value: (numbers: NumbersJson) => number | null) {
	const values = Array.from({ length: bucketCount }, (): number | null => null);
	for (const { at, numbers } of points) {
		const bucket = Math.floor((unixMillisFromText(at) - startMs) / stepMs);
		if (bucket >= 0 && bucket < bucketCount) values[bucket] = value(numbers);
	}
	return values;
}

/** Points of all groups, in one list: the answer without groups has one of them. */
function onlyLine(red: RedJson): Points {
	return red.data[0]?.points ?? [];
}

/** Requests a second. Between the first and the last minute with requests, a minute without one is zero; outside of them nothing is known. */
export function rateSeries(red: RedJson, name: string): TimeSeriesData {
	const values = valuesOf(bucketsOf(red), onlyLine(red), ({ ratePerSecond }) => ratePerSecond);
	const first = values.findIndex((value) => value !== null);
	const last = values.findLastIndex((value) => value !== null);
	return {
		key: "rate",
		name,
		color: "accent",
		values: values.map((value, at) => (value === null && at > first && at < last ? 0 : value)),
	};
}

const LOOKS: Readonly<Record<Percentile, Pick<TimeSeriesData, "color" | "widthPx">>> = {
	p50: { color: "p50", widthPx: 1 },
	p95: { color: "p95" },
	p99: { color: "p99", widthPx: 2 },
};

/** Quantiles of each bucket, in nanoseconds. */
export function latencySeries(red: RedJson): readonly TimeSeriesData[] {
	const buckets = bucketsOf(red);
	return (Object.keys(LOOKS) as Percentile[]).map((key) => ({
		key,
		name: key,
		values: valuesOf(buckets, onlyLine(red), ({ durations }) => durations[key]),
		...LOOKS[key],
	}));
}

export interface ErrorWords {
	/** Failed, and nothing says how. */
	readonly unnamed: string;
	readonly other: string;
}

/** Colours of classes: what the server broke is red, what did not come in time orange, what was not there amber, what was held back violet. */
const CLASS_COLORS: readonly (readonly [RegExp, string])[] = [
	[/^(?:429|RESOURCE_EXHAUSTED|8)$/i, "p95"],
	[/^(?:408|504|DEADLINE_EXCEEDED|4)$|timeout|deadline/i, "error-rate-3"],
	[/^(?:502|503|UNAVAILABLE|14)$|unavailable|refused|reset/i, "error-rate-2"],
	[/^(?:499|CANCELLED|1)$|cancel/i, "silent"],
	[/^4|^(?:NOT_FOUND|INVALID_ARGUMENT|PERMISSION_DENIED|UNAUTHENTICATED|ALREADY_EXISTS|FAILED_PRECONDITION|ABORTED)$/, "p75"],
];

/** A colour of the theme for a class of failures. */
export function classColor(statusClass: string): string {
	return CLASS_COLORS.find(([pattern]) => pattern.test(statusClass))?.[1] ?? "error-rate-4";
}

const OTHER_GROUP = "__other__";

/** The word for a class of failures. */
export function className(statusClass: string, words: ErrorWords): string {
	if (statusClass === OTHER_GROUP) return words.other;
	return statusClass === "" ? words.unnamed : statusClass;
}

/** Failed requests of each class, as a share of all requests of their bucket, the most frequent class at the baseline. */
export function errorSeries(byStatus: RedJson, words: ErrorWords): readonly TimeSeriesData[] {
	const buckets = bucketsOf(byStatus);
	const requests = Array.from({ length: buckets.bucketCount }, () => 0);
	for (const { points } of byStatus.data) {
		for (const [at, count] of valuesOf(buckets, points, (numbers) => numbers.count).entries())
			requests[at] = (requests[at] ?? 0) + (count ?? 0);
	}
	return byStatus.data
		.map(({ group, points }) => ({ group, points, failed: points.reduce((sum, { numbers }) => sum + numbers.errorCount, 0) }))
		.filter(({ failed }) => failed > 0)
		.toSorted((a, b) => b.failed - a.failed || (a.group < b.group ? -1 : 1))
		.map(({ group, points }) => ({
			key: group === "" ? "unnamed" : group,
			name: className(group, words),
			color: classColor(group),
			values: valuesOf(buckets, points, ({ errorCount }) => errorCount).map((failed, at) => {
				const all = requests[at] ?? 0;
				return all === 0 ? null : (failed ?? 0) / all;
			}),
		}));
}

/** Requests of a group in each bucket, for a line without axes. */
export function countsOf(red: RedJson, group: string): readonly (number | null)[] {
	const points = red.data.find((line) => line.group === group)?.points;
	return points === undefined ? [] : valuesOf(bucketsOf(red), points, ({ count }) => count);
}
