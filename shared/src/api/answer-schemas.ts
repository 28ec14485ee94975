/** What shapes of answers are made of: times, counts by signal, lists, errors. */
import { z } from "zod";

z.config({ jitless: true });

export const nanos = z.string().regex(/^\d+$/).meta({ description: "nanoseconds since the Unix epoch, decimal" });

export const errorSchema = z.object({
	error: z.object({
		kind: z.enum(["invalid_input", "not_found", "conflict", "unsupported", "overloaded", "unavailable", "internal"]),
		message: z.string(),
		field: z.string().optional(),
		advice: z.string().optional(),
		retryAfterMs: z.number().optional(),
		/** Of a query that cannot be read: where (UTF-16 offset and length), what was expected there, and the whole text repaired. */
		fault: z.object({ position: z.number(), length: z.number(), expected: z.string(), repaired: z.string() }).optional(),
		requestId: z.string(),
	}),
});

export const scanned = z.object({ from: nanos, to: nanos, blocks: z.number(), rows: z.number() });

/**
 * `{data, cursor, total, complete, scanned, warnings, tookMs}` around the rows of a list. `total` is exact, or null when the search stopped
 * before it knew: then there are more than the page shows.
 */
export function listOf<T extends z.ZodType>(row: T) {
	return z.object({
		data: z.array(row),
		cursor: z.string().nullable(),
		/** Of the whole list; null when the search ended before it knew. */
		total: z.number().nullable(),
		/** False: a part of the range was not looked at; `warnings` say why and `scanned` what was. */
		complete: z.boolean(),
		scanned,
		warnings: z.array(z.string()),
		tookMs: z.number(),
	});
}

/** Items. */
export const bySignal = z.object({ traces: z.number(), metrics: z.number(), logs: z.number() });

export type Scanned = z.infer<typeof scanned>;
export type ErrorJson = z.infer<typeof errorSchema>;
export interface ListJson<T> {
	readonly data: readonly T[];
	readonly cursor: string | null;
	/** Null: not known, more than the page shows. */
	readonly total: number | null;
	readonly complete: boolean;
	readonly scanned: Scanned;
	readonly warnings: readonly string[];
	readonly tookMs: number;
}
