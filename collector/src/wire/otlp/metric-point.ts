import { MetricKind, type PointFields, PointKind, PointPresent } from "../sink.ts";
import {
	ExponentialHistogramDataPointField,
	fixed64Tag,
	HistogramDataPointField,
	lengthTag,
	NumberDataPointField,
	SummaryDataPointField,
	varintTag,
} from "./fields.ts";
import type { WireReader } from "./protobuf.ts";
import { readBuckets, WordList } from "./word-list.ts";

const Num = NumberDataPointField;
const Hist = HistogramDataPointField;
const Exp = ExponentialHistogramDataPointField;
const Summ = SummaryDataPointField;

// The four messages agree on the numbers of their times.
const START_TIME = fixed64Tag(Num.startTimeUnixNano);
const TIME = fixed64Tag(Num.timeUnixNano);
const NUM_DOUBLE = fixed64Tag(Num.asDouble);
const NUM_INT = fixed64Tag(Num.asInt);
const NUM_FLAGS = varintTag(Num.flags);
const NUM_ATTRIBUTES = lengthTag(Num.attributes);
const NUM_EXEMPLARS = lengthTag(Num.exemplars);
const HIST_COUNT = fixed64Tag(Hist.count);
const HIST_SUM = fixed64Tag(Hist.sum);
const HIST_MIN = fixed64Tag(Hist.min);
const HIST_MAX = fixed64Tag(Hist.max);
const HIST_COUNTS = fixed64Tag(Hist.bucketCounts);
const HIST_COUNTS_PACKED = lengthTag(Hist.bucketCounts);
const HIST_BOUNDS = fixed64Tag(Hist.explicitBounds);
const HIST_BOUNDS_PACKED = lengthTag(Hist.explicitBounds);
const HIST_FLAGS = varintTag(Hist.flags);
const HIST_ATTRIBUTES = lengthTag(Hist.attributes);
const HIST_EXEMPLARS = lengthTag(Hist.exemplars);
const EXP_COUNT = fixed64Tag(Exp.count);
const EXP_SUM = fixed64Tag(Exp.sum);
const EXP_MIN = fixed64Tag(Exp.min);
const EXP_MAX = fixed64Tag(Exp.max);
const EXP_SCALE = varintTag(Exp.scale);
const EXP_ZERO_COUNT = fixed64Tag(Exp.zeroCount);
const EXP_ZERO_THRESHOLD = fixed64Tag(Exp.zeroThreshold);
const EXP_POSITIVE = lengthTag(Exp.positive);
const EXP_NEGATIVE = lengthTag(Exp.negative);
const EXP_FLAGS = varintTag(Exp.flags);
const EXP_ATTRIBUTES = lengthTag(Exp.attributes);
const EXP_EXEMPLARS = lengthTag(Exp.exemplars);
const SUMM_COUNT = fixed64Tag(Summ.count);
const SUMM_SUM = fixed64Tag(Summ.sum);
const SUMM_QUANTILES = lengthTag(Summ.quantileValues);
const SUMM_FLAGS = varintTag(Summ.flags);
const SUMM_ATTRIBUTES = lengthTag(Summ.attributes);

// Places of the leading numbers of `PointFields.words`.
const VALUE = 0;
const COUNT = 0;
const SUM = 1;
const MIN = 2;
const MAX = 3;
const ZERO_COUNT = 4;
const ZERO_THRESHOLD = 5;

/** What a point's reader hands on. The owner steps to the end of what it takes. */
export interface PointOwner {
	/** An attribute of the point that ends at `end`: at the reader's position stands its length. */
	pointAttribute(end: number): void;
	/** A submessage from the reader's position to `end`. */
	exemplar(end: number): void;
}

/** Reads one data point of any kind into `point`; both walks use it, so they agree on what a point holds. */
export class PointReader {
	readonly point: PointFields = createPointFields();
	readonly #words = new WordList();
	readonly #counts = new WordList();
	readonly #bounds = new WordList();
	readonly #reader: WireReader;
	readonly #owner: PointOwner;

	constructor(reader: WireReader, owner: PointOwner) {
		this.#reader = reader;
		this.#owner = owner;
	}

	/** Read a point of a metric of this MetricKind: from the reader's position to `end`. `marks` are left 0. */
	read(metricKind: number, end: number): void {
		clearPoint(this.point);
		this.#words.length = this.#counts.length = this.#bounds.length = 0;
		switch (metricKind) {
			case MetricKind.histogram:
				this.#start(PointKind.histogram, MAX + 1);
				this.#readHistogram(end);
				break;
			case MetricKind.exponentialHistogram:
				this.#start(PointKind.exponentialHistogram, ZERO_THRESHOLD + 1);
				this.#readExponentialHistogram(end);
				break;
			case MetricKind.summary:
				this.#start(PointKind.summary, SUM + 1);
				this.#readSummary(end);
				break;
			default:
				this.#start(PointKind.none, VALUE + 1);
				this.#readNumber(end);
		}
		this.#finish();
	}

	#start(kind: number, leadingNumbers: number): void {
		this.point.kind = kind;
		for (let index = 0; index < leadingNumbers; index++) this.#words.push(0, 0);
	}

	#finish(): void {
		const { point } = this;
		const words = this.#words;
		words.append(this.#counts);
		words.append(this.#bounds);
		point.bucketCount = point.kind === PointKind.summary ? this.#counts.numbers / 2 : this.#counts.numbers;
		point.boundCount = this.#bounds.numbers;
		point.words = words.words;
		point.wordCount = point.kind === PointKind.none ? 0 : words.length;
	}

	#readNumber(end: number): void {
		const reader = this.#reader;
		const { point } = this;
		while (reader.position < end) {
			const tag = reader.tag(end);
			switch (tag) {
				case NUM_ATTRIBUTES:
					this.#owner.pointAttribute(end);
					break;
				case NUM_DOUBLE:
					point.kind = PointKind.double;
					this.#put(VALUE, end);
					break;
				case NUM_INT:
					point.kind = PointKind.int;
					this.#put(VALUE, end);
					break;
				case NUM_FLAGS:
					point.flags = reader.varint(end);
					break;
				case NUM_EXEMPLARS:
					this.#owner.exemplar(reader.length(end));
					break;
				default:
					this.#readTime(tag, end);
			}
		}
	}

	#readHistogram(end: number): void {
		const reader = this.#reader;
		while (reader.position < end) {
			const tag = reader.tag(end);
			switch (tag) {
				case HIST_ATTRIBUTES:
					this.#owner.pointAttribute(end);
					break;
				case HIST_COUNT:
					this.#put(COUNT, end);
					break;
				case HIST_SUM:
					this.#putOptional(SUM, PointPresent.sum, end);
					break;
				case HIST_MIN:
					this.#putOptional(MIN, PointPresent.min, end);
					break;
				case HIST_MAX:
					this.#putOptional(MAX, PointPresent.max, end);
					break;
				case HIST_COUNTS_PACKED:
					this.#counts.pushPackedFixed64(reader, reader.length(end));
					break;
				case HIST_BOUNDS_PACKED:
					this.#bounds.pushPackedFixed64(reader, reader.length(end));
					break;
				case HIST_COUNTS:
					this.#counts.pushFixed64(reader, end);
					break;
				case HIST_BOUNDS:
					this.#bounds.pushFixed64(reader, end);
					break;
				case HIST_FLAGS:
					this.point.flags = reader.varint(end);
					break;
				case HIST_EXEMPLARS:
					this.#owner.exemplar(reader.length(end));
					break;
				default:
					this.#readTime(tag, end);
			}
		}
	}

	#readExponentialHistogram(end: number): void {
		const reader = this.#reader;
		const { point } = this;
		while (reader.position < end) {
			const tag = reader.tag(end);
			switch (tag) {
				case EXP_ATTRIBUTES:
					this.#owner.pointAttribute(end);
					break;
				case EXP_POSITIVE:
					point.present |= PointPresent.positive;
					point.positiveOffset = readBuckets(reader, reader.length(end), this.#counts, point.positiveOffset);
					break;
				case EXP_NEGATIVE:
					point.present |= PointPresent.negative;
					point.negativeOffset = readBuckets(reader, reader.length(end), this.#bounds, point.negativeOffset);
					break;
				case EXP_SCALE:
					point.scale = reader.sint32(end);
					break;
				case EXP_FLAGS:
					point.flags = reader.varint(end);
					break;
				case EXP_EXEMPLARS:
					this.#owner.exemplar(reader.length(end));
					break;
				default:
					this.#readExponentialNumbers(tag, end);
			}
		}
	}

	#readExponentialNumbers(tag: number, end: number): void {
		switch (tag) {
			case EXP_COUNT:
				this.#put(COUNT, end);
				break;
			case EXP_SUM:
				this.#putOptional(SUM, PointPresent.sum, end);
				break;
			case EXP_MIN:
				this.#putOptional(MIN, PointPresent.min, end);
				break;
			case EXP_MAX:
				this.#putOptional(MAX, PointPresent.max, end);
				break;
			case EXP_ZERO_COUNT:
				this.#put(ZERO_COUNT, end);
				break;
			case EXP_ZERO_THRESHOLD:
				this.#put(ZERO_THRESHOLD, end);
				break;
			default:
				this.#readTime(tag, end);
		}
	}

	#readSummary(end: number): void {
		const reader = this.#reader;
		this.point.present = PointPresent.sum;
		while (reader.position < end) {
			const tag = reader.tag(end);
			switch (tag) {
				case SUMM_ATTRIBUTES:
					this.#owner.pointAttribute(end);
					break;
				case SUMM_COUNT:
					this.#put(COUNT, end);
					break;
				case SUMM_SUM:
					this.#put(SUM, end);
					break;
				case SUMM_QUANTILES:
					this.#counts.pushQuantile(reader, reader.length(end));
					break;
				case SUMM_FLAGS:
					this.point.flags = reader.varint(end);
					break;
				default:
					this.#readTime(tag, end);
			}
		}
	}

	#readTime(tag: number, end: number): void {
		if (tag === TIME) this.#putTime(end);
		else if (tag === START_TIME) this.#putStartTime(end);
		else this.#reader.skip(tag, end);
	}

	#putTime(end: number): void {
		this.#reader.fixed64(end);
		this.point.timeHigh = this.#reader.high;
		this.point.timeLow = this.#reader.low;
	}

	#putStartTime(end: number): void {
		this.#reader.fixed64(end);
		this.point.startHigh = this.#reader.high;
		this.point.startLow = this.#reader.low;
	}

	#put(place: number, end: number): void {
		this.#reader.fixed64(end);
		this.#words.words[2 * place] = this.#reader.high;
		this.#words.words[2 * place + 1] = this.#reader.low;
	}

	#putOptional(place: number, present: number, end: number): void {
		this.#put(place, end);
		this.point.present |= present;
	}
}

function createPointFields(): PointFields {
	return {
		timeHigh: 0,
		timeLow: 0,
		startHigh: 0,
		startLow: 0,
		flags: 0,
		kind: 0,
		present: 0,
		scale: 0,
		positiveOffset: 0,
		negativeOffset: 0,
		bucketCount: 0,
		boundCount: 0,
		words: new Uint32Array(0),
		wordCount: 0,
		marks: 0,
	};
}

function clearPoint(point: PointFields): void {
	point.timeHigh = point.timeLow = point.startHigh = point.startLow = 0;
	point.flags = point.kind = point.present = point.scale = 0;
	point.positiveOffset = point.negativeOffset = point.bucketCount = point.boundCount = 0;
	point.marks = 0;
}
