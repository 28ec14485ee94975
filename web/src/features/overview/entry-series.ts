/** Entry traffic as the series of three charts. Pure. */

import type { ChangeJson, OverviewJson } from "@spanglass/shared/api/overview-schemas";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import type { TimeSeriesData, TimeSeriesMark } from "../../charts/TimeSeries/time-series.ts";

const MINUTE_MS = 60_000;

export interface EntrySeries {
	readonly startMs: number;
	readonly stepMs: number;
	readonly rate: readonly TimeSeriesData[];
	readonly errors: readonly TimeSeriesData[];
	readonly latency: readonly TimeSeriesData[];
}

export interface SeriesWords {
	readonly rate: string;
	readonly errors: string;
}

type Numbers = OverviewJson["entry"]["numbers"];

/** A step without a request is a gap in latency and errors, and zero requests. */
export function entrySeries({ entry, range, start, stepMinutes }: OverviewJson, words: SeriesWords, nowMs: number): EntrySeries {
	const startMs = unixMillisFromText(start);
	const stepMs = stepMinutes * MINUTE_MS;
	const count = Math.max(1, Math.ceil((Math.min(unixMillisFromText(range.to), nowMs) - startMs) / stepMs));
	const byStep = new Map(entry.points.map(({ at, numbers }) => [Math.round((unixMillisFromText(at) - startMs) / stepMs), numbers]));
	const values = (pick: (numbers: Numbers) => number | null, none: number | null) =>
		Array.from({ length: count }, (_, step) => {
			const numbers = byStep.get(step);
			return numbers === undefined ? none : pick(numbers);
		});
	const quantile = (name: "p50" | "p95" | "p99", widthPx: number): TimeSeriesData => ({
		...{ key: name, name, color: name, widthPx },
		values: values(({ durations }) => durations[name], null),
	});
	return {
		...{ startMs, stepMs },
		rate: [{ key: "rate", name: words.rate, color: "accent", values: values(({ ratePerSecond }) => ratePerSecond, 0) }],
		errors: [{ key: "errors", name: words.errors, color: "error", values: values(({ errorRatio }) => errorRatio, null) }],
		latency: [quantile("p50", 1), quantile("p95", 1), quantile("p99", 2)],
	};
}

/** Versions that appeared while the charts look. */
export function deployMarks(changes: readonly ChangeJson[], { startMs, endMs }: { readonly startMs: number; readonly endMs: number }) {
	return changes.flatMap(({ kind, at, service, version }, index): readonly TimeSeriesMark[] => {
		if (kind !== "deploy" || at === null) return [];
		const timeMs = unixMillisFromText(at);
		return timeMs < startMs || timeMs >= endMs
			? []
			: [{ key: String(index), timeMs, value: undefined, label: `${service} ${version ?? ""}` }];
	});
}
