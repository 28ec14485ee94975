import type { DurationNanos, UnixNanos } from "../units/time.ts";
import type { SpanId, TraceId } from "./ids.ts";

/** Failed spans of a trace whose messages are read for its summary. */
export const ERRORS_LOOKED_AT = 32;

export interface TraceServiceCount {
	readonly name: string;
	readonly spanCount: number;
	readonly errorCount: number;
}

/**
 * One trace in a list. `root` is the earliest span without a parent; undefined when none was received, and then `name`, `operation`
 * and `service` are those of the earliest span. Duration: latest end - earliest start. Services in order of their first span's start.
 */
export interface TraceSummary {
	readonly traceId: TraceId;
	readonly startTime: UnixNanos;
	readonly duration: DurationNanos;
	readonly spanCount: number;
	readonly errorCount: number;
	/** Spans whose parent id is set but not stored. */
	readonly orphanCount: number;
	readonly service: string;
	/** As it was sent. */
	readonly name: string;
	/** What it is called on the page (`spanDisplayName`). */
	readonly operation: string;
	readonly rootSpanId: SpanId | undefined;
	/** OTLP status code of the root (0 when there is none). */
	readonly rootStatus: number;
	readonly services: readonly TraceServiceCount[];
	/**
	 * The earliest failed span that says why, among the first ERRORS_LOOKED_AT: its service and status message. When none of them has a
	 * message: the earliest failed span's service and operation.
	 */
	readonly firstError: { readonly service: string; readonly message: string } | undefined;
}
