import { AggregationTemporality } from "@spanglass/shared/model/metric";
import { ItemMark } from "@spanglass/shared/model/span";
import { type ExemplarFields, type MetricFields, type MetricSink, type PointFields, PointKind } from "../sink.ts";
import { AttributeList } from "./attribute-list.ts";
import { ExemplarField, fixed64Tag, lengthTag, MetricField } from "./fields.ts";
import { MetricHeader } from "./metric-header.ts";
import { type PointOwner, PointReader } from "./metric-point.ts";
import { grown, idStart } from "./protobuf.ts";
import { ALL_ITEMS, type ItemRange, RequestWalk, type WalkCounts } from "./request-walk.ts";

const METADATA = lengthTag(MetricField.metadata);
const EXEMPLAR_TIME = fixed64Tag(ExemplarField.timeUnixNano);
const EXEMPLAR_DOUBLE = fixed64Tag(ExemplarField.asDouble);
const EXEMPLAR_INT = fixed64Tag(ExemplarField.asInt);
const EXEMPLAR_TRACE_ID = lengthTag(ExemplarField.traceId);
const EXEMPLAR_SPAN_ID = lengthTag(ExemplarField.spanId);
const EXEMPLAR_ATTRIBUTES = lengthTag(ExemplarField.filteredAttributes);

// Entries: time high, low, kind, value high, low, trace id start + 1, span id start + 1, first attribute, attributes' end.
const EXEMPLAR_STRIDE = 9;

/**
 * Report every data point of an ExportMetricsServiceRequest to `sink`, except the ordinals in `rejected` (ascending).
 * A metric is reported before its first accepted point; one without any is not reported. Body, errors and cost as `walkTraces`.
 */
export function walkMetrics(body: Uint8Array, sink: MetricSink, rejected: Uint32Array, range: ItemRange = ALL_ITEMS): WalkCounts {
	return new MetricWalk(sink, rejected, range).run(body);
}

class MetricWalk extends RequestWalk<MetricSink> implements PointOwner {
	readonly #header = new MetricHeader();
	readonly #points = new PointReader(this.reader, this);
	readonly #inner = new AttributeList();
	/** Of the point being read: where its attributes begin, -1 before; where they end; whether nothing but their tags stands between them. */
	#attributesStart = -1;
	#attributesEnd = -1;
	#areTogether = true;
	/** They are those of the series that was expected. */
	#isMatched = false;
	#mayMatch = true;
	#exemplars: Uint32Array = new Uint32Array(16 * EXEMPLAR_STRIDE);
	#exemplarCount = 0;
	readonly #metric: MetricFields = {
		nameStart: 0,
		nameEnd: 0,
		descriptionStart: 0,
		descriptionEnd: 0,
		unitStart: 0,
		unitEnd: 0,
		kind: 0,
		temporality: 0,
		monotonic: 0,
	};
	readonly #exemplar: ExemplarFields = {
		timeHigh: 0,
		timeLow: 0,
		kind: 0,
		valueHigh: 0,
		valueLow: 0,
		traceIdStart: -1,
		spanIdStart: -1,
	};

	protected ownDuplicateKeys(): number {
		return this.#inner.duplicateKeys;
	}

	protected readElement(end: number): void {
		const reader = this.reader;
		const start = reader.position;
		const header = this.#header;
		header.read(reader, end);
		header.firstData(reader);
		let isReported = false;
		for (let pointEnd = header.nextPoint(reader); pointEnd >= 0; pointEnd = header.nextPoint(reader)) {
			if (!this.takesNextItem()) {
				reader.position = pointEnd;
				continue;
			}
			this.openScope();
			if (!isReported) this.#reportMetric(start, end);
			isReported = true;
			this.#readPoint(pointEnd);
		}
		reader.position = end;
	}

	pointAttribute(end: number): void {
		const { reader } = this;
		const start = reader.position;
		if (this.#attributesStart < 0) {
			const known = this.#mayMatch ? this.sink.matchSeries(start, end) : -1;
			this.#attributesStart = start;
			this.#isMatched = known >= 0;
			if (known >= 0) {
				reader.position = known;
				return;
			}
		} else if (start !== this.#attributesEnd + 1) this.#areTogether = false;
		this.attributes.add(reader, reader.length(end));
		this.#attributesEnd = reader.position;
	}

	exemplar(end: number): void {
		const reader = this.reader;
		const at = this.#exemplarCount++ * EXEMPLAR_STRIDE;
		if (at + EXEMPLAR_STRIDE > this.#exemplars.length) this.#exemplars = grown(this.#exemplars);
		const exemplars = this.#exemplars;
		exemplars.fill(0, at, at + EXEMPLAR_STRIDE);
		this.#inner.begin();
		exemplars[at + 7] = this.#inner.count;
		while (reader.position < end) {
			const tag = reader.tag(end);
			switch (tag) {
				case EXEMPLAR_ATTRIBUTES:
					this.#inner.add(reader, reader.length(end));
					break;
				case EXEMPLAR_TIME:
					this.#putPair(at, end);
					break;
				case EXEMPLAR_DOUBLE:
				case EXEMPLAR_INT:
					exemplars[at + 2] = tag === EXEMPLAR_INT ? PointKind.int : PointKind.double;
					this.#putPair(at + 3, end);
					break;
				case EXEMPLAR_TRACE_ID:
					exemplars[at + 5] = idStart(reader, end, 16) + 1;
					break;
				case EXEMPLAR_SPAN_ID:
					exemplars[at + 6] = idStart(reader, end, 8) + 1;
					break;
				default:
					reader.skip(tag, end);
			}
		}
		exemplars[at + 8] = this.#inner.count;
	}

	#putPair(at: number, end: number): void {
		this.reader.fixed64(end);
		this.#exemplars[at] = this.reader.high;
		this.#exemplars[at + 1] = this.reader.low;
	}

	#reportMetric(start: number, end: number): void {
		const reader = this.reader;
		const position = reader.position;
		const header = this.#header;
		const metric = this.#metric;
		metric.nameStart = header.nameStart;
		metric.nameEnd = header.nameEnd;
		metric.descriptionStart = header.descriptionStart;
		metric.descriptionEnd = header.descriptionEnd;
		metric.unitStart = header.unitStart;
		metric.unitEnd = header.unitEnd;
		metric.kind = header.kind;
		metric.temporality = header.temporality;
		metric.monotonic = header.monotonic;
		this.sink.beginMetric(metric);
		if (header.hasMetadata) this.#reportMetadata(start, end);
		this.sink.endMetric();
		reader.position = position;
	}

	#reportMetadata(start: number, end: number): void {
		const reader = this.reader;
		this.attributes.clear();
		reader.position = start;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === METADATA) this.attributes.add(reader, reader.length(end));
			else reader.skip(tag, end);
		}
		this.attributes.emit(this.sink, 0, this.attributes.count);
	}

	#readPoint(end: number): void {
		this.items++;
		const { duplicateKeys } = this.attributes;
		const innerDuplicateKeys = this.#inner.duplicateKeys;
		const start = this.reader.position;
		this.#readFields(end);
		// More attributes follow those of the expected series: it is another one.
		if (this.#isMatched && this.attributes.count > 0) {
			this.reader.position = start;
			this.attributes.duplicateKeys = duplicateKeys;
			this.#inner.duplicateKeys = innerDuplicateKeys;
			this.#mayMatch = false;
			this.#readFields(end);
			this.#mayMatch = true;
		}
		const { point } = this.#points;
		point.marks = this.#marks(point);
		this.sink.beginPoint(point);
		if (this.#isMatched) this.sink.useMatchedSeries();
		else this.attributes.emit(this.sink, 0, this.attributes.count);
		if (this.#exemplarCount > 0) this.#reportExemplars();
		this.sink.endPoint();
		const isWhole = this.#areTogether && !this.attributes.cut && this.attributes.duplicateKeys === duplicateKeys;
		if (!this.#isMatched && isWhole && this.#attributesStart >= 0) this.sink.learnSeries(this.#attributesStart, this.#attributesEnd);
	}

	#readFields(end: number): void {
		this.attributes.clear();
		this.#inner.clear();
		this.#exemplarCount = 0;
		this.#attributesStart = -1;
		this.#areTogether = true;
		this.#isMatched = false;
		this.#points.read(this.#header.kind, end);
	}

	#marks(point: PointFields): number {
		const isCut = this.attributes.cut || this.#inner.cut || this.#header.cut;
		const isZero = (point.timeHigh | point.timeLow) === 0;
		const isBackward = point.timeHigh < point.startHigh || (point.timeHigh === point.startHigh && point.timeLow < point.startLow);
		const { temporality } = this.#header;
		const isUnknown = temporality < 0 || temporality > AggregationTemporality.cumulative;
		return (
			(isCut ? ItemMark.truncated : 0) |
			(isZero ? ItemMark.zeroTime : 0) |
			(isBackward ? ItemMark.endBeforeStart : 0) |
			(isUnknown ? ItemMark.unknownEnum : 0)
		);
	}

	#reportExemplars(): void {
		const exemplars = this.#exemplars;
		const exemplar = this.#exemplar;
		for (let at = 0; at < this.#exemplarCount * EXEMPLAR_STRIDE; at += EXEMPLAR_STRIDE) {
			exemplar.timeHigh = exemplars[at] as number;
			exemplar.timeLow = exemplars[at + 1] as number;
			exemplar.kind = exemplars[at + 2] as number;
			exemplar.valueHigh = exemplars[at + 3] as number;
			exemplar.valueLow = exemplars[at + 4] as number;
			exemplar.traceIdStart = (exemplars[at + 5] as number) - 1;
			exemplar.spanIdStart = (exemplars[at + 6] as number) - 1;
			this.sink.beginExemplar(exemplar);
			this.#inner.emit(this.sink, exemplars[at + 7] as number, exemplars[at + 8] as number);
		}
	}
}
