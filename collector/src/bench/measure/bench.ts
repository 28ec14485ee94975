/** What the measurements share. */
import type { Generator } from "../load/generator.ts";
import type { Sent } from "../load/messages.ts";
import type { Options } from "../options.ts";
import type { Report } from "../report.ts";

export interface Bench {
	readonly options: Options;
	readonly report: Report;
	/** Start of every data set, milliseconds since the epoch. */
	readonly baseMs: number;
	/** One of these figures is asked for. */
	wants(...ids: readonly string[]): boolean;
}

/** The load of E1 to E4: 4 connections with 4 requests each without an answer. */
export const CLOSED_LOOP = { connections: 4, inFlight: 16, rate: 0, durationMs: 0 } as const;

/** A load generator with its bodies ready. */
export interface Stock {
	readonly name: string;
	readonly generator: Generator;
	readonly items: number;
	/** Traces, records or intervals. */
	readonly count: number;
}

/** Complain of what was not acknowledged although it was sent again after each refusal. */
export function expectAllAcked({ report }: Bench, what: string, stock: { readonly items: number }, sent: Sent): void {
	const missing = stock.items - sent.ackedItems;
	if (missing > 0) report.fault(`${what}: ${missing} of ${stock.items} items were not acknowledged: ${sent.firstFailure}`);
	if (sent.refusedRequests > 0) report.remark(`${what}: ${sent.refusedRequests} refusals on the way: ${sent.firstFailure}`);
}

/** NaN of nothing. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
