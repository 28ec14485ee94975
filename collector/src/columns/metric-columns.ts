/** The metric generation's writer: one row per data point; what its points share is a series. */
import { type ExemplarFields, type MetricFields, type MetricSink, type PointFields, PointKind } from "../wire/sink.ts";
import type { GenerationOptions } from "./generation.ts";
import { GenerationBuilder } from "./generation-builder.ts";
import { WordHeap } from "./heap.ts";
import { PointColumn as Column, EntityKind, SEGMENT_ROWS } from "./layout.ts";

const TIMES = { high: Column.timeHigh, low: Column.timeLow, fallback: undefined };
const SHAPE_SHIFT = 16;
const HAS_TRACE = 1 << 8;
const HAS_SPAN = 1 << 9;

export class MetricColumns extends GenerationBuilder implements MetricSink {
	protected readonly timeColumns = TIMES;
	#metric = 0;
	/** The row being read: its segment and slot, and whether its series is known. */
	#slot = 0;
	#isSeriesKnown = false;
	/** What follows the tail's header, kept until the attributes have told the series. */
	readonly #shape = new WordHeap();
	#header = 0;
	#exemplars = 0;
	#exemplarCountAt = 0;

	constructor(options: GenerationOptions) {
		super("metrics", options);
	}

	beginMetric(fields: MetricFields): void {
		this.beginRecord(6);
		const { view } = this.record;
		view[1] = this.text(fields.nameStart, fields.nameEnd);
		view[2] = this.text(fields.descriptionStart, fields.descriptionEnd);
		view[3] = this.text(fields.unitStart, fields.unitEnd);
		view[4] = fields.kind | (fields.monotonic << 8);
		view[5] = fields.temporality;
	}

	endMetric(): void {
		this.record.view[6] = this.attributeCount;
		this.#metric = this.entities.intern(EntityKind.metric, this.record);
	}

	beginPoint(fields: PointFields): void {
		const slot = this.rows.begin();
		const { segment } = this.rows;
		const isNumber = fields.kind === PointKind.int || fields.kind === PointKind.double;
		segment[Column.sequence * SEGMENT_ROWS + slot] = this.sequenceOffset;
		segment[Column.timeHigh * SEGMENT_ROWS + slot] = fields.timeHigh;
		segment[Column.timeLow * SEGMENT_ROWS + slot] = fields.timeLow;
		segment[Column.startHigh * SEGMENT_ROWS + slot] = fields.startHigh;
		segment[Column.startLow * SEGMENT_ROWS + slot] = fields.startLow;
		segment[Column.valueHigh * SEGMENT_ROWS + slot] = isNumber ? (fields.words[0] as number) : 0;
		segment[Column.valueLow * SEGMENT_ROWS + slot] = isNumber ? (fields.words[1] as number) : 0;
		segment[Column.shape * SEGMENT_ROWS + slot] = fields.kind | (fields.present << 8) | (fields.marks << SHAPE_SHIFT);
		segment[Column.flags * SEGMENT_ROWS + slot] = fields.flags;
		segment[Column.tail * SEGMENT_ROWS + slot] = 0;
		this.#slot = slot;
		this.#keepShape(fields, isNumber);
		this.#header = 0;
		this.#exemplars = 0;
		this.#isSeriesKnown = false;
		this.beginRecord(4);
	}

	beginExemplar(fields: ExemplarFields): void {
		this.#endPart();
		this.#openTail();
		this.#exemplars++;
		const { words, data } = this;
		const hasTrace = fields.traceIdStart >= 0;
		const hasSpan = fields.spanIdStart >= 0;
		words.push(fields.timeHigh);
		words.push(fields.timeLow);
		words.push(fields.kind | (hasTrace ? HAS_TRACE : 0) | (hasSpan ? HAS_SPAN : 0));
		words.push(fields.valueHigh);
		words.push(fields.valueLow);
		for (let at = 0; hasTrace && at < 16; at += 4) words.push(data.getUint32(fields.traceIdStart + at));
		for (let at = 0; hasSpan && at < 8; at += 4) words.push(data.getUint32(fields.spanIdStart + at));
		this.#exemplarCountAt = words.top;
		words.push(0);
		this.target = words;
		this.attributeCount = 0;
	}

	endPoint(): void {
		this.#endPart();
		if (this.#shape.top > 0) this.#openTail();
		if (this.#header === 0) return;
		this.words.view[this.#header] = this.#exemplars;
	}

	/** The attributes so far were those of the point's series or of one exemplar. */
	#endPart(): void {
		if (this.#isSeriesKnown) {
			this.words.view[this.#exemplarCountAt] = this.attributeCount;
			return;
		}
		const { view } = this.record;
		view[1] = this.#metric;
		view[2] = this.resource;
		view[3] = this.scope;
		view[4] = this.attributeCount;
		const series = this.entities.intern(EntityKind.series, this.record);
		this.rows.segment[Column.series * SEGMENT_ROWS + this.#slot] = series;
		this.#isSeriesKnown = true;
	}

	#keepShape(fields: PointFields, isNumber: boolean): void {
		const shape = this.#shape;
		shape.top = 0;
		if (isNumber || fields.kind === PointKind.none) return;
		shape.reserve(fields.wordCount + 5);
		shape.push(fields.bucketCount);
		shape.push(fields.boundCount);
		shape.push(fields.scale);
		shape.push(fields.positiveOffset);
		shape.push(fields.negativeOffset);
		shape.view.set(fields.words.subarray(0, fields.wordCount), shape.top);
		shape.top += fields.wordCount;
	}

	#openTail(): void {
		if (this.#header !== 0) return;
		this.#header = this.words.top;
		this.rows.segment[Column.tail * SEGMENT_ROWS + this.#slot] = this.#header;
		this.words.push(0);
		this.words.push(this.#shape.top);
		this.words.append(this.#shape, 0, this.#shape.top);
	}
}
