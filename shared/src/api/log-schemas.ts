/** What the answer about templates of log messages is made of. */
import { z } from "zod";
import { COUNTED_LEVELS } from "../query/log-level.ts";
import { nanos } from "./answer-schemas.ts";

export const logTemplateSchema = z.object({
	/** The same for ever, of one service. `__other__`: messages of a service that has too many templates. */
	id: z.string(),
	/** The first line of the messages, `<*>` where they differ. */
	template: z.string(),
	service: z.string(),
	namespace: z.string(),
	color: z.number(),
	/** `unspecified`: neither number nor text tells. */
	severity: z.enum(COUNTED_LEVELS),
	count: z.number(),
	/** 0..1 of `records`. */
	share: z.number(),
	/** By bucket. */
	counts: z.array(z.number()),
	/** The minute of its earliest record, of any severity, of all that were ever received; null of `__other__`. */
	firstSeen: nanos.nullable(),
});

export const logTemplatesSchema = z.object({
	/** Whole minutes: the range asked for, widened; cut to the data when it was everything. */
	range: z.object({ from: nanos, to: nanos }),
	/** What is counted, in a sentence. */
	definition: z.string(),
	/** Of the first bucket. Buckets begin at multiples of their width since the epoch and cover the range. */
	start: nanos,
	stepMinutes: z.number(),
	bucketCount: z.number(),
	/** Templates by severity, the most frequent first. */
	data: z.array(logTemplateSchema),
	/** Rows in all, and records in all. */
	total: z.number(),
	records: z.number(),
	complete: z.boolean(),
	warnings: z.array(z.string()),
	tookMs: z.number(),
});

export type LogTemplatesJson = z.infer<typeof logTemplatesSchema>;
