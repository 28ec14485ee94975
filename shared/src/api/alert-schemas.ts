/** Shapes of rules, alerts, backtests and templates. Thresholds and values are in the unit of the rule's kind (`ALERT_KIND_FACTS`). */
import { z } from "zod";
import { ALERT_STATES, TRANSITION_REASONS } from "../model/alert.ts";
import {
	ALERT_COMPARISONS,
	ALERT_KIND_FACTS,
	ALERT_LOG_LEVELS,
	ALERT_SEVERITIES,
	type AlertRule,
	METRIC_AGGREGATIONS,
	NO_DATA_POLICIES,
} from "../model/alert-rule.ts";
import { LIMITS } from "../model/limits.ts";
import { listOf, nanos } from "./answer-schemas.ts";

const text = z.string().max(1024);
const quantile = z.number().gt(0).lt(1);
const seconds = (least: number, most: number) => z.number().int().min(least).max(most);
const labels = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_.]{0,63}$/, "a label begins with a letter"), text);
const DAY = 86_400;

const conditionSchema = z.discriminatedUnion("kind", [
	z.object({ kind: z.enum(["errorRate", "averageLatency", "throughput", "noData", "instanceLost", "newErrorGroup", "ingestRejecting"]) }),
	z.object({ kind: z.enum(["latency", "queueTime"]), quantile }),
	z.object({ kind: z.literal("logCount"), level: z.enum(ALERT_LOG_LEVELS), text: text.default("") }),
	z.object({
		kind: z.literal("metric"),
		metric: z.string().min(1).max(1024),
		filter: z.string().max(16_384).default(""),
		aggregation: z.enum(METRIC_AGGREGATIONS),
	}),
	z.object({
		kind: z.literal("burnRate"),
		objective: z.number().gt(0.5).lt(1),
		windows: z
			.array(z.object({ longSeconds: seconds(60, 30 * DAY), shortSeconds: seconds(60, DAY), factor: z.number().gt(0).max(1000) }))
			.min(1)
			.max(4)
			.readonly(),
	}),
]);

/** What was left out of a rule is filled in; what contradicts itself is refused. */
export const alertRuleSchema = z
	.object({
		name: z.string().min(1).max(200),
		enabled: z.boolean().default(true),
		condition: conditionSchema,
		scope: z
			.object({ environment: text.optional(), namespace: text.optional(), service: text.optional(), operation: text.optional() })
			.default({}),
		groupBy: z.array(z.string().min(1).max(LIMITS.keyBytes)).max(5).readonly().default([]),
		comparison: z.enum(ALERT_COMPARISONS),
		threshold: z.number(),
		windowSeconds: seconds(60, DAY),
		forSeconds: seconds(0, DAY).default(0),
		keepFiringSeconds: seconds(0, DAY).default(0),
		intervalSeconds: seconds(10, DAY).default(60),
		delaySeconds: seconds(0, 3600).default(10),
		minSample: z.number().int().min(0).default(0),
		noData: z.enum(NO_DATA_POLICIES).default("keep"),
		severity: z.enum(ALERT_SEVERITIES).default("warning"),
		labels: labels.default({}),
		runbook: z.string().max(2048).default(""),
		receivers: z.array(z.string().max(128)).max(20).readonly().default([]),
		repeatSeconds: seconds(0, 30 * DAY).default(4 * 3600),
	})
	.superRefine((rule, context) => {
		for (const [path, message] of faultsOf(rule)) context.addIssue({ code: "custom", path: [path], message });
	});

/** Fields that do not go together, with what is wrong. */
function faultsOf({ condition, comparison, groupBy, scope, threshold, windowSeconds }: AlertRule): readonly (readonly [string, string])[] {
	const { comparisons, dimensions } = ALERT_KIND_FACTS[condition.kind];
	const faults: [string, string][] = [];
	if (!comparisons.includes(comparison)) faults.push(["comparison", `of ${condition.kind} it is ${comparisons.join(" or ")}`]);
	const strange = condition.kind === "metric" ? [] : groupBy.filter((key) => !dimensions.includes(key));
	if (strange.length > 0) faults.push(["groupBy", `of ${condition.kind} any of: ${dimensions.join(", ") || "nothing"}`]);
	if (new Set(groupBy).size < groupBy.length) faults.push(["groupBy", "names a value twice"]);
	if (groupBy.includes("instance") && (groupBy.includes("operation") || scope.operation !== undefined))
		faults.push(["groupBy", "instance and operation are counted apart: choose one of them"]);
	if (condition.kind === "logCount" && condition.text !== "" && groupBy.some((key) => key !== "service" || scope.service === undefined))
		faults.push(["groupBy", "records with a text are counted together, or of the service that the scope names"]);
	if (condition.kind === "noData" && threshold >= windowSeconds)
		faults.push(["threshold", "no more than the window is looked at: it must be longer than the threshold"]);
	return faults;
}

/** null: there is none. */
const maybeNumber = z.number().nullable();
const state = z.enum(ALERT_STATES);

/** One alert; `ok` ones are listed with a rule only. */
export const alertSchema = z.object({
	rule: z.string(),
	ruleName: z.string(),
	kind: z.string(),
	severity: z.enum(ALERT_SEVERITIES),
	key: z.string(),
	/** Of the group. `service`, `environment` and `operation` of the rule's scope are among them. */
	labels: z.record(z.string(), z.string()),
	state,
	since: nanos,
	activeAt: nanos.nullable(),
	firedAt: nanos.nullable(),
	value: maybeNumber,
	sample: maybeNumber,
	threshold: z.number(),
	comparison: z.enum(ALERT_COMPARISONS),
	unit: z.string(),
	incident: maybeNumber,
	/** Ids of the silences in force that match it. */
	silencedBy: z.array(z.string()),
});

/** The alert clock: whether alerts can be relied on. */
export const alertClockSchema = z.object({
	evaluatedAt: nanos.nullable(),
	/** Evaluations that were due and did not take place, since the database was made; of them since this start. */
	missed: z.number(),
	missedSinceStart: z.number(),
	/** Evaluations since this start, and those that failed. */
	evaluations: z.number(),
	failed: z.number(),
	/** How late the last evaluations were, in nanoseconds: the worst of the last minute. */
	lagNanos: z.number(),
	/** How long one takes, in nanoseconds: the mean of the last minute. */
	meanNanos: z.number(),
});

const countsSchema = z.object(
	Object.fromEntries(ALERT_STATES.map((name) => [name, z.number()])) as Record<(typeof ALERT_STATES)[number], z.ZodNumber>,
);

export const alertsSchema = listOf(alertSchema).extend({
	/** Of all rules, whatever was asked for: alerts by state. */
	counts: countsSchema,
	openIncidents: z.number(),
	clock: alertClockSchema,
});

/** A file of DATA/rules that could not be read, or a rule in it. */
export const ruleFileFaultSchema = z.object({ file: z.string(), line: z.number(), message: z.string() });

export const ruleSchema = z.object({
	id: z.string(),
	/** 0 for rules of files: those are changed in their file. */
	version: z.number(),
	updatedAt: nanos,
	/** Of a rule out of DATA/rules: `name.yaml:12`. */
	file: z.string().nullable(),
	rule: alertRuleSchema,
	/** The worst of its alerts; of a disabled rule `ok`. */
	state,
	since: nanos.nullable(),
	counts: countsSchema,
	/** Of its worst alert. */
	value: maybeNumber,
	lastChange: nanos.nullable(),
	evaluatedAt: nanos.nullable(),
	/** Why its last evaluation failed. */
	error: z.string().nullable(),
	silenced: z.boolean(),
});
export const rulesSchema = listOf(ruleSchema).extend({ faults: z.array(ruleFileFaultSchema) });
export const ruleAnswerSchema = z.object({
	data: ruleSchema.extend({ alerts: z.array(alertSchema) }),
});
export const writeRuleSchema = z.object({ rule: alertRuleSchema, version: z.number().int().min(0) });

/** Stretches of one alert of a backtest. */
const bandSchema = z.object({ state: z.enum(["pending", "firing", "recovering", "noData"]), from: nanos, to: nanos });
const outcomeSchema = z.object({
	threshold: z.number(),
	/** How often it would have fired, and for how long in all. */
	firings: z.number(),
	firingNanos: z.number(),
	shortestNanos: maybeNumber,
	/** Firings that began less than 10 minutes after the one before ended. */
	flaps: z.number(),
});
export const backtestSchema = z.object({
	from: nanos,
	to: nanos,
	outcome: outcomeSchema,
	/** The same at neighbouring thresholds, ascending. */
	neighbours: z.array(outcomeSchema),
	/** What there was to look at. */
	dataFrom: nanos.nullable(),
	dataNanos: z.number(),
	unit: z.string(),
	stepNanos: z.number(),
	/** At most 10 groups, those that fire the longest first, then those nearest to the threshold. */
	groups: z.array(
		z.object({
			labels: z.record(z.string(), z.string()),
			/** One a step: the value, worst of the step; null: none. */
			values: z.array(z.number().nullable()),
			bands: z.array(bandSchema),
			firings: z.number(),
		}),
	),
	groupCount: z.number(),
	warnings: z.array(z.string()),
	tookMs: z.number(),
});

/** Ready-made rules: `id` names the text that the page shows; `rule` is filled in from what the service did. */
export const templateSchema = z.object({
	id: z.string(),
	rule: alertRuleSchema,
	/** What the threshold comes from: the service's own numbers in the last days, or the usual one where there are none. */
	from: z.enum(["history", "preset"]),
	/** The measured number: p99, errors, throughput. */
	measured: maybeNumber,
});
export const templatesSchema = z.object({ data: z.array(templateSchema), from: nanos, to: nanos });

export const transitionSchema = z.object({
	id: z.number(),
	rule: z.string(),
	key: z.string(),
	labels: z.record(z.string(), z.string()),
	at: nanos,
	from: state,
	to: state,
	reason: z.enum(TRANSITION_REASONS),
	message: z.string().nullable(),
	value: maybeNumber,
	threshold: z.number(),
	incident: maybeNumber,
});

export type AlertRuleJson = z.infer<typeof alertRuleSchema>;
export type AlertJson = z.infer<typeof alertSchema>;
export type AlertsJson = z.infer<typeof alertsSchema>;
export type AlertClockJson = z.infer<typeof alertClockSchema>;
export type RuleJson = z.infer<typeof ruleSchema>;
export type RulesJson = z.infer<typeof rulesSchema>;
export type RuleDetailJson = z.infer<typeof ruleAnswerSchema>["data"];
export type BacktestJson = z.infer<typeof backtestSchema>;
export type TemplateJson = z.infer<typeof templateSchema>;
export type TransitionJson = z.infer<typeof transitionSchema>;
