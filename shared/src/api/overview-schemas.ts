/** What the answer of the first page is made of. */
import { z } from "zod";
import { CAUSE_KINDS, CHANGE_KINDS, HEALTH_STATES, INSIGHT_KINDS, INSIGHT_SEVERITIES } from "../model/insight.ts";
import { nanos } from "./answer-schemas.ts";
import { definition, nodeSchema, numbersSchema } from "./rollup-schemas.ts";

const serviceRef = { service: z.string(), namespace: z.string(), color: z.number() };

/** Why something may be so; concluded, not measured. */
const causeSchema = z.object({ kind: z.enum(CAUSE_KINDS), service: z.string(), version: z.string().nullable() });

const insightSchema = z.object({
	kind: z.enum(INSIGHT_KINDS),
	severity: z.enum(INSIGHT_SEVERITIES),
	/** Whose trouble it is: the caller where it is about calls. */
	...serviceRef,
	callee: nodeSchema.nullable(),
	version: z.string().nullable(),
	previousVersion: z.string().nullable(),
	instance: z.string().nullable(),
	/**
	 * What the kind speaks of, in the range and before: attempts of a call (retries), a share 0..1 (failFast, errors, rateLimited), p99 in
	 * nanoseconds (latency, queue, version when it is slower) or a share (version when it only fails more; `isShare` tells).
	 */
	now: z.number().nullable(),
	before: z.number().nullable(),
	isShare: z.boolean(),
	/** Start of the first step from which on it was so; null when it was so from the beginning, or cannot be told. */
	since: nanos.nullable(),
	/** Requests or calls per second that it concerns. */
	affectedPerSecond: z.number(),
	/** The same measure by step of the answer; null where there is none. */
	values: z.array(z.number().nullable()),
	cause: causeSchema.nullable(),
});

const changeSchema = z.object({
	kind: z.enum(CHANGE_KINDS),
	/** deploy: of arrival; others: null, they differ between the range and the one before. */
	at: nanos.nullable(),
	...serviceRef,
	version: z.string().nullable(),
	previousVersion: z.string().nullable(),
	callee: nodeSchema.nullable(),
	statusClass: z.string().nullable(),
	/** deploy: p99 of the version's requests and of those of the version before, nanoseconds; null without enough requests. */
	p99: z.number().nullable(),
	previousP99: z.number().nullable(),
});

const regressionSchema = z.object({
	...serviceRef,
	operation: z.string(),
	kind: z.number(),
	metric: z.enum(["p99", "errorRatio"]),
	was: z.number(),
	now: z.number(),
	count: z.number(),
	since: nanos.nullable(),
	values: z.array(z.number().nullable()),
	cause: causeSchema.nullable(),
});

/** Steps are whole minutes: `stepMinutes` each, from `start` on, which is a multiple of them at or before the start of the range. */
export const overviewSchema = z.object({
	...definition,
	start: nanos,
	stepMinutes: z.number(),
	/** Worst first, then by rate. */
	services: z.array(
		z.object({
			name: z.string(),
			namespace: z.string(),
			color: z.number(),
			state: z.enum(HEALTH_STATES),
			numbers: numbersSchema,
			before: numbersSchema.nullable(),
		}),
	),
	/** lost: without those that another version replaced, or that have been lost for more than a day. */
	instances: z.object({ live: z.number(), late: z.number(), lost: z.number() }),
	/** Services with lost instances, most of them first. */
	lostOf: z.array(z.object({ name: z.string(), namespace: z.string(), count: z.number() })),
	/** What concerns most requests most, first. */
	insights: z.array(insightSchema),
	/** Newest first; those without a time last. */
	changes: z.array(changeSchema),
	/** Requests from outside: SERVER spans without a parent. */
	entry: z.object({
		numbers: numbersSchema,
		before: numbersSchema.nullable(),
		points: z.array(z.object({ at: nanos, numbers: numbersSchema })),
	}),
	/** Operations that became slower, or fail more, beyond noise: what costs most, first. */
	regressions: z.array(regressionSchema),
});

export type OverviewJson = z.infer<typeof overviewSchema>;
export type InsightJson = z.infer<typeof insightSchema>;
export type ChangeJson = z.infer<typeof changeSchema>;
export type RegressionJson = z.infer<typeof regressionSchema>;
export type CauseJson = z.infer<typeof causeSchema>;
