/** A metric family in Jaeger's JSON, a protobuf message's: gauges over time. */
import { addDurations, durationQuantile } from "@spanglass/shared/analysis/duration-counts";
import { type UnixNanos, unixMillisFromNanos, unixNanos } from "@spanglass/shared/units/time";
import type { Numbers } from "../../../query/red-numbers.ts";

export type FamilyKind = "latencies" | "calls" | "errors";

/** Points in time, all whole minutes: `count` of them from `first`, each one of the `ratePer` before it. Nanoseconds. */
export interface Steps {
	readonly first: UnixNanos;
	readonly count: number;
	readonly step: bigint;
	readonly ratePer: bigint;
}

const NAMES = {
	latencies: { name: "latencies", help: (quantile: number | undefined) => `${quantile} quantile of the duration, in milliseconds` },
	calls: { name: "call_rate", help: () => "calls per second" },
	errors: { name: "error_rate", help: () => "share of calls that failed, from 0 to 1" },
} as const;

/** What stands around the metrics. Jaeger's page tells families by their name. */
export function familyStart(kind: FamilyKind, byOperation: boolean, quantile: number | undefined): string {
	const name = `${byOperation ? "service_operation" : "service"}_${NAMES[kind].name}`;
	const help = `${NAMES[kind].help(quantile)}, by ${byOperation ? "service and operation" : "service"}`;
	return `{"name":${JSON.stringify(name)},"type":"GAUGE","help":${JSON.stringify(help)},"metrics":[`;
}

export function familyEnd(): string {
	return "]}";
}

export interface MetricInput {
	readonly kind: FamilyKind;
	/** Of latencies. */
	readonly quantile: number | undefined;
	readonly labels: { readonly service: string; readonly operation: string | undefined };
	/** By start; the starts divide `step` and `ratePer`. */
	readonly counted: ReadonlyMap<UnixNanos, Numbers>;
	readonly steps: Steps;
}

/** One metric. Jaeger's page takes the first label for the service. */
export function metricText({ kind, quantile, labels, counted, steps }: MetricInput): string {
	const pairs = [
		{ name: "service_name", value: labels.service },
		...(labels.operation === undefined ? [] : [{ name: "operation", value: labels.operation }]),
	];
	const starts = [...counted].sort(([a], [b]) => (a < b ? -1 : 1));
	const metricPoints: unknown[] = [];
	let from = 0;
	for (let index = 0; index < steps.count; index++) {
		const at = unixNanos(steps.first + BigInt(index) * steps.step);
		while (from < starts.length && (starts[from]?.[0] ?? at) < at - steps.ratePer) from++;
		let to = from;
		while (to < starts.length && (starts[to]?.[0] ?? at) < at) to++;
		const value = pointValue(
			kind,
			starts.slice(from, to).map(([, numbers]) => numbers),
			{ quantile, seconds: Number(steps.ratePer) / 1e9 },
		);
		const timestamp = new Date(unixMillisFromNanos(at)).toISOString().replace(".000Z", "Z");
		// A protobuf's JSON has a word for what is no number.
		metricPoints.push({ timestamp, gaugeValue: { doubleValue: Number.isNaN(value) ? "NaN" : value } });
	}
	return JSON.stringify({ labels: pairs, metricPoints });
}

function pointValue(
	kind: FamilyKind,
	numbers: readonly Numbers[],
	{ quantile, seconds }: { readonly quantile: number | undefined; readonly seconds: number },
): number {
	const calls = numbers.reduce((sum, { durations }) => sum + durations.count, 0);
	if (kind === "calls") return calls / seconds;
	if (calls === 0) return Number.NaN;
	if (kind === "errors") return numbers.reduce((sum, { errors }) => sum + errors, 0) / calls;
	const nanos = durationQuantile(addDurations(numbers.map(({ durations }) => durations)), quantile ?? 0) ?? Number.NaN;
	return nanos / 1e6;
}
