/** Rows back to model objects. Each call makes fresh objects, except resources, scopes and series, which items share. */
import type { Attributes } from "@spanglass/shared/model/attributes";
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { Exemplar, ExponentialBuckets, MetricPoint, PointValue } from "@spanglass/shared/model/metric";
import type { Span, SpanEvent, SpanLink } from "@spanglass/shared/model/span";
import { hexFromBytes } from "@spanglass/shared/units/hex";
import { type UnixNanos, unixNanosFromHalves } from "@spanglass/shared/units/time";
import { PointKind, PointPresent } from "../wire/sink.ts";
import { doubleFromHalves, hexFromWord, uint64FromHalves } from "./halves.ts";
import {
	EXTRAS_BIT,
	KEY_MASK,
	LOW_BYTE,
	LogColumn,
	MARKS_MASK,
	MARKS_SHIFT,
	PointColumn,
	RARE_BIT,
	SpanColumn,
	SpanRare,
	segmentOf,
	TYPE_SHIFT,
	VALUE_WORDS,
} from "./layout.ts";
import { numberFromHalves, WordReader } from "./record-decoder.ts";
import type { RowView } from "./row-view.ts";

const HAS_TRACE = 1 << 8;
const HAS_SPAN = 1 << 9;
const NO_PARTS = { events: 0, links: 0 };

/** Words of an event and a link before what is only there with `EXTRAS_BIT`, and where the word with that bit stands. */
const EVENT_WORDS = 3;
const EVENT_NAME_AT = 2;
const LINK_WORDS = 4;
const LINK_STATE_AT = 2;
const NO_SHAPES = { events: [], links: [] };

/** Reads the words of items: lists of attributes have a shape. */
class ItemReader extends WordReader {
	readonly #view: RowView;

	/** Reads what the tail of a row points to, from its start. */
	constructor(view: RowView, row: number, tailColumn: number) {
		super(view, view.wordsOf(segmentOf(row)), view.value(tailColumn, row));
		this.#view = view;
	}

	list(): Attributes {
		const heads = this.#view.shape(this.word());
		return Array.from(heads, (head) => this.attribute(head));
	}

	/** Pass over a list. Result: its shape. */
	passList(): number {
		const shape = this.word();
		for (const head of this.#view.shape(shape)) this.at += VALUE_WORDS[head >>> TYPE_SHIFT] as number;
		return shape;
	}

	event(): SpanEvent {
		const time = this.time();
		const name = this.word();
		const droppedAttributesCount = (name & EXTRAS_BIT) === 0 ? 0 : this.word();
		return { time, name: this.#view.text(name & KEY_MASK), attributes: this.list(), droppedAttributesCount };
	}

	link(): SpanLink {
		const traceId = hexFromBytes(this.bytes());
		const spanId = hexFromBytes(this.bytes());
		const state = this.word();
		const flags = this.word();
		const droppedAttributesCount = (state & EXTRAS_BIT) === 0 ? 0 : this.word();
		const traceState = this.#view.text(state & KEY_MASK);
		return { traceId, spanId, traceState, attributes: this.list(), droppedAttributesCount, flags };
	}

	exemplar(): Exemplar {
		const time = this.time();
		const bits = this.word();
		const value = numberFromHalves(bits & LOW_BYTE, this.word(), this.word());
		const traceId = (bits & HAS_TRACE) === 0 ? "" : this.hex() + this.hex() + this.hex() + this.hex();
		const spanId = (bits & HAS_SPAN) === 0 ? "" : this.hex() + this.hex();
		return { time, value, traceId, spanId, filteredAttributes: this.list() };
	}

	hex(): string {
		return hexFromWord(this.word());
	}
}

function timeAt(view: RowView, row: number, highColumn: number): UnixNanos {
	return unixNanosFromHalves(view.value(highColumn, row), view.value(highColumn + 1, row));
}

/** The id in two columns as 16 hex digits; "" for 0. */
export function spanIdAt(view: RowView, row: number, highColumn: number): string {
	const high = view.value(highColumn, row);
	const low = view.value(highColumn + 1, row);
	return high === 0 && low === 0 ? "" : hexFromWord(high) + hexFromWord(low);
}

/** The id of a trace by its ordinal. */
export function traceIdAt(view: RowView, ordinal: number): TraceId {
	const word = (index: number) => hexFromWord(view.traces[ordinal * 4 + index] as number);
	return (word(0) + word(1) + word(2) + word(3)) as TraceId;
}

/** What stands in the rare part of a span, or its defaults. */
function readRare(view: RowView, row: number, reader: ItemReader) {
	const rowBits = view.value(SpanColumn.bits, row);
	const header = (rowBits & RARE_BIT) === 0 ? 0 : reader.word();
	const has = (bit: number) => (header & bit) !== 0;
	const [droppedAttributesCount, droppedEventsCount, droppedLinksCount] = has(SpanRare.dropped)
		? [reader.word(), reader.word(), reader.word()]
		: [0, 0, 0];
	const code = has(SpanRare.status) ? reader.word() | 0 : rowBits & LOW_BYTE;
	const message = has(SpanRare.statusMessage) ? reader.text() : "";
	const traceState = has(SpanRare.traceState) ? reader.text() : "";
	const events = Array.from({ length: header & SpanRare.countMask }, () => reader.event());
	const links = Array.from({ length: (header >>> SpanRare.linksShift) & SpanRare.countMask }, () => reader.link());
	return { droppedAttributesCount, droppedEventsCount, droppedLinksCount, status: { code, message }, traceState, events, links };
}

/** The span of a row, complete. */
export function spanAt(view: RowView, row: number): Span {
	const reader = new ItemReader(view, row, SpanColumn.tail);
	const attributes = reader.list();
	const operation = view.operation(view.value(SpanColumn.operation, row));
	const parent = spanIdAt(view, row, SpanColumn.parentHigh);
	return {
		traceId: traceIdAt(view, view.value(SpanColumn.trace, row)),
		spanId: spanIdAt(view, row, SpanColumn.spanHigh) as SpanId,
		parentSpanId: parent === "" ? undefined : (parent as SpanId),
		flags: operation.flags,
		name: view.text(operation.name),
		kind: operation.kind,
		startTime: timeAt(view, row, SpanColumn.startHigh),
		endTime: timeAt(view, row, SpanColumn.endHigh),
		attributes,
		...readRare(view, row, reader),
		resource: view.resource(operation.resource),
		scope: view.scope(operation.scope),
		marks: (view.value(SpanColumn.bits, row) >>> MARKS_SHIFT) & MARKS_MASK,
	};
}

/** How many events and links a span has, without decoding them. */
export function partCounts(view: RowView, row: number): { readonly events: number; readonly links: number } {
	const header = view.rareHeaderOf(row);
	if (header === 0) return NO_PARTS;
	return { events: header & SpanRare.countMask, links: (header >>> SpanRare.linksShift) & SpanRare.countMask };
}

/** The shapes of the lists of a span's events and links: which keys those have. Nothing is decoded. */
export function partShapes(view: RowView, row: number): { readonly events: readonly number[]; readonly links: readonly number[] } {
	const header = view.rareHeaderOf(row);
	const { events, links } = partCounts(view, row);
	if (events + links === 0) return NO_SHAPES;
	const reader = new ItemReader(view, row, SpanColumn.tail);
	const has = (bit: number) => (header & bit) !== 0;
	reader.passList();
	reader.at += 1 + (has(SpanRare.dropped) ? 3 : 0);
	for (const bit of [SpanRare.status, SpanRare.statusMessage, SpanRare.traceState]) if (has(bit)) reader.at++;
	const shapes = (count: number, words: number, extrasAt: number) =>
		Array.from({ length: count }, () => {
			const extras = view.wordsOf(segmentOf(row))[reader.at + extrasAt] as number;
			reader.at += words + ((extras & EXTRAS_BIT) === 0 ? 0 : 1);
			return reader.passList();
		});
	return { events: shapes(events, EVENT_WORDS, EVENT_NAME_AT), links: shapes(links, LINK_WORDS, LINK_STATE_AT) };
}

/** The log record of a row, complete. */
export function logRecordAt(view: RowView, row: number): LogRecord {
	const bits = view.value(LogColumn.bits, row);
	const reader = new ItemReader(view, row, LogColumn.tail);
	const bodyCode = bits & LOW_BYTE;
	const body = bodyCode === 0 ? undefined : reader.value(bodyCode - 1);
	const attributes = reader.list();
	const source = view.logSource(view.value(LogColumn.source, row));
	const trace = view.value(LogColumn.trace, row);
	return {
		time: timeAt(view, row, LogColumn.timeHigh),
		observedTime: timeAt(view, row, LogColumn.observedHigh),
		severityNumber: source.severityNumber,
		severityText: view.text(source.severityText),
		body,
		attributes,
		droppedAttributesCount: (bits & RARE_BIT) === 0 ? 0 : reader.word(),
		flags: source.flags,
		traceId: trace === 0 ? "" : traceIdAt(view, trace - 1),
		spanId: spanIdAt(view, row, LogColumn.spanHigh),
		eventName: view.text(source.eventName),
		resource: view.resource(source.resource),
		scope: view.scope(source.scope),
		marks: (bits >>> MARKS_SHIFT) & MARKS_MASK,
	};
}

/** The data point of a row, complete. */
export function pointAt(view: RowView, row: number): MetricPoint {
	const bits = view.value(PointColumn.bits, row);
	const tail = view.value(PointColumn.tail, row);
	const reader = tail === 0 ? undefined : new ItemReader(view, row, PointColumn.tail);
	const exemplarCount = reader?.word() ?? 0;
	const shapeWords = reader?.word() ?? 0;
	const kind = bits & LOW_BYTE;
	const number = () => numberFromHalves(kind, view.value(PointColumn.valueHigh, row), view.value(PointColumn.valueLow, row));
	const value = reader === undefined || shapeWords === 0 ? number() : shapedValue(reader, kind, (bits >>> 8) & LOW_BYTE);
	return {
		startTime: timeAt(view, row, PointColumn.startHigh),
		time: timeAt(view, row, PointColumn.timeHigh),
		flags: view.value(PointColumn.flags, row),
		value,
		exemplars: reader === undefined ? [] : Array.from({ length: exemplarCount }, () => reader.exemplar()),
		series: view.series(view.value(PointColumn.series, row)),
		marks: bits >>> 16,
	};
}

/** Reads (high, low) pairs as the walk's `words` hold them. */
class ShapeReader {
	readonly bucketCount: number;
	readonly boundCount: number;
	readonly scale: number;
	readonly positiveOffset: number;
	readonly negativeOffset: number;
	readonly #words: WordReader;
	readonly #present: number;

	constructor(words: WordReader, present: number) {
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
		const counts: bigint[] = [];
		for (let index = 0; index < length; index++) counts.push(this.count());
		return counts;
	}

	doubles(length: number): number[] {
		const doubles: number[] = [];
		for (let index = 0; index < length; index++) doubles.push(this.double());
		return doubles;
	}
}

function shapedValue(words: WordReader, kind: number, present: number): PointValue {
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
		const explicitBounds = shape.doubles(shape.boundCount);
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
