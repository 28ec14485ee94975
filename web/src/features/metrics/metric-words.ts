/** Names of kinds and ages, as keys of the dictionary. */

import type { MetricJson } from "@spanglass/shared/api/schemas";
import { AggregationTemporality } from "@spanglass/shared/model/metric";
import { ageOf } from "@spanglass/shared/units/clock-text";
import { unixMillisFromText } from "@spanglass/shared/units/time";

const TYPE_KEYS = {
	gauge: "metrics.typeGauge",
	histogram: "metrics.typeHistogram",
	exponential_histogram: "metrics.typeExponentialHistogram",
	summary: "metrics.typeSummary",
} as const;

/** A sum is a counter when it only grows. */
export function typeKey({ type, monotonic }: Pick<MetricJson, "type" | "monotonic">) {
	if (type !== "sum") return TYPE_KEYS[type];
	return monotonic ? "metrics.typeCounter" : "metrics.typeUpDownCounter";
}

/** Undefined for kinds without one. */
export function temporalityKey({ temporality }: Pick<MetricJson, "temporality">): "delta" | "cumulative" | undefined {
	if (temporality === AggregationTemporality.delta) return "delta";
	return temporality === AggregationTemporality.cumulative ? "cumulative" : undefined;
}

const AGE_KEYS = { second: "time.secondsAgo", minute: "time.minutesAgo", hour: "time.hoursAgo", day: "time.daysAgo" } as const;

/** Key and count of "3 s ago". */
export function ageWords(nanos: string, nowMs: number) {
	const { value, unit } = ageOf(unixMillisFromText(nanos), nowMs);
	return { key: AGE_KEYS[unit], count: value };
}
