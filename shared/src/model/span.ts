import { type UnixNanos, unixNanos } from "../units/time.ts";
import type { Attributes } from "./attributes.ts";
import type { SpanId, TraceId } from "./ids.ts";
import { NO_RESOURCE, NO_SCOPE, type Resource, type Scope } from "./resource.ts";

/** OTLP SpanKind; an unknown number is kept as it was sent. */
export const SpanKind = { unspecified: 0, internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
/** OTLP Status.StatusCode; an unknown number is kept as it was sent. */
export const StatusCode = { unset: 0, ok: 1, error: 2 } as const;

/**
 * What the collector noticed about an item (bit set). The item itself is stored as it was sent.
 * truncated: a limit of `limits.ts` cut text, a value, attributes, events or links · parentDropped: the parent id had a wrong
 * length · endBeforeStart · duplicate: this span id of this trace was already stored from a different request · zeroTime: a start or
 * end of 0 · unknownEnum: kind or status out of range. Bit 8 is not assigned.
 */
export const ItemMark = {
	truncated: 1,
	parentDropped: 2,
	endBeforeStart: 4,
	duplicate: 16,
	zeroTime: 32,
	unknownEnum: 64,
} as const;

export interface SpanEvent {
	readonly time: UnixNanos;
	readonly name: string;
	readonly attributes: Attributes;
	readonly droppedAttributesCount: number;
}

/** Ids are hex text of whatever length was sent (a link's ids are not validated). */
export interface SpanLink {
	readonly traceId: string;
	readonly spanId: string;
	readonly traceState: string;
	readonly attributes: Attributes;
	readonly droppedAttributesCount: number;
	readonly flags: number;
}

export interface SpanStatus {
	readonly code: number;
	readonly message: string;
}

/** One OTLP span with its resource and scope. `parentSpanId` is undefined for a root (empty or all-zero on the wire). */
export interface Span {
	readonly traceId: TraceId;
	readonly spanId: SpanId;
	readonly parentSpanId: SpanId | undefined;
	readonly traceState: string;
	readonly flags: number;
	readonly name: string;
	readonly kind: number;
	readonly startTime: UnixNanos;
	readonly endTime: UnixNanos;
	readonly attributes: Attributes;
	readonly droppedAttributesCount: number;
	readonly events: readonly SpanEvent[];
	readonly droppedEventsCount: number;
	readonly links: readonly SpanLink[];
	readonly droppedLinksCount: number;
	readonly status: SpanStatus;
	readonly resource: Resource;
	readonly scope: Scope;
	/** ItemMark bits. 0 for a span that was only decoded, not stored. */
	readonly marks: number;
}

/** What a message without any field means. */
export const EMPTY_SPAN: Span = {
	traceId: "" as TraceId,
	spanId: "" as SpanId,
	parentSpanId: undefined,
	traceState: "",
	flags: 0,
	name: "",
	kind: SpanKind.unspecified,
	startTime: unixNanos(0n),
	endTime: unixNanos(0n),
	attributes: [],
	droppedAttributesCount: 0,
	events: [],
	droppedEventsCount: 0,
	links: [],
	droppedLinksCount: 0,
	status: { code: StatusCode.unset, message: "" },
	resource: NO_RESOURCE,
	scope: NO_SCOPE,
	marks: 0,
};
