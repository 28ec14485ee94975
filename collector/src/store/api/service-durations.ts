import type { DurationBucket } from "@spanglass/shared/analysis/duration-histogram";
import type { TimeRange } from "@spanglass/shared/query/time-range";

/**
 * The spans of a service with this name (as sent) and kind that start in the range. A service is meant by its name, in every namespace.
 * A span marked `duplicate` is left out, as in `ServiceStats`.
 */
export interface DurationQuery {
	readonly service: string;
	readonly name: string;
	/** OTLP SpanKind. */
	readonly kind: number;
	readonly range: TimeRange;
	/** Only resources of that `deployment.environment.name`. */
	readonly environment: string | undefined;
	/** Nanoseconds; `below` counts what took less. */
	readonly at: number | undefined;
}

/** Durations in nanoseconds; an end before its start counts as 0. All counts and quantiles (nearest rank) are exact. */
export interface DurationStats {
	readonly count: number;
	/** Of them with status error. */
	readonly errorCount: number;
	readonly below: number | undefined;
	readonly p50: number | undefined;
	readonly p95: number | undefined;
	readonly p99: number | undefined;
	readonly histogram: readonly DurationBucket[];
}
