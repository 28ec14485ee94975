/**
 * Field numbers of the OTLP messages (opentelemetry-proto 1.11), one constant per message.
 *
 * The walks dispatch on whole tags; `lengthTag` and its sisters make them from these numbers.
 */

export const WireType = { varint: 0, fixed64: 1, length: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

export const varintTag = (field: number): number => (field << 3) | WireType.varint;
export const fixed64Tag = (field: number): number => (field << 3) | WireType.fixed64;
export const lengthTag = (field: number): number => (field << 3) | WireType.length;
export const fixed32Tag = (field: number): number => (field << 3) | WireType.fixed32;

/** Export<Signal>ServiceRequest of all three signals. */
export const ExportRequestField = { resourceItems: 1 } as const;
/** ResourceSpans, ResourceLogs, ResourceMetrics. */
export const ResourceItemsField = { resource: 1, scopeItems: 2, schemaUrl: 3 } as const;
/** ScopeSpans, ScopeLogs, ScopeMetrics; `items` are spans, log_records, metrics. */
export const ScopeItemsField = { scope: 1, items: 2, schemaUrl: 3 } as const;

export const ResourceField = { attributes: 1, droppedAttributesCount: 2, entityRefs: 3 } as const;
export const EntityRefField = { schemaUrl: 1, type: 2, idKeys: 3, descriptionKeys: 4 } as const;
export const InstrumentationScopeField = { name: 1, version: 2, attributes: 3, droppedAttributesCount: 4 } as const;

export const KeyValueField = { key: 1, value: 2, keyStrindex: 3 } as const;
export const AnyValueField = {
	stringValue: 1,
	boolValue: 2,
	intValue: 3,
	doubleValue: 4,
	arrayValue: 5,
	kvlistValue: 6,
	bytesValue: 7,
	stringValueStrindex: 8,
} as const;
export const ArrayValueField = { values: 1 } as const;
export const KeyValueListField = { values: 1 } as const;

export const SpanField = {
	traceId: 1,
	spanId: 2,
	traceState: 3,
	parentSpanId: 4,
	name: 5,
	kind: 6,
	startTimeUnixNano: 7,
	endTimeUnixNano: 8,
	attributes: 9,
	droppedAttributesCount: 10,
	events: 11,
	droppedEventsCount: 12,
	links: 13,
	droppedLinksCount: 14,
	status: 15,
	flags: 16,
} as const;
export const SpanEventField = { timeUnixNano: 1, name: 2, attributes: 3, droppedAttributesCount: 4 } as const;
export const SpanLinkField = { traceId: 1, spanId: 2, traceState: 3, attributes: 4, droppedAttributesCount: 5, flags: 6 } as const;
export const StatusField = { message: 2, code: 3 } as const;

export const LogRecordField = {
	timeUnixNano: 1,
	severityNumber: 2,
	severityText: 3,
	body: 5,
	attributes: 6,
	droppedAttributesCount: 7,
	flags: 8,
	traceId: 9,
	spanId: 10,
	observedTimeUnixNano: 11,
	eventName: 12,
} as const;

export const MetricField = {
	name: 1,
	description: 2,
	unit: 3,
	gauge: 5,
	sum: 7,
	histogram: 9,
	exponentialHistogram: 10,
	summary: 11,
	metadata: 12,
} as const;
/** Gauge, Sum, Histogram, ExponentialHistogram, Summary: the same numbers; gauge and summary have only points, monotonic is Sum's. */
export const MetricDataField = { dataPoints: 1, aggregationTemporality: 2, isMonotonic: 3 } as const;

export const NumberDataPointField = {
	startTimeUnixNano: 2,
	timeUnixNano: 3,
	asDouble: 4,
	exemplars: 5,
	asInt: 6,
	attributes: 7,
	flags: 8,
} as const;
export const HistogramDataPointField = {
	startTimeUnixNano: 2,
	timeUnixNano: 3,
	count: 4,
	sum: 5,
	bucketCounts: 6,
	explicitBounds: 7,
	exemplars: 8,
	attributes: 9,
	flags: 10,
	min: 11,
	max: 12,
} as const;
export const ExponentialHistogramDataPointField = {
	attributes: 1,
	startTimeUnixNano: 2,
	timeUnixNano: 3,
	count: 4,
	sum: 5,
	scale: 6,
	zeroCount: 7,
	positive: 8,
	negative: 9,
	flags: 10,
	exemplars: 11,
	min: 12,
	max: 13,
	zeroThreshold: 14,
} as const;
export const BucketsField = { offset: 1, bucketCounts: 2 } as const;
export const SummaryDataPointField = {
	startTimeUnixNano: 2,
	timeUnixNano: 3,
	count: 4,
	sum: 5,
	quantileValues: 6,
	attributes: 7,
	flags: 8,
} as const;
export const ValueAtQuantileField = { quantile: 1, value: 2 } as const;
export const ExemplarField = { timeUnixNano: 2, asDouble: 3, spanId: 4, traceId: 5, asInt: 6, filteredAttributes: 7 } as const;
