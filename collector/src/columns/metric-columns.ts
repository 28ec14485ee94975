/** The metric generation's writer: one row per data point; what its points share is a series. */
import { type ExemplarFields, type MetricFields, type MetricSink, type PointFields, PointKind } from "../wire/sink.ts";
import type { GenerationOptions } from "./generation.ts";
import { GenerationBuilder } from "./generation-builder.ts";
import { PointColumn as Column, EntityKind, SEGMENT_ROWS } from "./layout.ts";
import { SeriesGuess } from "./series-guess.ts";

const HAS_TRACE = 1 << 8;
const HAS_SPAN = 1 << 9;

export class MetricColumns extends GenerationBuilder implements MetricSink {
	#metric = 0;
	#slot = 0;
	/** The point being read: whether its own attributes, which make its series, are complete. */
	#isSeriesKnown = false;
	#tail = 0;
	#exemplars = 0;
	#body: Uint8Array = new Uint8Array(0);
	readonly #guess = new SeriesGuess();
	#guessedResource = -1;
	/** The series of the point that was read last; whether it was known before. */
	#series = 0;
	#isOldSeries = false;
	#repairedBefore = 0;

	constructor(options: GenerationOptions) {
		super("metrics", options);
	}

	override get byteLength(): number {
		return super.byteLength + this.#guess.byteLength;
	}

	override beginRequest(sequence: number, body: Uint8Array): void {
		super.beginRequest(sequence, body);
		this.#body = body;
	}

	override rollback(): void {
		super.rollback();
		this.#guess.forget();
		this.#guessedResource = -1;
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
		if (this.#guessedResource === this.resource) return;
		this.#guessedResource = this.resource;
		this.#guess.enter(this.resource);
	}

	matchSeries(start: number, end: number): number {
		const { expected } = this.#guess;
		if (expected < 0) return -1;
		const at = this.entities.offsets.view[expected] as number;
		const { view } = this.entities.records;
		const isHere = view[at + 1] === this.#metric && view[at + 2] === this.resource && view[at + 3] === this.scope;
		return isHere ? this.#guess.endOf(expected, this.data, start, end) : -1;
	}

	useMatchedSeries(): void {
		this.#setSeries(this.#guess.expected);
	}

	learnSeries(start: number, end: number): void {
		const isWhole = this.#isOldSeries && this.repairedTexts === this.#repairedBefore;
		if (isWhole) this.#guess.learn(this.#series, this.#body, start, end);
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
		segment[Column.bits * SEGMENT_ROWS + slot] = fields.kind | (fields.present << 8) | (fields.marks << 16);
		segment[Column.flags * SEGMENT_ROWS + slot] = fields.flags;
		segment[Column.tail * SEGMENT_ROWS + slot] = 0;
		this.#slot = slot;
		this.#tail = 0;
		this.#exemplars = 0;
		if (!isNumber && fields.kind !== PointKind.none) this.#writeShape(fields);
		this.#isSeriesKnown = false;
		this.#repairedBefore = this.repairedTexts;
		this.beginRecord(4);
	}

	beginExemplar(fields: ExemplarFields): void {
		this.#endAttributes();
		this.#beginTail(0);
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
		this.beginAttributes();
	}

	endPoint(): void {
		this.#endAttributes();
		if (this.#tail !== 0) this.words.view[this.#tail] = this.#exemplars;
	}

	/** The attributes so far were those of the point's series, unless that was matched, or of one exemplar. */
	#endAttributes(): void {
		if (this.#isSeriesKnown) {
			if (this.#exemplars > 0) this.endAttributes();
			return;
		}
		const { view } = this.record;
		view[1] = this.#metric;
		view[2] = this.resource;
		view[3] = this.scope;
		view[4] = this.attributeCount;
		const { count } = this.entities;
		const series = this.entities.intern(EntityKind.series, this.record);
		this.#isOldSeries = series < count;
		this.#setSeries(series);
	}

	#setSeries(series: number): void {
		this.rows.segment[Column.series * SEGMENT_ROWS + this.#slot] = series;
		this.#guess.met(series);
		this.#series = series;
		this.#isSeriesKnown = true;
	}

	/** Begin the tail unless that was done; its count of exemplars is written at the end of the point. */
	#beginTail(shapeWords: number): void {
		if (this.#tail !== 0) return;
		this.#tail = this.words.top;
		this.rows.segment[Column.tail * SEGMENT_ROWS + this.#slot] = this.#tail;
		this.words.push(0);
		this.words.push(shapeWords);
	}

	#writeShape(fields: PointFields): void {
		const { words } = this;
		this.#beginTail(fields.wordCount + 5);
		words.push(fields.bucketCount);
		words.push(fields.boundCount);
		words.push(fields.scale);
		words.push(fields.positiveOffset);
		words.push(fields.negativeOffset);
		words.reserve(fields.wordCount);
		words.view.set(fields.words.subarray(0, fields.wordCount), words.top);
		words.top += fields.wordCount;
	}
}
