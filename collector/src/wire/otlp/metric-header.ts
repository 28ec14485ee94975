import { LIMITS } from "@spanglass/shared/model/limits";
import { MetricKind } from "../sink.ts";
import { lengthTag, MetricDataField, MetricField, varintTag } from "./fields.ts";
import type { WireReader } from "./protobuf.ts";

const NAME = lengthTag(MetricField.name);
const DESCRIPTION = lengthTag(MetricField.description);
const UNIT = lengthTag(MetricField.unit);
const GAUGE = lengthTag(MetricField.gauge);
const SUM = lengthTag(MetricField.sum);
const HISTOGRAM = lengthTag(MetricField.histogram);
const EXPONENTIAL_HISTOGRAM = lengthTag(MetricField.exponentialHistogram);
const SUMMARY = lengthTag(MetricField.summary);
const METADATA = lengthTag(MetricField.metadata);
const DATA_POINTS = lengthTag(MetricDataField.dataPoints);
const TEMPORALITY = varintTag(MetricDataField.aggregationTemporality);
const MONOTONIC = varintTag(MetricDataField.isMonotonic);

/**
 * The head of one Metric, read before its points since fields come in any order; the same for the first and the second walk,
 * so that both count the same points.
 *
 * The data of a metric is a oneof: the last kind sent wins, and pieces of that kind since it was last switched are merged.
 * Points are visited with `firstData` / `nextPoint`.
 */
export class MetricHeader {
	nameStart = 0;
	nameEnd = 0;
	descriptionStart = 0;
	descriptionEnd = 0;
	unitStart = 0;
	unitEnd = 0;
	/** MetricKind; 0 when the metric has no data that we know. */
	kind = 0;
	temporality = 0;
	monotonic = 0;
	hasMetadata = false;
	/** A text over its limit. */
	cut = false;
	#dataTag = 0;
	#dataStart = 0;
	#metricEnd = 0;
	#dataEnd = 0;

	/** Read from the reader's position to `end`. */
	read(reader: WireReader, end: number): void {
		this.#clear(reader.position, end);
		while (reader.position < end) {
			const at = reader.position;
			const tag = reader.tag(end);
			const kind = kindOf(tag);
			if (kind !== 0) {
				if (tag !== this.#dataTag) this.#switchTo(kind, tag, at);
				this.#readData(reader, reader.length(end));
			} else this.#readText(reader, tag, end);
		}
	}

	/** Go to the points; then `nextPoint` answers each one's end, its content starting at the reader's position. */
	firstData(reader: WireReader): void {
		reader.position = this.#dataStart;
		this.#dataEnd = 0;
	}

	/** Answers -1 after the last point. The caller has moved the reader to the end of the point before. */
	nextPoint(reader: WireReader): number {
		const metricEnd = this.#metricEnd;
		while (reader.position < metricEnd) {
			const end = this.#dataEnd === 0 ? metricEnd : this.#dataEnd;
			if (reader.position === end) {
				this.#dataEnd = 0;
				continue;
			}
			const tag = reader.tag(end);
			if (this.#dataEnd === 0) {
				if (tag === this.#dataTag) this.#dataEnd = reader.length(end);
				else reader.skip(tag, end);
			} else if (tag === DATA_POINTS) return reader.length(end);
			else reader.skip(tag, end);
		}
		return -1;
	}

	#clear(start: number, end: number): void {
		this.nameStart = this.nameEnd = this.descriptionStart = this.descriptionEnd = this.unitStart = this.unitEnd = 0;
		this.hasMetadata = false;
		this.cut = false;
		this.#metricEnd = end;
		this.#switchTo(0, 0, start);
	}

	#switchTo(kind: number, tag: number, at: number): void {
		this.kind = kind;
		this.temporality = 0;
		this.monotonic = 0;
		this.#dataTag = tag;
		this.#dataStart = at;
	}

	#readText(reader: WireReader, tag: number, end: number): void {
		if (tag === NAME) {
			if (reader.text(end, LIMITS.valueBytes)) this.cut = true;
			this.nameStart = reader.textStart;
			this.nameEnd = reader.textEnd;
		} else if (tag === DESCRIPTION) {
			if (reader.text(end, LIMITS.valueBytes)) this.cut = true;
			this.descriptionStart = reader.textStart;
			this.descriptionEnd = reader.textEnd;
		} else if (tag === UNIT) {
			if (reader.text(end, LIMITS.valueBytes)) this.cut = true;
			this.unitStart = reader.textStart;
			this.unitEnd = reader.textEnd;
		} else {
			if (tag === METADATA) this.hasMetadata = true;
			reader.skip(tag, end);
		}
	}

	#readData(reader: WireReader, end: number): void {
		const hasTemporality = this.kind !== MetricKind.gauge && this.kind !== MetricKind.summary;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === TEMPORALITY && hasTemporality) this.temporality = reader.varint(end) | 0;
			else if (tag === MONOTONIC && this.kind === MetricKind.sum) this.monotonic = reader.bool(end) ? 1 : 0;
			else reader.skip(tag, end);
		}
	}
}

function kindOf(tag: number): number {
	switch (tag) {
		case GAUGE:
			return MetricKind.gauge;
		case SUM:
			return MetricKind.sum;
		case HISTOGRAM:
			return MetricKind.histogram;
		case EXPONENTIAL_HISTOGRAM:
			return MetricKind.exponentialHistogram;
		case SUMMARY:
			return MetricKind.summary;
		default:
			return 0;
	}
}
