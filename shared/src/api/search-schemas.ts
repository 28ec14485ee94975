/** What the answers about many traces at once are made of: charts, facets, groups, structure, differences. */
import { z } from "zod";
import { nanos, scanned } from "./answer-schemas.ts";

const facts = { complete: z.boolean(), scanned, warnings: z.array(z.string()), tookMs: z.number() };

/**
 * The traces that a search finds, by time and duration. Buckets are aligned to the wall clock and cover the range; a trace lies where it
 * starts, one that started before the range in the first.
 */
export const traceChartSchema = z.object({
	...facts,
	/** Of the first bucket. */
	start: nanos,
	stepNanos: z.number(),
	/** Traces by bucket, and those of them with a span of status Error. */
	counts: z.array(z.number()),
	errorCounts: z.array(z.number()),
	/** Traces by duration, shortest first, without empty ends: at least `from`, less than `to` nanoseconds; six parts of a decade each. */
	durations: z.array(z.object({ from: z.number(), to: z.number(), count: z.number() })),
	total: z.number(),
	errorTotal: z.number(),
	/** Of more than 2,000 traces as many, chosen by their ids alone: the same ones at every refresh. */
	points: z.array(
		z.object({ traceId: z.string(), startTime: nanos, durationNanos: z.number(), spanCount: z.number(), errorCount: z.number() }),
	),
});

/** Values of keys in what a search finds. A count says how many traces the search would find with `key:value` in place of its own terms of the key. */
export const traceFacetsSchema = z.object({
	...facts,
	data: z.array(
		z.object({
			/** As it was asked for; `root.` and `any.` ask about the root and any span, without one it is the matching span. */
			key: z.string(),
			/** By count, then value; at most `limit`. */
			values: z.array(z.object({ value: z.string(), count: z.number() })),
			/** Values in all. */
			total: z.number(),
		}),
	),
});

/** Spans that a search finds, grouped by the values of keys. */
export const spanGroupsSchema = z.object({
	...facts,
	/** Buckets of `counts`. */
	start: nanos,
	stepNanos: z.number(),
	/** Groups by size; at most `limit`. */
	data: z.array(
		z.object({
			/** One for each key; null: the span has no such key. */
			values: z.array(z.string().nullable()),
			count: z.number(),
			errorCount: z.number(),
			ratePerSecond: z.number(),
			/** Nanoseconds, off by `errorBound` at most. */
			p50: z.number(),
			p95: z.number(),
			p99: z.number(),
			/** Spans by bucket. */
			counts: z.array(z.number()),
		}),
	),
	/** Groups in all, and their spans. */
	total: z.number(),
	spans: z.number(),
	errorBound: z.number(),
});

/** Up to 200 of the newest traces that a search finds laid over each other: calls at the same place of the tree are one node. */
export const traceStructureSchema = z.object({
	...facts,
	/** Traces that were laid over each other; of how many found, null when the search stopped before it knew. */
	traces: z.number(),
	of: z.number().nullable(),
	/** Every node after its parent. Beyond 2,000 nodes the rarest are left out and a warning says so. */
	nodes: z.array(
		z.object({
			/** Index of the parent, -1 of a root. */
			parent: z.number(),
			service: z.string(),
			color: z.number(),
			operation: z.string(),
			kind: z.number(),
			/** Traces that have it, and spans that stand there. */
			traces: z.number(),
			spans: z.number(),
			errorCount: z.number(),
			/** Of its spans: nanoseconds, and those not spent in children. */
			averageNanos: z.number(),
			averageSelfNanos: z.number(),
		}),
	),
});

/**
 * The newest 200 traces of a search, of which the half nearest to the median duration is laid over each other. Sums are over the averaged
 * traces: divide by `traces`.
 */
export const traceTypicalSchema = z.object({
	...facts,
	/** Traces that were averaged; that were looked at; that the search found, null when it stopped before it knew. */
	traces: z.number(),
	looked: z.number(),
	of: z.number().nullable(),
	/** Nanoseconds; of all that were looked at. */
	medianNanos: z.number(),
	/** Every node after its parent. Beyond 2,000 nodes the rarest are left out and a warning says so. */
	nodes: z.array(
		z.object({
			/** Index of the parent, -1 of a root. */
			parent: z.number(),
			service: z.string(),
			color: z.number(),
			operation: z.string(),
			kind: z.number(),
			/** Traces that have it, and spans that stand there. */
			traces: z.number(),
			spans: z.number(),
			errorCount: z.number(),
			/** Nanoseconds of its spans, those not spent in children, and those of critical paths that the spans themselves hold. */
			sumNanos: z.number(),
			sumSelfNanos: z.number(),
			sumHeldNanos: z.number(),
		}),
	),
});

/** In what the traces of a selection differ from the rest of what a search finds. */
export const explainSchema = z.object({
	...facts,
	/** Traces in all, and how many of them were read: of more than 400 as many, chosen by their ids alone. */
	selection: z.object({ count: z.number(), read: z.number() }),
	rest: z.object({ count: z.number(), read: z.number() }),
	/** none: nothing differs by more than chance; few: too few traces on one side to tell. */
	verdict: z.enum(["differs", "none", "few"]),
	/** Where they differ most, first. */
	differences: z.array(
		z.object({
			/** With its scope: `span.` or `resource.`, or a field of the language. */
			key: z.string(),
			value: z.string(),
			/** Whose spans have it most often in the selection. */
			service: z.string(),
			color: z.number(),
			/** 0..1 of the traces that were read have a span with the value. */
			selection: z.number(),
			rest: z.number(),
			/** Traces of the selection with it. */
			count: z.number(),
			/** What to add to the query to keep the traces with it. */
			filter: z.string(),
		}),
	),
	/** Keys that say nothing: one value everywhere; a value of its own in nearly every trace. */
	constants: z.array(z.string()),
	unique: z.array(z.string()),
});

export type TraceChartJson = z.infer<typeof traceChartSchema>;
export type TraceFacetsJson = z.infer<typeof traceFacetsSchema>;
export type SpanGroupsJson = z.infer<typeof spanGroupsSchema>;
export type TraceStructureJson = z.infer<typeof traceStructureSchema>;
export type TraceTypicalJson = z.infer<typeof traceTypicalSchema>;
export type ExplainJson = z.infer<typeof explainSchema>;
