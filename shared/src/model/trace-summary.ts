import type { DurationNanos, UnixNanos } from "../units/time.ts";
import type { SpanId, TraceId } from "./ids.ts";

export interface TraceServiceCount {
	readonly name: string;
	readonly spanCount: number;
	readonly errorCount: number;
}

/**
 * One trace in a list. `root` is the earliest span without a parent; undefined when none was received, and then `name` and
 * `service` are those of the earliest span. Duration: latest end - earliest start. Services in order of their first span's start.
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
	readonly name: string;
	readonly rootSpanId: SpanId | undefined;
	/** OTLP status code of the root (0 when there is none). */
	readonly rootStatus: number;
	readonly services: readonly TraceServiceCount[];
	/** The earliest span with an error: its service and status message (or span name when the message is empty). */
	readonly firstError: { readonly service: string; readonly message: string } | undefined;
}
