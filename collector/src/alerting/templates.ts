/** Ready-made rules for a service, with thresholds out of its own numbers. Source: the product's table of templates. */
import { addDurations, type DurationCounts, durationQuantile } from "@spanglass/shared/analysis/duration-counts";
import {
	ALERT_KIND_FACTS,
	type AlertCondition,
	type AlertRule,
	type AlertScope,
	BURN_WINDOWS,
	SLOW_BURN_WINDOWS,
} from "@spanglass/shared/model/alert-rule";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { type LoadContext, MINUTE_MS, rangeOf, whereOf } from "./kinds/series.ts";

export interface TemplateQuestion {
	readonly service?: string | undefined;
	readonly env?: string | undefined;
	readonly ns?: string | undefined;
	/** Unix milliseconds. */
	readonly now: number;
}

export interface Template {
	readonly id: string;
	readonly rule: AlertRule;
	readonly from: "history" | "preset";
	readonly measured: number | null;
}

const DAYS = 3;
/** Fewer requests say nothing about what is usual. */
const LEAST_REQUESTS = 200;
const MS = 1e6;
/** In which metrics are looked for. */
const RECENT_MINUTES = 60;
/** What runtimes call it; the first that is sent is taken. */
const GC_PAUSES = ["jvm.gc.duration", "v8js.gc.duration", "process.runtime.jvm.gc.duration"] as const;
const HEAPS = [
	"process.runtime.go.mem.heap_alloc",
	"jvm.memory.used",
	"v8js.memory.heap.used",
	"process.runtime.jvm.memory.usage",
] as const;

function nameIn(known: readonly [string, ...string[]], sent: ReadonlySet<string>): string {
	return known.find((name) => sent.has(name)) ?? known[0];
}

/** What the service usually does. */
interface Usual {
	readonly requests: number;
	readonly p99Nanos: number | undefined;
	readonly averageNanos: number | undefined;
	readonly errorRatio: number;
	/** Of the quietest hour that had any. */
	readonly quietPerSecond: number;
}

/** Templates with what the last three days tell. Cost: the hour roll-ups of one service. */
export async function suggestRules(
	question: TemplateQuestion,
	context: LoadContext,
): Promise<{ readonly templates: readonly Template[]; readonly from: number; readonly to: number }> {
	const { service, env, ns, now } = question;
	const to = Math.floor(now / MINUTE_MS);
	const minutes = { from: to - DAYS * 1440, to };
	const scope: AlertScope = {
		...(env === undefined ? {} : { environment: env }),
		...(ns === undefined ? {} : { namespace: ns }),
		...(service === undefined ? {} : { service }),
	};
	const usual = await usualOf(scope, minutes, context);
	const { source, control } = context;
	const recent = rangeOf({ from: to - RECENT_MINUTES, to });
	const metrics = new Set((await source.listMetrics({ range: recent, filter: MATCH_ALL }, control)).map(({ name }) => name));
	return { templates: templatesFor(scope, usual, metrics), from: minutes.from * MINUTE_MS, to: to * MINUTE_MS };
}

async function usualOf(
	scope: AlertScope,
	minutes: { readonly from: number; readonly to: number },
	{ source, control }: LoadContext,
): Promise<Usual> {
	const query = { range: rangeOf(minutes), stepMinutes: 60, by: ["isError"] as const, where: { ...whereOf(scope), isRequest: true } };
	const groups = await source.sumInstances(query, control);
	const all = addDurations(groups.map(({ durations }) => durations));
	const errors = groups.reduce((sum, { key, durations }) => sum + (key.isError === true ? durations.count : 0), 0);
	const hours = [...Map.groupBy(groups, ({ start }) => start).values()].map((hour) =>
		hour.reduce((sum, { durations }) => sum + durations.count, 0),
	);
	// The first and the last hour are rarely whole.
	const whole = hours.length > 2 ? hours.slice(1, -1) : hours;
	return {
		requests: all.count,
		p99Nanos: durationQuantile(all, 0.99),
		averageNanos: averageOf(all),
		errorRatio: all.count === 0 ? 0 : errors / all.count,
		quietPerSecond: whole.length === 0 ? 0 : Math.min(...whole) / 3600,
	};
}

function averageOf({ count, sumNanos }: DurationCounts): number | undefined {
	return count === 0 ? undefined : sumNanos / count;
}

/** Two significant digits: nobody believes a threshold of 413.7 ms. */
function rounded(value: number): number {
	return Number(value.toPrecision(2));
}

function ruleOf(name: string, condition: AlertCondition, scope: AlertScope, given: Partial<AlertRule>): AlertRule {
	const { preset, comparisons } = ALERT_KIND_FACTS[condition.kind];
	return {
		name,
		enabled: true,
		condition,
		scope,
		groupBy: [],
		comparison: comparisons[0] ?? "above",
		intervalSeconds: 60,
		delaySeconds: 10,
		severity: "warning",
		labels: {},
		runbook: "",
		receivers: [],
		repeatSeconds: 4 * 3600,
		...preset,
		...given,
	};
}

function templatesFor(scope: AlertScope, usual: Usual, metrics: ReadonlySet<string>): readonly Template[] {
	const of = scope.service ?? "all services";
	const groupBy = scope.service === undefined ? ["service"] : [];
	const isKnown = usual.requests >= LEAST_REQUESTS;
	const p99 = isKnown ? usual.p99Nanos : undefined;
	const average = isKnown ? usual.averageNanos : undefined;
	const errors = isKnown ? usual.errorRatio : undefined;
	const measured = (id: string, value: number | undefined, rule: AlertRule): Template => ({
		id,
		rule,
		from: value === undefined ? "preset" : "history",
		measured: value ?? null,
	});
	const preset = (id: string, rule: AlertRule): Template => ({ id, rule, from: "preset", measured: null });
	const metric = (name: string, aggregation: "max" | "avg"): AlertCondition => ({ kind: "metric", metric: name, filter: "", aggregation });
	return [
		measured(
			"errorRate",
			errors,
			ruleOf(`${of}: error rate`, { kind: "errorRate" }, scope, {
				groupBy,
				threshold: rounded(Math.max(0.01, 3 * (errors ?? 0))),
				severity: "critical",
			}),
		),
		preset(
			"gatewayErrors",
			ruleOf(`${of}: error rate of a gateway`, { kind: "errorRate" }, scope, { groupBy, threshold: 0.05, severity: "critical" }),
		),
		measured(
			"p99",
			p99,
			ruleOf(`${of}: p99 latency`, { kind: "latency", quantile: 0.99 }, scope, {
				groupBy,
				threshold: rounded(p99 === undefined ? 500 * MS : Math.max(2 * p99, 10 * MS)),
			}),
		),
		measured(
			"average",
			average,
			ruleOf(`${of}: average latency`, { kind: "averageLatency" }, scope, {
				groupBy,
				threshold: rounded(average === undefined ? 500 * MS : Math.max(2 * average, 5 * MS)),
			}),
		),
		measured(
			"throughput",
			isKnown ? usual.quietPerSecond : undefined,
			ruleOf(`${of}: throughput drop`, { kind: "throughput" }, scope, {
				groupBy,
				threshold: rounded(isKnown ? usual.quietPerSecond / 2 : 1),
			}),
		),
		preset(
			"burnRate",
			ruleOf(`${of}: error budget of 99.9 %`, { kind: "burnRate", objective: 0.999, windows: BURN_WINDOWS }, scope, {
				groupBy,
				severity: "critical",
			}),
		),
		preset(
			"slowBurn",
			ruleOf(`${of}: error budget of 99.9 %, slowly`, { kind: "burnRate", objective: 0.999, windows: SLOW_BURN_WINDOWS }, scope, {
				groupBy,
			}),
		),
		preset("noData", ruleOf(`${of}: no requests`, { kind: "noData" }, scope, { groupBy })),
		preset("instanceLost", ruleOf(`${of}: instance lost`, { kind: "instanceLost" }, scope, { groupBy: ["service", "instance"] })),
		preset("logErrors", ruleOf(`${of}: error logs`, { kind: "logCount", level: "error", text: "" }, scope, { groupBy })),
		preset("newErrors", ruleOf(`${of}: new error`, { kind: "newErrorGroup" }, scope, { groupBy: ["service"], intervalSeconds: 300 })),
		preset("queueTime", ruleOf(`${of}: time in queue`, { kind: "queueTime", quantile: 0.95 }, scope, { groupBy: ["callee"] })),
		preset(
			"gcPause",
			ruleOf(`${of}: GC pause over 100 ms`, metric(nameIn(GC_PAUSES, metrics), "avg"), scope, {
				groupBy: ["service", "instance"],
				threshold: 0.1,
			}),
		),
		preset(
			"heap",
			ruleOf(`${of}: heap over 2 GB`, metric(nameIn(HEAPS, metrics), "max"), scope, {
				groupBy: ["service", "instance"],
				threshold: 2e9,
			}),
		),
		...(scope.service === undefined
			? [preset("ingestRejecting", ruleOf("Spanglass rejects telemetry", { kind: "ingestRejecting" }, {}, {}))]
			: []),
	];
}
