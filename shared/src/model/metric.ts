import type { UnixNanos } from "../units/time.ts";
import type { Attributes } from "./attributes.ts";
import type { Resource, Scope } from "./resource.ts";

export type MetricType = "gauge" | "sum" | "histogram" | "exponential_histogram" | "summary";
/** OTLP AggregationTemporality; gauges and summaries have none (0). */
export const AggregationTemporality = { unspecified: 0, delta: 1, cumulative: 2 } as const;
/** DataPointFlags: the point says that its series has no value now. */
export const NO_RECORDED_VALUE = 1;

/** A metric stream's description as sent with its points. */
export interface Metric {
	readonly name: string;
	readonly description: string;
	readonly unit: string;
	readonly type: MetricType;
	readonly temporality: number;
	readonly monotonic: boolean;
	readonly metadata: Attributes;
}

/** One time series: a metric of one resource and scope with one set of attributes. */
export interface Series {
	readonly metric: Metric;
	readonly attributes: Attributes;
	readonly resource: Resource;
	readonly scope: Scope;
}

export interface Exemplar {
	readonly time: UnixNanos;
	readonly value:
		| { readonly type: "int"; readonly value: bigint }
		| { readonly type: "double"; readonly value: number }
		| { readonly type: "none" };
	readonly traceId: string;
	readonly spanId: string;
	readonly filteredAttributes: Attributes;
}

export interface ExponentialBuckets {
	readonly offset: number;
	readonly bucketCounts: readonly bigint[];
}

/** `none` only with the flag NO_RECORDED_VALUE. Optional numbers are absent on the wire when undefined. */
export type PointValue =
	| { readonly type: "none" }
	| { readonly type: "int"; readonly value: bigint }
	| { readonly type: "double"; readonly value: number }
	| {
			readonly type: "histogram";
			readonly count: bigint;
			readonly sum: number | undefined;
			readonly min: number | undefined;
			readonly max: number | undefined;
			readonly bucketCounts: readonly bigint[];
			readonly explicitBounds: readonly number[];
	  }
	| {
			readonly type: "exponential_histogram";
			readonly count: bigint;
			readonly sum: number | undefined;
			readonly min: number | undefined;
			readonly max: number | undefined;
			readonly scale: number;
			readonly zeroCount: bigint;
			readonly zeroThreshold: number;
			readonly positive: ExponentialBuckets | undefined;
			readonly negative: ExponentialBuckets | undefined;
	  }
	| {
			readonly type: "summary";
			readonly count: bigint;
			readonly sum: number;
			readonly quantiles: readonly { readonly quantile: number; readonly value: number }[];
	  };

export interface MetricPoint {
	readonly startTime: UnixNanos;
	readonly time: UnixNanos;
	readonly flags: number;
	readonly value: PointValue;
	readonly exemplars: readonly Exemplar[];
	readonly series: Series;
	/** ItemMark bits. */
	readonly marks: number;
}
