import { LIMITS } from "@spanglass/shared/model/limits";
import { AggregationTemporality, NO_RECORDED_VALUE } from "@spanglass/shared/model/metric";
import { MetricKind, PointKind } from "../sink.ts";
import { ExemplarField, lengthTag, MetricField } from "./fields.ts";
import { MetricHeader } from "./metric-header.ts";
import { type PointOwner, PointReader } from "./metric-point.ts";
import { Reject } from "./reject-reason.ts";
import { RequestCheck } from "./request-check.ts";

const METADATA = lengthTag(MetricField.metadata);
const EXEMPLAR_ATTRIBUTES = lengthTag(ExemplarField.filteredAttributes);

/** First walk over data points: the rules of `otlp.md` V09, and structure. */
export class MetricCheck extends RequestCheck implements PointOwner {
	readonly #header = new MetricHeader();
	readonly #points = new PointReader(this.reader, this);
	#attributes = 0;

	protected checkElement(end: number): void {
		const reader = this.reader;
		const start = reader.position;
		const header = this.#header;
		header.read(reader, end);
		if (header.cut) this.cut = true;
		if (header.hasMetadata) this.#checkMetadata(start, end);
		header.firstData(reader);
		for (let pointEnd = header.nextPoint(reader); pointEnd >= 0; pointEnd = header.nextPoint(reader)) {
			this.tooDeep = false;
			this.#attributes = 0;
			this.#points.read(header.kind, pointEnd);
			if (this.#attributes > LIMITS.attributesPerItem) this.cut = true;
			const reason = this.#reason();
			const { point } = this.#points;
			if (reason === Reject.none && (point.timeHigh | point.timeLow) === 0) this.timeless = true;
			this.countItem(reason);
		}
		reader.position = end;
	}

	pointAttribute(end: number): void {
		this.#attributes++;
		this.checkAttribute(this.reader.length(end));
	}

	exemplar(end: number): void {
		const reader = this.reader;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === EXEMPLAR_ATTRIBUTES) this.checkAttribute(reader.length(end));
			else reader.skip(tag, end);
		}
	}

	#reason(): number {
		if (this.tooDeep) return Reject.valueTooDeep;
		const { kind, temporality } = this.#header;
		const hasTemporality = kind !== MetricKind.gauge && kind !== MetricKind.summary;
		if (hasTemporality && temporality === AggregationTemporality.unspecified) return Reject.temporalityUnspecified;
		const { point } = this.#points;
		if (point.kind === PointKind.none && (point.flags & NO_RECORDED_VALUE) === 0) return Reject.missingValue;
		const isHistogram = point.kind === PointKind.histogram;
		const isWhole = point.bucketCount === 0 ? point.boundCount === 0 : point.bucketCount === point.boundCount + 1;
		return isHistogram && !isWhole ? Reject.bucketMismatch : Reject.none;
	}

	/** Metadata belongs to no point: too deep a value there is only cut. */
	#checkMetadata(start: number, end: number): void {
		const reader = this.reader;
		reader.position = start;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === METADATA) this.checkAttribute(reader.length(end));
			else reader.skip(tag, end);
		}
	}
}
