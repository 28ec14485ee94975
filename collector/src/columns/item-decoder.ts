/** Rows back to model objects. Each call makes fresh objects, except resources, scopes and series, which items share. */
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { ExponentialBuckets, MetricPoint, PointValue } from "@spanglass/shared/model/metric";
import type { Span } from "@spanglass/shared/model/span";
import { type UnixNanos, unixNanosFromHalves } from "@spanglass/shared/units/time";
import { PointKind, PointPresent } from "../wire/sink.ts";
import type { GenerationView } from "./generation-view.ts";
import { doubleFromHalves, hexFromWords, uint64FromHalves } from "./halves.ts";
import {
	BODY_MASK,
	BODY_SHIFT,
	COUNT_MASK,
	EVENTS_MASK,
	EVENTS_SHIFT,
	EXTRAS_BIT,
	LINKS_MASK,
	LINKS_SHIFT,
	LogColumn,
	PointColumn,
	SpanColumn,
} from "./layout.ts";
import { numberFromHalves, RecordReader } from "./record-decoder.ts";

function timeAt(view: GenerationView, row: number, highColumn: number): UnixNanos {
	return unixNanosFromHalves(view.value(highColumn, row), view.value(highColumn + 1, row));
}

/** 16 hex digits of two columns; "" for 0. */
function spanIdAt(view: GenerationView, row: number, highColumn: number): string {
	const high = view.value(highColumn, row);
	const low = view.value(highColumn + 1, row);
	return high === 0 && low === 0 ? "" : hexFromWords(high, low);
}

/** The id of a trace by its ordinal. */
export function traceIdAt(view: GenerationView, ordinal: number): TraceId {
	return hexFromWords(...view.traces.subarray(ordinal * 4, ordinal * 4 + 4)) as TraceId;
}

/** The span of a row, complete. */
export function spanAt(view: GenerationView, row: number): Span {
	const reader = new RecordReader(view, view.value(SpanColumn.tail, row));
	const header = reader.word();
	const [droppedAttributesCount, droppedEventsCount, droppedLinksCount] =
		(header & EXTRAS_BIT) === 0 ? [0, 0, 0] : [reader.word(), reader.word(), reader.word()];
	const attributes = reader.attributes(header & COUNT_MASK);
	const events = Array.from({ length: (header >>> EVENTS_SHIFT) & EVENTS_MASK }, () => reader.event());
	const links = Array.from({ length: (header >>> LINKS_SHIFT) & LINKS_MASK }, () => reader.link());
	const parent = spanIdAt(view, row, SpanColumn.parentHigh);
	return {
		traceId: traceIdAt(view, view.value(SpanColumn.trace, row)),
		spanId: spanIdAt(view, row, SpanColumn.spanHigh) as SpanId,
		parentSpanId: parent === "" ? undefined : (parent as SpanId),
		traceState: view.text(view.value(SpanColumn.traceState, row)),
		flags: view.value(SpanColumn.flags, row),
		name: view.text(view.value(SpanColumn.name, row)),
		kind: view.value(SpanColumn.kind, row) | 0,
		startTime: timeAt(view, row, SpanColumn.startHigh),
		endTime: timeAt(view, row, SpanColumn.endHigh),
		attributes,
		droppedAttributesCount,
		events,
		droppedEventsCount,
		links,
		droppedLinksCount,
		status: {
			code: view.value(SpanColumn.statusCode, row) | 0,
			message: view.text(view.value(SpanColumn.statusMessage, row)),
		},
		resource: view.resource(view.value(SpanColumn.resource, row)),
		scope: view.scope(view.value(SpanColumn.scope, row)),
		marks: view.value(SpanColumn.marks, row),
	};
}

/** The log record of a row, complete. */
export function logRecordAt(view: GenerationView, row: number): LogRecord {
	const reader = new RecordReader(view, view.value(LogColumn.tail, row));
	const header = reader.word();
	const droppedAttributesCount = (header & EXTRAS_BIT) === 0 ? 0 : reader.word();
	const bodyCode = (header >>> BODY_SHIFT) & BODY_MASK;
	const body = bodyCode === 0 ? undefined : reader.value(bodyCode - 1);
	const trace = view.value(LogColumn.trace, row);
	return {
		time: timeAt(view, row, LogColumn.timeHigh),
		observedTime: timeAt(view, row, LogColumn.observedHigh),
		severityNumber: view.value(LogColumn.severityNumber, row) | 0,
		severityText: view.text(view.value(LogColumn.severityText, row)),
		body,
		attributes: reader.attributes(header & COUNT_MASK),
		droppedAttributesCount,
		flags: view.value(LogColumn.flags, row),
		traceId: trace === 0 ? "" : traceIdAt(view, trace - 1),
		spanId: spanIdAt(view, row, LogColumn.spanHigh),
		eventName: view.text(view.value(LogColumn.eventName, row)),
		resource: view.resource(view.value(LogColumn.resource, row)),
		scope: view.scope(view.value(LogColumn.scope, row)),
		marks: view.value(LogColumn.marks, row),
	};
}

/** The data point of a row, complete. */
export function pointAt(view: GenerationView, row: number): MetricPoint {
	const shape = view.value(PointColumn.shape, row);
	const tail = view.value(PointColumn.tail, row);
	const reader = new RecordReader(view, tail);
	const exemplarCount = tail === 0 ? 0 : reader.word();
	const shapeWords = tail === 0 ? 0 : reader.word();
	const kind = shape & 0xff;
	const number = () => numberFromHalves(kind, view.value(PointColumn.valueHigh, row), view.value(PointColumn.valueLow, row));
	const value = shapeWords === 0 ? number() : shapedValue(reader, kind, (shape >>> 8) & 0xff);
	return {
		startTime: timeAt(view, row, PointColumn.startHigh),
		time: timeAt(view, row, PointColumn.timeHigh),
		flags: view.value(PointColumn.flags, row),
		value,
		exemplars: Array.from({ length: exemplarCount }, () => reader.exemplar()),
		series: view.series(view.value(PointColumn.series, row)),
		marks: shape >>> 16,
	};
}

/** Reads (high, low) pairs as the walk's `words` hold them. */
class ShapeReader {
	readonly bucketCount: number;
	readonly boundCount: number;
	readonly scale: number;
	readonly positiveOffset: number;
	readonly negativeOffset: number;
	readonly #words: RecordReader;
	readonly #present: number;

	constructor(words: RecordReader, present: number) {
		this.#words = words;
		this.#present = present;
		this.bucketCount = words.word();
		this.boundCount = words.word();
		this.scale = words.word() | 0;
		this.positiveOffset = words.word() | 0;
		this.negativeOffset = words.word() | 0;
	}

	count(): bigint {
		return uint64FromHalves(this.#words.word(), this.#words.word());
	}

	double(): number {
		return doubleFromHalves(this.#words.word(), this.#words.word());
	}

	optional(bit: number): number | undefined {
		const value = this.double();
		return this.has(bit) ? value : undefined;
	}

	has(bit: number): boolean {
		return (this.#present & bit) !== 0;
	}

	counts(length: number): bigint[] {
		return Array.from({ length }, () => this.count());
	}
}

function shapedValue(words: RecordReader, kind: number, present: number): PointValue {
	const shape = new ShapeReader(words, present);
	const count = shape.count();
	if (kind === PointKind.summary) {
		const sum = shape.double();
		const quantiles = Array.from({ length: shape.bucketCount }, () => ({ quantile: shape.double(), value: shape.double() }));
		return { type: "summary", count, sum, quantiles };
	}
	const sum = shape.optional(PointPresent.sum);
	const min = shape.optional(PointPresent.min);
	const max = shape.optional(PointPresent.max);
	if (kind === PointKind.histogram) {
		const bucketCounts = shape.counts(shape.bucketCount);
		const explicitBounds = Array.from({ length: shape.boundCount }, () => shape.double());
		return { type: "histogram", count, sum, min, max, bucketCounts, explicitBounds };
	}
	const zeroCount = shape.count();
	const zeroThreshold = shape.double();
	const positive = buckets(shape, PointPresent.positive, shape.positiveOffset, shape.bucketCount);
	const negative = buckets(shape, PointPresent.negative, shape.negativeOffset, shape.boundCount);
	return { type: "exponential_histogram", count, sum, min, max, scale: shape.scale, zeroCount, zeroThreshold, positive, negative };
}

function buckets(shape: ShapeReader, bit: number, offset: number, length: number): ExponentialBuckets | undefined {
	const bucketCounts = shape.counts(length);
	return shape.has(bit) ? { offset, bucketCounts } : undefined;
}
