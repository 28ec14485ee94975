/**
 * Shapes of the API's answers. Times are decimal strings of nanoseconds, 64-bit integers are strings, durations of lists are numbers of
 * nanoseconds (exact to 104 days). The page imports the types only.
 */
import { z } from "zod";
import { KEY_SCOPES } from "../query/listed-values.ts";
import { COUNTED_LEVELS } from "../query/log-level.ts";
import { type ListJson, listOf, nanos, scanned } from "./answer-schemas.ts";

export const traceSummarySchema = z.object({
	traceId: z.string(),
	startTime: nanos,
	durationNanos: z.number(),
	spanCount: z.number(),
	errorCount: z.number(),
	orphanCount: z.number(),
	service: z.string(),
	name: z.string(),
	operation: z.string(),
	rootSpanId: z.string().nullable(),
	rootStatus: z.number(),
	services: z.array(z.object({ name: z.string(), color: z.number(), spanCount: z.number(), errorCount: z.number() })),
	firstError: z.object({ service: z.string(), message: z.string() }).nullable(),
});

/** Recursive OTLP AnyValue in its JSON form (`stringValue`, `intValue` as string, `arrayValue` ...); `{}` is the empty value. */
export const anyValueSchema = z.record(z.string(), z.unknown());
export const keyValueSchema = z.object({ key: z.string(), value: anyValueSchema });

export const resourceSchema = z.object({
	attributes: z.array(keyValueSchema),
	droppedAttributesCount: z.number(),
	entityRefs: z.array(
		z.object({ schemaUrl: z.string(), type: z.string(), idKeys: z.array(z.string()), descriptionKeys: z.array(z.string()) }),
	),
	schemaUrl: z.string(),
});

export const scopeSchema = z.object({
	name: z.string(),
	version: z.string(),
	attributes: z.array(keyValueSchema),
	droppedAttributesCount: z.number(),
	schemaUrl: z.string(),
});

export const spanSchema = z.object({
	traceId: z.string(),
	spanId: z.string(),
	parentSpanId: z.string().nullable(),
	traceState: z.string(),
	flags: z.number(),
	name: z.string(),
	/** After the display rules. */
	operation: z.string(),
	service: z.string(),
	kind: z.number(),
	startTime: nanos,
	endTime: nanos,
	durationNanos: z.number(),
	attributes: z.array(keyValueSchema),
	droppedAttributesCount: z.number(),
	events: z.array(z.object({ time: nanos, name: z.string(), attributes: z.array(keyValueSchema), droppedAttributesCount: z.number() })),
	droppedEventsCount: z.number(),
	links: z.array(
		z.object({
			traceId: z.string(),
			spanId: z.string(),
			traceState: z.string(),
			attributes: z.array(keyValueSchema),
			droppedAttributesCount: z.number(),
			flags: z.number(),
		}),
	),
	droppedLinksCount: z.number(),
	status: z.object({ code: z.number(), message: z.string() }),
	resource: resourceSchema,
	scope: scopeSchema,
	/** Words of ItemMark, e.g. `truncated`. */
	marks: z.array(z.string()),
});

/** All stored spans with this id in this trace: one, unless ids repeat. */
export const spanAnswerSchema = z.object({ data: z.array(spanSchema), tookMs: z.number() });

/** A span as a search lists it. */
export const spanSummarySchema = z.object({
	traceId: z.string(),
	spanId: z.string(),
	parentSpanId: z.string().nullable(),
	service: z.string(),
	serviceColor: z.number(),
	name: z.string(),
	/** After the display rules. */
	operation: z.string(),
	kind: z.number(),
	status: z.object({ code: z.number(), message: z.string() }),
	startTime: nanos,
	durationNanos: z.number(),
	marks: z.array(z.string()),
});

/** A key of attributes in one place: `span` is the item's own attributes, also of a log record. */
export const keyCountSchema = z.object({
	key: z.string(),
	scope: z.enum(KEY_SCOPES),
	/** Items that have it; a lower bound when the answer is not complete. */
	count: z.number(),
});

/** A value in its canonical text. */
export const valueCountSchema = z.object({
	value: z.string(),
	/** Items that have it; a lower bound when the answer is not complete. */
	count: z.number(),
});

export const logRecordSchema = z.object({
	id: z.string(),
	time: nanos,
	observedTime: nanos,
	severityNumber: z.number(),
	severityText: z.string(),
	body: anyValueSchema.nullable(),
	attributes: z.array(keyValueSchema),
	droppedAttributesCount: z.number(),
	flags: z.number(),
	traceId: z.string(),
	spanId: z.string(),
	eventName: z.string(),
	service: z.string(),
	serviceColor: z.number(),
	resource: resourceSchema,
	scope: scopeSchema,
	marks: z.array(z.string()),
});

export const serviceSchema = z.object({
	name: z.string(),
	namespace: z.string(),
	color: z.number(),
	spanCount: z.number(),
	requestCount: z.number(),
	errorCount: z.number(),
	/** Requests per second over the whole minutes of the range, as far as they have passed. */
	ratePerSecond: z.number(),
	/** 0..1, null without requests. */
	errorRatio: z.number().nullable(),
	p50Nanos: z.number().nullable(),
	p95Nanos: z.number().nullable(),
	p99Nanos: z.number().nullable(),
	versions: z.array(z.string()),
	instances: z.array(z.string()),
	/** Values of deployment.environment.name, old spelling included. */
	environments: z.array(z.string()),
	/** Requests in equal parts of the range, whole minutes each and at most 30, oldest first. Empty for a silent service. */
	requestCounts: z.array(z.number()),
	/** Known from before, but nothing arrived in the range; its numbers are zero. */
	silent: z.boolean(),
	firstSeen: nanos,
	lastSeen: nanos,
});

/** Durations of one operation of a service, as far as they are stored: what a span's percentile badge rests on. */
export const serviceDurationsSchema = z.object({
	/** Spans in the range with this name and kind. */
	count: z.number(),
	errorCount: z.number(),
	/** Spans that took less than `at`; null when `at` was not given. */
	below: z.number().nullable(),
	p50Nanos: z.number().nullable(),
	p95Nanos: z.number().nullable(),
	p99Nanos: z.number().nullable(),
	/** Buckets of equal ratio, ascending, empty ones inside included; half-open [fromNanos, toNanos). */
	histogram: z.array(z.object({ fromNanos: z.number(), toNanos: z.number(), count: z.number() })),
	complete: z.boolean(),
	warnings: z.array(z.string()),
	tookMs: z.number(),
});

export const metricSchema = z.object({
	name: z.string(),
	type: z.enum(["gauge", "sum", "histogram", "exponential_histogram", "summary"]),
	unit: z.string(),
	description: z.string(),
	temporality: z.number(),
	monotonic: z.boolean(),
	seriesCount: z.number(),
	pointCount: z.number(),
	services: z.array(z.string()),
	lastTime: nanos,
});

/** How many records of each level lie in each bucket. Buckets are aligned to the wall clock and cover the range. */
export const logVolumeSchema = z.object({
	/** Of the first bucket. */
	start: nanos,
	stepNanos: z.number(),
	/** By level: one count per bucket; levels without records are left out. `unspecified`: neither number nor text tells. */
	counts: z.partialRecord(z.enum(COUNTED_LEVELS), z.array(z.number())),
	total: z.number(),
	complete: z.boolean(),
	scanned,
	warnings: z.array(z.string()),
	tookMs: z.number(),
});

/** A point as OTLP JSON of its own kind (`asInt`, `count`, `bucketCounts`, ...) beside its series' index. */
export const metricPointSchema = z.object({ series: z.number(), point: z.record(z.string(), z.unknown()) });
export const metricSeriesSchema = z.object({
	metric: metricSchema.pick({ name: true, type: true, unit: true, description: true, temporality: true, monotonic: true }),
	attributes: z.array(keyValueSchema),
	service: z.string(),
	resource: resourceSchema,
	scope: scopeSchema,
});
export const metricPointsSchema = listOf(metricPointSchema).extend({ series: z.array(metricSeriesSchema) });

/**
 * A metric as lines that make sense without asking: monotonic sum -> rate per second; gauge and other sums -> avg (of each series' average
 * in the bucket), min and max (of all points); histograms -> p50, p95, p99 of all observations in a bucket; summary -> its own quantiles,
 * the highest of the series. With `by` one line a label: rate, avg, p95 (summary: its quantile nearest to it).
 * Of several metrics of one name the one with most points is drawn; `warnings` name the others.
 */
export const metricChartSchema = z.object({
	metric: metricSchema,
	shape: z.enum(["rate", "gauge", "quantiles"]),
	/** UCUM, of the lines: a rate's unit ends in `/s`. */
	unit: z.string(),
	start: nanos,
	stepNanos: z.number(),
	bucketCount: z.number(),
	/**
	 * At most 8. `name`: rate, avg, min, max, p50 ... `label` is the value of `by`, "" for series without the key, null for all values that
	 * are not drawn on their own; absent without `by`. Values: null = no data in the bucket.
	 */
	lines: z.array(z.object({ name: z.string(), label: z.string().nullable().optional(), values: z.array(z.number().nullable()) })),
	/** Values of `by` that are added up or merged in the line labelled with null; 0: there is no such line. */
	otherLabels: z.number(),
	/** Keys of the series' attributes with the number of their values, most useful to split by first. */
	keys: z.array(z.object({ key: z.string(), valueCount: z.number() })),
	/** Points with a trace, by time: the highest of each of 200 equal parts of the range. */
	exemplars: z.array(z.object({ time: nanos, value: z.number(), traceId: z.string(), spanId: z.string() })),
	seriesCount: z.number(),
	pointCount: z.number(),
	/** Cumulative series that began again at zero inside the range. */
	resetCount: z.number(),
	/** Values were estimated out of exponential buckets: by which share they are off at most, 0.044 is 4.4 %; null for all other charts. */
	relativeError: z.number().nullable(),
	complete: z.boolean(),
	scanned,
	warnings: z.array(z.string()),
	tookMs: z.number(),
});

/** Both arrays of ids are hexadecimal text; the other arrays are plain numbers, one per span: see `model/trace-skeleton.ts`. */
export const skeletonJsonSchema = z.object({
	traceId: z.string(),
	startTime: nanos,
	durationNanos: z.number(),
	spanCount: z.number(),
	logCount: z.number(),
	services: z.array(z.string()),
	serviceColors: z.array(z.number()),
	operations: z.array(z.string()),
	instances: z.array(z.string()),
	warnings: z.array(z.string()),
	complete: z.boolean(),
	errorMessages: z.array(z.object({ row: z.number(), message: z.string() })),
	/** Of a copy that was kept as evidence: the incident's id. */
	pinned: z.number().optional(),
	start: z.array(z.number()),
	duration: z.array(z.number()),
	parent: z.array(z.number()),
	operation: z.array(z.number()),
	instance: z.array(z.number()),
	eventCount: z.array(z.number()),
	linkCount: z.array(z.number()),
	spanLogCount: z.array(z.number()),
	service: z.array(z.number()),
	marks: z.array(z.number()),
	kind: z.array(z.number()),
	status: z.array(z.number()),
	spanIds: z.array(z.string()),
	parentIds: z.array(z.string()),
});

/** SSE `traces`: summaries of traces with newly stored spans (a trace may come again with more spans); `skipped` were too many to send. */
export const tracesEventSchema = z.object({ traces: z.array(traceSummarySchema), skipped: z.number() });

/** SSE `logs`: records newly stored, oldest first; of more than 500 a second evenly picked ones are sent, `skipped` are not. */
export const logsEventSchema = z.object({ records: z.array(logRecordSchema), skipped: z.number() });

export type TraceSummaryJson = z.infer<typeof traceSummarySchema>;
export type SpanJson = z.infer<typeof spanSchema>;
export type SpanSummaryJson = z.infer<typeof spanSummarySchema>;
export type KeyCountJson = z.infer<typeof keyCountSchema>;
export type ValueCountJson = z.infer<typeof valueCountSchema>;
export type SpanAnswerJson = z.infer<typeof spanAnswerSchema>;
export type KeyValueJson = z.infer<typeof keyValueSchema>;
export type AnyValueJson = z.infer<typeof anyValueSchema>;
export type ResourceJson = z.infer<typeof resourceSchema>;
export type ScopeJson = z.infer<typeof scopeSchema>;
export type LogRecordJson = z.infer<typeof logRecordSchema>;
export type ServiceJson = z.infer<typeof serviceSchema>;
export type MetricJson = z.infer<typeof metricSchema>;
export type MetricPointJson = z.infer<typeof metricPointSchema>;
export type MetricSeriesJson = z.infer<typeof metricSeriesSchema>;
export type ServiceDurationsJson = z.infer<typeof serviceDurationsSchema>;
export type LogVolumeJson = z.infer<typeof logVolumeSchema>;
export type LogVolumeLevel = keyof LogVolumeJson["counts"];
export type MetricChartJson = z.infer<typeof metricChartSchema>;
export type LogsEventJson = z.infer<typeof logsEventSchema>;
export type MetricPointsJson = ListJson<MetricPointJson> & { readonly series: readonly MetricSeriesJson[] };
export type TracesEventJson = z.infer<typeof tracesEventSchema>;
