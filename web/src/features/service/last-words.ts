/** What is looked for when an instance has fallen silent, and what of it is told. Pure. */
import type { MetricChartJson, MetricJson, ResourceJson } from "@spanglass/shared/api/schemas";
import { quoteText } from "@spanglass/shared/query/fields";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { attributeText } from "../../api/any-value.ts";
import type { LastWordsQuery } from "../../api/last-words.ts";
import type { InstanceJson } from "./instance-rows.ts";

/** How long before its last sign. */
const BEFORE_MS = 3_600_000;
/** Its clock may be ahead of the one that saw it last. */
const AFTER_MS = 60_000;

/** Everything that an instance sent in its last hour, in whole minutes. */
export function lastWordsQuery(service: string, { instance, lastSeen, environment }: InstanceJson): LastWordsQuery {
	const lastMs = Math.ceil(unixMillisFromText(lastSeen) / AFTER_MS) * AFTER_MS;
	const own = `service:${quoteText(service)} instance:${quoteText(instance)}`;
	const env = environment === "" ? "" : ` deployment.environment.name:${quoteText(environment)}`;
	return { q: own + env, fromMs: lastMs - BEFORE_MS, toMs: lastMs + AFTER_MS };
}

const PLACES = ["host.name", "k8s.node.name", "k8s.pod.name", "container.id", "cloud.region"] as const;

/** Where an instance ran, as far as it said so. */
export function placesOf(resource: ResourceJson | undefined): readonly { readonly key: string; readonly value: string }[] {
	return PLACES.flatMap((key) => {
		const value = attributeText(resource?.attributes ?? [], key);
		return value === undefined || value === "" ? [] : [{ key, value }];
	});
}

/** What tells most of a process that died, first. */
const TELLING = [/mem|heap|rss/i, /cpu/i, /gc/i, /goroutine|thread|event_?loop|fd|descriptor/i];
const RUNTIME = /^(?:process|go|jvm|nodejs|v8js|dotnet|clr|cpython|python|ruby|php|beam|runtime|container|k8s\.pod|system)[._]/i;
const MOST_METRICS = 6;

/** Metrics of the process rather than of its work, at most six: memory, cpu, garbage collection, threads, then others by name. */
export function runtimeMetrics(metrics: readonly MetricJson[]): readonly string[] {
	const names = [...new Set(metrics.map(({ name }) => name))].filter((name) => RUNTIME.test(name));
	const rank = (name: string): number => {
		const at = TELLING.findIndex((pattern) => pattern.test(name));
		return at < 0 ? TELLING.length : at;
	};
	return names.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).slice(0, MOST_METRICS);
}

export interface LastValue {
	readonly name: string;
	/** Of which line: `avg`, `rate`, `p95` … */
	readonly line: string;
	/** UCUM. */
	readonly unit: string;
	readonly value: number;
	readonly values: readonly (number | null)[];
}

/** The last value of the line that a chart is about; undefined without one. */
export function lastValue({ metric, unit, lines }: MetricChartJson): LastValue | undefined {
	const line = lines.find(({ name }) => name === "avg" || name === "rate" || name === "p95") ?? lines[0];
	const value = line?.values.findLast((one) => one !== null) ?? null;
	if (line === undefined || value === null) return undefined;
	const first = line.values.findIndex((one) => one !== null);
	return { name: metric.name, line: line.name, unit, value, values: line.values.slice(first) };
}
