/** What the answers from roll-ups are made of: services in detail, the call graph. */
import { z } from "zod";
import { EDGE_EVIDENCE, EDGE_TYPES, NODE_TYPES } from "../model/call-graph.ts";
import { nanos } from "./answer-schemas.ts";

/** Durations of counted spans. Quantiles by nearest rank, off by `errorBound` at most. */
export const durationsSchema = z.object({
	count: z.number(),
	/** Nanoseconds, null without spans. */
	average: z.number().nullable(),
	p50: z.number().nullable(),
	p75: z.number().nullable(),
	p90: z.number().nullable(),
	p95: z.number().nullable(),
	p99: z.number().nullable(),
});

/** Spans with their errors. */
export const numbersSchema = z.object({
	count: z.number(),
	errorCount: z.number(),
	/** 0..1, null without spans. */
	errorRatio: z.number().nullable(),
	ratePerSecond: z.number(),
	durations: durationsSchema,
});

/** The numbers of a range, of the one it is compared with, and the former less the latter; null when no comparison was asked for. */
const compared = { numbers: numbersSchema, before: numbersSchema.nullable(), difference: numbersSchema.nullable() };

export const nodeSchema = z.object({ type: z.enum(NODE_TYPES), namespace: z.string(), name: z.string(), system: z.string() });

const callsSchema = z.object({
	/** Calls on the wire, and how many of them repeat an earlier one. */
	attempts: z.number(),
	resends: z.number(),
	/** Attempts of a call, 1 when nothing is repeated; null without a call. */
	amplification: z.number().nullable(),
	errorCount: z.number(),
	errorRatio: z.number().nullable(),
	ratePerSecond: z.number(),
	/** As the caller, as the callee measured it; of messages, from the sender's end to the taker's start. */
	client: durationsSchema,
	server: durationsSchema,
	queue: durationsSchema,
	/** Average nanoseconds that the caller waits beyond what the callee measures: network, queues. Null unless both measured every call. */
	network: z.number().nullable(),
});

export const edgeSchema = z.object({
	caller: nodeSchema,
	callee: nodeSchema,
	type: z.enum(EDGE_TYPES),
	evidence: z.enum(EDGE_EVIDENCE),
	calls: callsSchema,
	before: callsSchema.nullable(),
	/** calls less before. */
	difference: callsSchema.nullable(),
});

const neighbourSchema = edgeSchema.extend({
	/** 0..1 of all calls that come in, or go out; null of messages that a topic of the list tells of as well. */
	share: z.number().nullable(),
});

/** What every answer says of its numbers. */
export const definition = {
	/** Whole minutes: the range asked for, widened. */
	range: z.object({ from: nanos, to: nanos }),
	/** What it is compared with; null when no comparison was asked for. */
	comparedWith: z.object({ from: nanos, to: nanos }).nullable(),
	/** By which share a quantile is off at most. */
	errorBound: z.number(),
	/** What is counted, in a sentence. */
	definition: z.string(),
	complete: z.boolean(),
	warnings: z.array(z.string()),
	tookMs: z.number(),
};

const errorClassSchema = z.object({ statusClass: z.string(), operation: z.string(), count: z.number() });

export const serviceDetailSchema = z.object({
	...definition,
	service: z.object({ name: z.string(), namespace: z.string(), color: z.number(), environments: z.array(z.string()) }),
	...compared,
	/** Failed requests by the class of their outcome, the most frequent first. */
	errors: z.array(errorClassSchema),
	/** The most frequent first. */
	callers: z.array(neighbourSchema),
	callees: z.array(neighbourSchema),
	deploys: z.array(z.object({ environment: z.string(), version: z.string(), at: nanos })),
});

export const operationsSchema = z.object({
	...definition,
	data: z.array(
		z.object({
			operation: z.string(),
			/** SpanKind after repair. */
			kind: z.number(),
			protocol: z.string(),
			...compared,
			/** Of the time of all operations of the service. */
			timeShare: z.number(),
			errors: z.array(z.object({ statusClass: z.string(), count: z.number() })),
			/** A span near p95 among the newest of the service; null when none of those is of the operation. */
			exemplar: z.object({ traceId: z.string(), spanId: z.string(), startTime: nanos, durationNanos: z.number() }).nullable(),
		}),
	),
});

export const instancesSchema = z.object({
	...definition,
	data: z.array(
		z.object({
			environment: z.string(),
			version: z.string(),
			instance: z.string(),
			/** Of any signal. late: nothing for twice its usual interval, at least 15 s; lost: for four times, at least 30 s. */
			liveness: z.enum(["live", "late", "lost"]),
			/** Lost, and not counted as that: another version runs in its place, it has no id, or was lost more than a day ago. */
			gone: z.boolean(),
			/** No span of it starts in the range. */
			silent: z.boolean(),
			firstSeen: nanos,
			lastSeen: nanos,
			usualIntervalMs: z.number().nullable(),
			...compared,
		}),
	),
});

export const versionsSchema = z.object({
	...definition,
	data: z.array(
		z.object({
			environment: z.string(),
			version: z.string(),
			/** Of arrivals, any signal. */
			firstSeen: nanos.nullable(),
			lastSeen: nanos.nullable(),
			/** Ever seen of it, and of those the ones that are not lost. */
			instances: z.object({ running: z.number(), seen: z.number() }),
			...compared,
			share: z.number(),
		}),
	),
});

const versionSideSchema = z.object({
	version: z.string(),
	firstSeen: nanos.nullable(),
	lastSeen: nanos.nullable(),
	/** Requests, as of the answer about versions. */
	numbers: numbersSchema,
});

export const versionComparisonSchema = z.object({
	...definition,
	a: versionSideSchema,
	b: versionSideSchema,
	/** What became worse first: by how much, times how often it is called. */
	operations: z.array(
		z.object({
			operation: z.string(),
			/** SpanKind after repair. */
			kind: z.number(),
			protocol: z.string(),
			/** All spans of the operation; null: the version has none in the range. */
			a: numbersSchema.nullable(),
			b: numbersSchema.nullable(),
		}),
	),
	/** Groups of failed spans, as of the answer about errors, that only `b` has; null when `a` served nothing in the range. */
	newErrors: z.array(z.object({ fingerprint: z.string(), type: z.string(), template: z.string(), count: z.number() })).nullable(),
	/**
	 * Whom the service calls since `b` was first seen and did not call for as long before, and the other way round. Calls name no version. Null
	 * when `b` did not appear after `a` and in the range.
	 */
	edges: z.object({ added: z.array(nodeSchema), gone: z.array(nodeSchema) }).nullable(),
});

export const heatSchema = z.object({
	...definition,
	stepMinutes: z.number(),
	/** Row r holds durations above 2^((r-1)/rowsPerOctave) ns, up to 2^(r/rowsPerOctave) ns. */
	rowsPerOctave: z.number(),
	/** SERVER and CONSUMER spans; spans: all spans of the operation, or of a service that has no requests. */
	counted: z.enum(["requests", "spans"]),
	/** Steps with spans, in order of time; rows ascend. */
	data: z.array(z.object({ at: nanos, rows: z.array(z.number()), counts: z.array(z.number()) })),
});

export const RED_GROUPS = ["operation", "kind", "status", "version", "environment", "error"] as const;

export const redSchema = z.object({
	...definition,
	stepMinutes: z.number(),
	/** Groups by size; what is beyond 20 of them is in one called `__other__`. */
	data: z.array(
		z.object({
			group: z.string(),
			/** Steps with spans, in order of time. */
			points: z.array(z.object({ at: nanos, numbers: numbersSchema })),
		}),
	),
});

export const graphSchema = z.object({
	...definition,
	nodes: z.array(z.object({ node: nodeSchema, color: z.number(), ...compared })),
	edges: z.array(edgeSchema),
});

export type DurationsJson = z.infer<typeof durationsSchema>;
export type NumbersJson = z.infer<typeof numbersSchema>;
export type EdgeJson = z.infer<typeof edgeSchema>;
export type CallsJson = z.infer<typeof callsSchema>;
export type NeighbourJson = z.infer<typeof neighbourSchema>;
export type GraphNodeJson = z.infer<typeof nodeSchema>;
export type ServiceDetailJson = z.infer<typeof serviceDetailSchema>;
export type OperationsJson = z.infer<typeof operationsSchema>;
export type InstancesJson = z.infer<typeof instancesSchema>;
export type VersionsJson = z.infer<typeof versionsSchema>;
export type VersionComparisonJson = z.infer<typeof versionComparisonSchema>;
export type HeatJson = z.infer<typeof heatSchema>;
export type RedJson = z.infer<typeof redSchema>;
export type GraphJson = z.infer<typeof graphSchema>;
export type RedGroupName = (typeof RED_GROUPS)[number];
