/** Single spans as results of a search. */
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import type { Filter } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { DurationNanos, UnixNanos } from "@spanglass/shared/units/time";
import type { Coverage } from "./telemetry-store.ts";

export type SpanSort = "newest" | "longest";

/**
 * Spans that start in `range` and satisfy `filter`; what it asks about other spans of the trace may be outside of the range.
 * Sorts: newest = latest start first; longest = longest first; ties by trace id, span id, start, then arrival. Spans stored
 * twice come twice.
 */
export interface SpanQuery {
	readonly range: TimeRange;
	readonly filter: Filter;
	readonly sort: SpanSort;
	/** 1 .. 1000. */
	readonly limit: number;
	/** As of `TraceQuery`. */
	readonly cursor: string | undefined;
}

export interface SpanSummary {
	readonly traceId: TraceId;
	readonly spanId: SpanId;
	readonly parentSpanId: SpanId | undefined;
	readonly service: string;
	readonly name: string;
	/** After the display rules. */
	readonly operation: string;
	readonly kind: number;
	/** Status code. */
	readonly status: number;
	readonly statusMessage: string;
	readonly startTime: UnixNanos;
	readonly duration: DurationNanos;
	/** Bits of ItemMark. */
	readonly marks: number;
}

export interface SpanPage extends Coverage {
	readonly spans: readonly SpanSummary[];
	readonly cursor: string | undefined;
	/** Matching spans in all; undefined when the search ended before it knew. */
	readonly total: number | undefined;
	/** Journal sequence that this answer includes. */
	readonly asOf: number;
}
