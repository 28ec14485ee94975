/** Delay and history of the reference store: every age is kept, every step is counted by its number. */
import { logRecordTime } from "@spanglass/shared/model/log-record";
import type { Signal } from "@spanglass/shared/model/signal";
import { compare } from "@spanglass/shared/units/compare";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { type DelayStatus, HISTORY_STEP_NANOS, HISTORY_STEPS, type IngestHistory } from "../api/ingest-activity.ts";
import type { MemoryItems } from "./items.ts";

const STEP_MS = HISTORY_STEP_NANOS / 1e6;
const HOUR_NANOS = 3_600_000_000_000;

type HistoryKey = "spans" | "logRecords" | "metricPoints" | "rejected";
export const HISTORY_KEY: Readonly<Record<Signal, HistoryKey>> = { traces: "spans", logs: "logRecords", metrics: "metricPoints" };

/** Nanoseconds since the items of a request happened, as far as they have a time. */
export function agesOf(items: MemoryItems, sequence: number): readonly number[] {
	const now = unixNanosFromMillis(Date.now());
	const times = [
		...items.spans.filter((stored) => stored.sequence === sequence).map(({ span }) => span.endTime),
		...items.logs.filter((stored) => stored.sequence === sequence).map(({ record }) => logRecordTime(record)),
		...items.points.filter((stored) => stored.sequence === sequence).map(({ point }) => point.time),
	];
	return times.filter((time) => time !== 0n).map((time) => Number(now - time));
}

export function delayOf(ages: readonly number[]): DelayStatus {
	const delays = ages.filter((age) => age <= HOUR_NANOS).map((age) => Math.max(0, age));
	const sorted = delays.toSorted(compare);
	const rank = (q: number) => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
	return { count: sorted.length, late: ages.length - sorted.length, p50: rank(0.5), p99: rank(0.99) };
}

export function createHistory() {
	const counts: Readonly<Record<HistoryKey, Map<number, number>>> = {
		spans: new Map(),
		logRecords: new Map(),
		metricPoints: new Map(),
		rejected: new Map(),
	};
	const step = () => Math.floor(Date.now() / STEP_MS);
	return {
		count: (key: HistoryKey, items: number): void => {
			counts[key].set(step(), (counts[key].get(step()) ?? 0) + items);
		},
		read: (): IngestHistory => {
			const first = step() - HISTORY_STEPS + 1;
			const inOrder = (key: HistoryKey) => Array.from({ length: HISTORY_STEPS }, (_, at) => counts[key].get(first + at) ?? 0);
			return {
				start: unixNanosFromMillis(first * STEP_MS),
				stepNanos: HISTORY_STEP_NANOS,
				spans: inOrder("spans"),
				logRecords: inOrder("logRecords"),
				metricPoints: inOrder("metricPoints"),
				rejected: inOrder("rejected"),
			};
		},
	};
}
