/**
 * What a walk over a request reports: types only.
 *
 * A walk reads one OTLP protobuf request body front to back and calls its sink; it makes no object and no string per item.
 * Text, ids and composite values are given as byte ranges [start, end) of the request body, which the sink holds from `begin`.
 * Limits are already applied: ranges are cut at a UTF-8 boundary, repeated keys are resolved (the last wins), surplus attributes,
 * events and links are dropped and added to the dropped counts, and `marks` tells so.
 * Invalid UTF-8 is *not* repaired by the walk: sinks repair text when they first store it (U+FFFD) and count it.
 */

/** Type of a value; the numbers are stored, never renumber. */
export const ValueType = { empty: 0, string: 1, bool: 2, int: 3, double: 4, bytes: 5, array: 6, kvlist: 7 } as const;

export interface AttributeSink {
	/**
	 * One attribute of the object opened last (resource, scope, item, event, link, exemplar, metric metadata).
	 * a, b by type: string, bytes: range of the content · array, kvlist: range of the encoded ArrayValue / KeyValueList message, its
	 * depth already cut · int: high and low uint32 of the two's complement · double: high and low uint32 of its IEEE 754 bits ·
	 * bool: a is 0 or 1 · empty: 0, 0.
	 */
	attribute(keyStart: number, keyEnd: number, type: number, a: number, b: number): void;
}

export interface RequestSink extends AttributeSink {
	/**
	 * A resource or scope. Ranges of its encoded message and of the enclosing schema URL are its identity within a generation.
	 * Answers true when the sink does not know it yet: then its attributes follow, then `endResource` / `endScope`.
	 */
	beginResource(start: number, end: number, schemaUrlStart: number, schemaUrlEnd: number): boolean;
	/** Entity references follow the attributes; keys are ranges in `keyRanges` as [start, end] pairs. */
	entityRef(fields: EntityRefFields): void;
	endResource(droppedAttributesCount: number): void;
	beginScope(start: number, end: number, schemaUrlStart: number, schemaUrlEnd: number): boolean;
	endScope(fields: ScopeFields): void;
}

export interface EntityRefFields {
	schemaUrlStart: number;
	schemaUrlEnd: number;
	typeStart: number;
	typeEnd: number;
	/** [start, end] pairs, `idKeyCount` of them, then `descriptionKeyCount` more. */
	keyRanges: Uint32Array;
	idKeyCount: number;
	descriptionKeyCount: number;
}

export interface ScopeFields {
	nameStart: number;
	nameEnd: number;
	versionStart: number;
	versionEnd: number;
	droppedAttributesCount: number;
}

/** The fixed fields of one span; one mutable instance is reused for all. Id offsets are -1 when absent. Times as uint32 halves. */
export interface SpanFields {
	traceIdStart: number;
	spanIdStart: number;
	parentSpanIdStart: number;
	traceStateStart: number;
	traceStateEnd: number;
	nameStart: number;
	nameEnd: number;
	statusMessageStart: number;
	statusMessageEnd: number;
	startHigh: number;
	startLow: number;
	endHigh: number;
	endLow: number;
	flags: number;
	kind: number;
	statusCode: number;
	droppedAttributesCount: number;
	droppedEventsCount: number;
	droppedLinksCount: number;
	marks: number;
}

export interface EventFields {
	timeHigh: number;
	timeLow: number;
	nameStart: number;
	nameEnd: number;
	droppedAttributesCount: number;
}

/** A link's ids are ranges of any length. */
export interface LinkFields {
	traceIdStart: number;
	traceIdEnd: number;
	spanIdStart: number;
	spanIdEnd: number;
	traceStateStart: number;
	traceStateEnd: number;
	flags: number;
	droppedAttributesCount: number;
}

/**
 * Order per span: openSpan, beginSpan, its attributes, then per event: beginEvent + attributes, then per link: beginLink + attributes, endSpan.
 * The attributes come before beginSpan, by takeAttribute, when the sink takes them as they are read.
 */
export interface TraceSink extends RequestSink {
	/** True when the sink takes the attributes as they are read. */
	openSpan(): boolean;
	/**
	 * One attribute as it is read, whether its key stood before or not. False when the sink cannot take it, which it may say of any and
	 * must when the key stood before: all that it took since openSpan is forgotten, and the attributes follow beginSpan, resolved.
	 */
	takeAttribute(keyStart: number, keyEnd: number, type: number, a: number, b: number): boolean;
	beginSpan(fields: SpanFields): void;
	beginEvent(fields: EventFields): void;
	beginLink(fields: LinkFields): void;
	endSpan(): void;
}

/** Id offsets are -1 when absent, zero or of a wrong length. Body as (type, a, b) of AttributeSink; bodyType -1 when there is none. */
export interface LogFields {
	timeHigh: number;
	timeLow: number;
	observedHigh: number;
	observedLow: number;
	severityNumber: number;
	severityTextStart: number;
	severityTextEnd: number;
	bodyType: number;
	bodyA: number;
	bodyB: number;
	traceIdStart: number;
	spanIdStart: number;
	eventNameStart: number;
	eventNameEnd: number;
	flags: number;
	droppedAttributesCount: number;
	marks: number;
}

/**
 * Order per record: beginLog, its attributes, endLog. When the record has attributes and the sink takes them as they are read: openLog,
 * the attributes by takeAttribute, beginLog, endLog.
 */
export interface LogSink extends RequestSink {
	/** The record's first attribute comes; of its fields the body alone is known. True when the sink takes attributes as they are read. */
	openLog(fields: LogFields): boolean;
	/** Forget what was taken since openLog: all of it follows again. */
	forgetLog(): void;
	/** As `TraceSink.takeAttribute`; a false answer forgets as `forgetLog` does. */
	takeAttribute(keyStart: number, keyEnd: number, type: number, a: number, b: number): boolean;
	beginLog(fields: LogFields): void;
	endLog(): void;
}

/** MetricType as stored: 1 gauge, 2 sum, 3 histogram, 4 exponential histogram, 5 summary. */
export const MetricKind = { gauge: 1, sum: 2, histogram: 3, exponentialHistogram: 4, summary: 5 } as const;

export interface MetricFields {
	nameStart: number;
	nameEnd: number;
	descriptionStart: number;
	descriptionEnd: number;
	unitStart: number;
	unitEnd: number;
	kind: number;
	temporality: number;
	/** 0 or 1. */
	monotonic: number;
}

/** PointKind as stored: 0 none, 1 int, 2 double, 3 histogram, 4 exponential histogram, 5 summary. */
export const PointKind = { none: 0, int: 1, double: 2, histogram: 3, exponentialHistogram: 4, summary: 5 } as const;
/** Bits of `PointFields.present`. */
export const PointPresent = { sum: 1, min: 2, max: 4, positive: 8, negative: 16 } as const;

/**
 * One data point. 64-bit numbers as uint32 halves; doubles as IEEE 754 halves inside `words` (little helper arrays owned by the walk,
 * valid until the call returns). Layout of `words[0 .. wordCount)` by kind, every number as a (high, low) pair:
 *   int, double            value
 *   histogram              count, sum, min, max, then `bucketCount` counts, then `boundCount` bounds
 *   exponential histogram  count, sum, min, max, zeroCount, zeroThreshold, then `bucketCount` positive, then `boundCount` negative counts
 *   summary                count, sum, then `bucketCount` x (quantile, value)
 */
export interface PointFields {
	timeHigh: number;
	timeLow: number;
	startHigh: number;
	startLow: number;
	flags: number;
	kind: number;
	present: number;
	scale: number;
	positiveOffset: number;
	negativeOffset: number;
	bucketCount: number;
	boundCount: number;
	words: Uint32Array;
	wordCount: number;
	marks: number;
}

export interface ExemplarFields {
	timeHigh: number;
	timeLow: number;
	/** PointKind none, int or double. */
	kind: number;
	valueHigh: number;
	valueLow: number;
	/** -1 when absent, zero or of a wrong length. */
	traceIdStart: number;
	spanIdStart: number;
}

/**
 * Order per metric: beginMetric, its metadata as attributes, endMetric; then per point: beginPoint, the point's attributes,
 * then per exemplar: beginExemplar + filtered attributes, endPoint.
 */
export interface MetricSink extends RequestSink {
	beginMetric(fields: MetricFields): void;
	endMetric(): void;
	/**
	 * A point's attributes begin at `start`, behind the tag of the first. The end of those of the series that is expected next, if the
	 * bytes are theirs and end before `end`; -1 otherwise. Then `useMatchedSeries` may be called instead of `attribute`, after `beginPoint`.
	 */
	matchSeries(start: number, end: number): number;
	useMatchedSeries(): void;
	/** After `endPoint`: the bytes [start, end) were all attributes of the point, and none was cut or doubled. */
	learnSeries(start: number, end: number): void;
	beginPoint(fields: PointFields): void;
	beginExemplar(fields: ExemplarFields): void;
	endPoint(): void;
}

/** What the first, cheap walk over a request found. */
export interface Validation {
	/**
	 * What the second walk reads: the given body itself, or (rarely) a copy in which values nested beyond the kept depth are hidden.
	 * Walking the given body instead reports the same, and hides them there.
	 */
	readonly body: Uint8Array;
	/** Items in the request: spans, log records or data points. */
	readonly items: number;
	/** Ordinals (0-based, in wire order) of the rejected items, ascending. */
	readonly rejected: Uint32Array;
	/** Rejected items by reason; the reason is a closed word, e.g. `invalid_trace_id`. */
	readonly reasons: ReadonlyMap<string, number>;
	/** English, says why and what to do; "" when nothing was rejected and nothing is to be warned of. */
	readonly message: string;
	/** In no scope anything follows an item but items: `ItemRange.itemsLast`. */
	readonly itemsLast: boolean;
	/** True when a log record or data point has no time at all: such a request is never recognised as a resend. */
	readonly timeless: boolean;
}
