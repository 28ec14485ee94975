/** Everything a memory store holds: plain objects in order of arrival, each with the sequence of its request. */
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { MetricPoint } from "@spanglass/shared/model/metric";
import type { Span } from "@spanglass/shared/model/span";

interface Stored {
	readonly sequence: number;
	/** Position in its request, 0-based, rejected items counted. */
	readonly ordinal: number;
}

export interface StoredSpan extends Stored {
	readonly span: Span;
}
export interface StoredLog extends Stored {
	readonly record: LogRecord;
}
export interface StoredPoint extends Stored {
	readonly point: MetricPoint;
}

/** Equal for spans with the same trace and span id. */
export function spanKey({ traceId, spanId }: Span): string {
	return `${traceId}${spanId}`;
}

export interface MemoryItems {
	readonly spans: StoredSpan[];
	/** `spanKey` of each. */
	readonly spanKeys: Set<string>;
	readonly logs: StoredLog[];
	readonly points: StoredPoint[];
	/** When each request arrived, Unix ms. */
	readonly arrivals: Map<number, number>;
}
