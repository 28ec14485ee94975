/** What the answer about groups of errors is made of. */
import { z } from "zod";
import { ERROR_GROUP_STATES } from "../model/error-group-state.ts";
import { nanos, scanned } from "./answer-schemas.ts";

/** The document that holds a decision (`ERROR_DOCUMENTS`); `at` in milliseconds. */
export const errorDecisionSchema = z.object({ state: z.enum(["resolved", "muted"]), at: z.number() });

const counted = z.array(z.object({ value: z.string(), count: z.number() }));

export const errorGroupSchema = z.object({
	/** Same for the same service, type, message template and place in the code; else outcome and operation. */
	fingerprint: z.string(),
	service: z.string(),
	namespace: z.string(),
	color: z.number(),
	/** Of the exception, else `error.type`, else the class of the outcome. */
	type: z.string(),
	/** First line of the message; what varies is `<*>`. */
	template: z.string(),
	/** Innermost frame of own code, "" when no stack tells. */
	frame: z.string(),
	state: z.enum(ERROR_GROUP_STATES),
	/** Version of the document that holds the decision, 0 without one. */
	decisionVersion: z.number(),
	/** Failed spans, and traces that they belong to. */
	count: z.number(),
	traces: z.number(),
	/** Failed spans in the range before; null when it is not known. */
	before: z.number().nullable(),
	/** By bucket of the answer. */
	counts: z.array(z.number()),
	/** In the range. */
	first: nanos,
	last: nanos,
	versions: counted,
	instances: counted,
	operations: counted,
	samples: z.array(z.object({ traceId: z.string(), spanId: z.string(), start: nanos, message: z.string() })),
	stack: z.string(),
	/** A version of the service that appeared shortly before a new error; concluded, not measured. */
	suspect: z.object({ version: z.string(), at: nanos }).nullable(),
});

/** New and regressed ones first, then by count. */
export const errorGroupsSchema = z.object({
	start: nanos,
	stepNanos: z.number(),
	data: z.array(errorGroupSchema),
	total: z.number(),
	complete: z.boolean(),
	scanned,
	warnings: z.array(z.string()),
	tookMs: z.number(),
});

export type ErrorGroupJson = z.infer<typeof errorGroupSchema>;
export type ErrorGroupsJson = z.infer<typeof errorGroupsSchema>;
