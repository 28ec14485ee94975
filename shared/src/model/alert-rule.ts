/**
 * Rules: when telemetry deserves somebody's attention. A rule names what is measured (its condition), of what (scope, groups), when that is
 * too much (comparison, threshold), and how patient it is (window, for, keep firing, delay).
 */

/** What a rule can measure; each has an entry in ALERT_KIND_FACTS and in the collector's registry of kinds. */
export const ALERT_KINDS = [
	"errorRate",
	"latency",
	"averageLatency",
	"throughput",
	"noData",
	"instanceLost",
	"logCount",
	"metric",
	"newErrorGroup",
	"queueTime",
	"burnRate",
	"ingestRejecting",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const ALERT_SEVERITIES = ["critical", "warning", "info"] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

export const ALERT_COMPARISONS = ["above", "below"] as const;
export type AlertComparison = (typeof ALERT_COMPARISONS)[number];

/**
 * What becomes of an alert of which nothing is measured any more. keep: it stays what it is, an alert that was ok is shown as "no data" and
 * nobody is told · notify: it becomes "no data" and its receivers are told · ok: it counts as if the condition did not hold.
 */
export const NO_DATA_POLICIES = ["keep", "notify", "ok"] as const;
export type NoDataPolicy = (typeof NO_DATA_POLICIES)[number];

/** How many points of a metric become one value. rate: increase a second, of sums and of the counts of histograms. */
export const METRIC_AGGREGATIONS = ["avg", "max", "min", "sum", "last", "rate"] as const;
export type MetricAggregation = (typeof METRIC_AGGREGATIONS)[number];

/** Severity of log records, "at least". */
export const ALERT_LOG_LEVELS = ["info", "warn", "error", "fatal"] as const;
export type AlertLogLevel = (typeof ALERT_LOG_LEVELS)[number];

/** One line of the multi-window table of error budgets: both windows must burn `factor` times faster than the budget allows. */
export interface BurnWindow {
	readonly longSeconds: number;
	readonly shortSeconds: number;
	readonly factor: number;
}

/** What is measured. The value's unit stands in ALERT_KIND_FACTS. */
export type AlertCondition =
	| { readonly kind: "errorRate" | "averageLatency" | "throughput" | "noData" | "instanceLost" | "newErrorGroup" | "ingestRejecting" }
	/** `quantile` in (0, 1). */
	| { readonly kind: "latency" | "queueTime"; readonly quantile: number }
	/** Records of at least this severity whose body has `text` in it ("": any). */
	| { readonly kind: "logCount"; readonly level: AlertLogLevel; readonly text: string }
	/** `filter`: query over attributes, resource and scope of the series. */
	| { readonly kind: "metric"; readonly metric: string; readonly filter: string; readonly aggregation: MetricAggregation }
	/** The value is the worst of the windows, 1 = as fast as its factor says; so the threshold is 1. */
	| { readonly kind: "burnRate"; readonly objective: number; readonly windows: readonly BurnWindow[] };

/** Only telemetry that has these values; left out: any. */
export interface AlertScope {
	readonly environment?: string | undefined;
	readonly namespace?: string | undefined;
	readonly service?: string | undefined;
	readonly operation?: string | undefined;
}

export interface AlertRule {
	readonly name: string;
	readonly enabled: boolean;
	readonly condition: AlertCondition;
	readonly scope: AlertScope;
	/** One alert for each combination of values; of `dimensions` of the kind, of a metric any attribute key as well. None: one alert. */
	readonly groupBy: readonly string[];
	readonly comparison: AlertComparison;
	/** In the unit of the kind. The condition holds when the value is strictly above (below) it. */
	readonly threshold: number;
	/** The value speaks of so many seconds before the moment of evaluation less `delaySeconds`; whole minutes, see the kind. */
	readonly windowSeconds: number;
	/** How long the condition holds before the alert fires; 0: at once. */
	readonly forSeconds: number;
	/** How long a firing alert stays "recovering" after the condition last held. */
	readonly keepFiringSeconds: number;
	readonly intervalSeconds: number;
	/** How late telemetry may come. */
	readonly delaySeconds: number;
	/** A value over fewer requests (records, points) than this counts as if the condition did not hold. */
	readonly minSample: number;
	readonly noData: NoDataPolicy;
	readonly severity: AlertSeverity;
	/** Further labels of its alerts, for routing and silences. */
	readonly labels: Readonly<Record<string, string>>;
	/** Address of what to do, or "". */
	readonly runbook: string;
	/** Who is told, by id; none: whom the routing says. */
	readonly receivers: readonly string[];
	/** A firing alert is told again after so long; 0: never. */
	readonly repeatSeconds: number;
}

/** Documents of this kind hold rules. */
export const RULE_DOCUMENTS = "alert-rule";

/** The unit of a kind's value and threshold. metric: the metric's own. factor: 1 is the limit. */
export type AlertUnit = "ratio" | "nanos" | "perSecond" | "seconds" | "count" | "factor" | "metric";

export interface AlertKindFacts {
	readonly unit: AlertUnit;
	/** The comparisons that make sense; the first is preset. */
	readonly comparisons: readonly AlertComparison[];
	/** What alerts can be grouped by. */
	readonly dimensions: readonly string[];
	/** What a missing value means: nothing is known · that nothing happened (0) · that all is well. */
	readonly absent: "unknown" | "zero" | "ok";
	/** Its unit of `minSample`: requests, records, points; undefined: the kind has none. */
	readonly sample: "requests" | "records" | "points" | "messages" | undefined;
	readonly preset: Pick<AlertRule, "threshold" | "windowSeconds" | "forSeconds" | "keepFiringSeconds" | "minSample" | "noData">;
}

const OF_REQUESTS = ["environment", "namespace", "service", "operation", "version"] as const;
const MINUTE = 60;

/** What the editor and the evaluator must agree on. `instance` and `operation` exclude each other: roll-ups count by one of them. */
export const ALERT_KIND_FACTS: Readonly<Record<AlertKind, AlertKindFacts>> = {
	errorRate: {
		unit: "ratio",
		comparisons: ["above"],
		dimensions: [...OF_REQUESTS, "instance"],
		absent: "unknown",
		sample: "requests",
		preset: {
			threshold: 0.05,
			windowSeconds: 5 * MINUTE,
			forSeconds: 2 * MINUTE,
			keepFiringSeconds: 5 * MINUTE,
			minSample: 20,
			noData: "keep",
		},
	},
	latency: {
		unit: "nanos",
		comparisons: ["above", "below"],
		dimensions: [...OF_REQUESTS, "instance"],
		absent: "unknown",
		sample: "requests",
		preset: {
			threshold: 5e8,
			windowSeconds: 5 * MINUTE,
			forSeconds: 5 * MINUTE,
			keepFiringSeconds: 5 * MINUTE,
			minSample: 20,
			noData: "keep",
		},
	},
	averageLatency: {
		unit: "nanos",
		comparisons: ["above", "below"],
		dimensions: [...OF_REQUESTS, "instance"],
		absent: "unknown",
		sample: "requests",
		preset: {
			threshold: 5e8,
			windowSeconds: 5 * MINUTE,
			forSeconds: 5 * MINUTE,
			keepFiringSeconds: 5 * MINUTE,
			minSample: 20,
			noData: "keep",
		},
	},
	throughput: {
		unit: "perSecond",
		comparisons: ["below", "above"],
		dimensions: [...OF_REQUESTS, "instance"],
		absent: "zero",
		sample: undefined,
		preset: {
			threshold: 1,
			windowSeconds: 5 * MINUTE,
			forSeconds: 5 * MINUTE,
			keepFiringSeconds: 5 * MINUTE,
			minSample: 0,
			noData: "keep",
		},
	},
	noData: {
		unit: "seconds",
		comparisons: ["above"],
		dimensions: [...OF_REQUESTS, "instance"],
		absent: "zero",
		sample: undefined,
		preset: { threshold: 5 * MINUTE, windowSeconds: 60 * MINUTE, forSeconds: 0, keepFiringSeconds: 0, minSample: 0, noData: "keep" },
	},
	instanceLost: {
		unit: "seconds",
		comparisons: ["above"],
		dimensions: ["environment", "namespace", "service", "version", "instance"],
		absent: "ok",
		sample: undefined,
		preset: { threshold: MINUTE, windowSeconds: 60 * MINUTE, forSeconds: 0, keepFiringSeconds: 0, minSample: 0, noData: "ok" },
	},
	logCount: {
		unit: "count",
		comparisons: ["above", "below"],
		dimensions: ["environment", "namespace", "service"],
		absent: "zero",
		sample: undefined,
		preset: { threshold: 10, windowSeconds: 5 * MINUTE, forSeconds: 0, keepFiringSeconds: 5 * MINUTE, minSample: 0, noData: "keep" },
	},
	metric: {
		unit: "metric",
		comparisons: ["above", "below"],
		dimensions: ["environment", "namespace", "service", "version", "instance"],
		absent: "unknown",
		sample: "points",
		preset: {
			threshold: 0,
			windowSeconds: 5 * MINUTE,
			forSeconds: 5 * MINUTE,
			keepFiringSeconds: 5 * MINUTE,
			minSample: 0,
			noData: "keep",
		},
	},
	newErrorGroup: {
		unit: "count",
		comparisons: ["above"],
		dimensions: ["service"],
		absent: "zero",
		sample: undefined,
		preset: { threshold: 0, windowSeconds: 10 * MINUTE, forSeconds: 0, keepFiringSeconds: 0, minSample: 0, noData: "ok" },
	},
	queueTime: {
		unit: "nanos",
		comparisons: ["above"],
		dimensions: ["environment", "caller", "callee"],
		absent: "unknown",
		sample: "messages",
		preset: {
			threshold: 5e9,
			windowSeconds: 5 * MINUTE,
			forSeconds: 5 * MINUTE,
			keepFiringSeconds: 5 * MINUTE,
			minSample: 20,
			noData: "keep",
		},
	},
	burnRate: {
		unit: "factor",
		comparisons: ["above"],
		dimensions: [...OF_REQUESTS],
		absent: "unknown",
		sample: "requests",
		preset: { threshold: 1, windowSeconds: 60 * MINUTE, forSeconds: 0, keepFiringSeconds: 0, minSample: 0, noData: "keep" },
	},
	ingestRejecting: {
		unit: "ratio",
		comparisons: ["above"],
		dimensions: [],
		absent: "ok",
		sample: undefined,
		preset: { threshold: 0, windowSeconds: 5 * MINUTE, forSeconds: MINUTE, keepFiringSeconds: 5 * MINUTE, minSample: 0, noData: "ok" },
	},
};

/**
 * To wake somebody, and to be looked at by day: two rules, because the second line ends half an hour after the trouble has.
 * Source: the Site Reliability Workbook, chapter 5, table 5-8; for a budget of 30 days.
 */
export const BURN_WINDOWS: readonly BurnWindow[] = [{ longSeconds: 3600, shortSeconds: 300, factor: 14.4 }];
export const SLOW_BURN_WINDOWS: readonly BurnWindow[] = [
	{ longSeconds: 6 * 3600, shortSeconds: 1800, factor: 6 },
	{ longSeconds: 3 * 86_400, shortSeconds: 6 * 3600, factor: 1 },
];
