/** Words back to model objects, for single items; scans read the words themselves. */
import type { Attribute, Attributes, AttributeValue } from "@spanglass/shared/model/attributes";
import type { Exemplar, Metric, MetricType, Series } from "@spanglass/shared/model/metric";
import type { EntityRef, Resource, Scope } from "@spanglass/shared/model/resource";
import type { SpanEvent, SpanLink } from "@spanglass/shared/model/span";
import { decodeArrayValue, decodeKeyValueList } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromHalves } from "@spanglass/shared/units/time";
import { MetricKind, PointKind } from "../wire/sink.ts";
import type { Dictionary } from "./dictionary.ts";
import { doubleFromHalves, hexOf, int64FromHalves } from "./halves.ts";
import { COUNT_MASK, ENTITY_LENGTH_SHIFT, EXTRAS_BIT, KEY_MASK, StoredType, TYPE_SHIFT } from "./layout.ts";

/** Words and what their dictionary ids stand for. `raw` answers a view of the dictionary's bytes. */
export interface RecordSource {
	readonly words: Uint32Array;
	text(id: number): string;
	raw(id: number): Uint8Array;
}

/** The records of a generation that is being written. */
export function textOfDictionary(dictionary: Dictionary, words: Uint32Array): RecordSource {
	const raw = (id: number) => dictionary.bytesOf(id);
	return { words, raw, text: (id) => Buffer.from(raw(id)).toString("utf8") };
}

const HAS_TRACE = 1 << 8;
const HAS_SPAN = 1 << 9;

/** A position in the words of one source that moves as things are read. */
export class RecordReader {
	readonly #source: RecordSource;
	at: number;

	constructor(source: RecordSource, at: number) {
		this.#source = source;
		this.at = at;
	}

	word(): number {
		return this.#source.words[this.at++] as number;
	}

	text(): string {
		return this.#source.text(this.word());
	}

	/** A copy: callers own what they get. */
	bytes(): Uint8Array {
		return Uint8Array.from(this.#source.raw(this.word()));
	}

	value(storedType: number): AttributeValue {
		switch (storedType) {
			case StoredType.string:
				return { type: "string", value: this.text() };
			case StoredType.bool:
				return { type: "bool", value: this.word() !== 0 };
			case StoredType.int:
				return { type: "int", value: BigInt(this.word() | 0) };
			case StoredType.wideInt:
				return { type: "int", value: int64FromHalves(this.word(), this.word()) };
			case StoredType.double:
				return { type: "double", value: this.double() };
			case StoredType.bytes:
				return { type: "bytes", value: this.bytes() };
			case StoredType.array:
				return { type: "array", value: decodeArrayValue(this.bytes()) };
			case StoredType.kvlist:
				return { type: "kvlist", value: decodeKeyValueList(this.bytes()) };
			default:
				return { type: "empty" };
		}
	}

	double(): number {
		return doubleFromHalves(this.word(), this.word());
	}

	time() {
		return unixNanosFromHalves(this.word(), this.word());
	}

	attributes(count: number): Attributes {
		const attributes: Attribute[] = [];
		for (let index = 0; index < count; index++) {
			const head = this.word();
			attributes.push({ key: this.#source.text(head & KEY_MASK), value: this.value(head >>> TYPE_SHIFT) });
		}
		return attributes;
	}

	event(): SpanEvent {
		const time = this.time();
		const name = this.text();
		return { time, name, ...this.#part() };
	}

	link(): SpanLink {
		const traceId = this.bytes();
		const spanId = this.bytes();
		const traceState = this.text();
		const flags = this.word();
		return { traceId: hexOf(traceId), spanId: hexOf(spanId), traceState, flags, ...this.#part() };
	}

	exemplar(): Exemplar {
		const time = this.time();
		const bits = this.word();
		const value = this.#number(bits & 0xff);
		const traceId = (bits & HAS_TRACE) === 0 ? "" : this.#hexWords(4);
		const spanId = (bits & HAS_SPAN) === 0 ? "" : this.#hexWords(2);
		return { time, value, traceId, spanId, filteredAttributes: this.attributes(this.word()) };
	}

	#number(kind: number): Exemplar["value"] {
		const high = this.word();
		const low = this.word();
		return numberFromHalves(kind, high, low);
	}

	#hexWords(count: number): string {
		let hex = "";
		for (let index = 0; index < count; index++) hex += this.word().toString(16).padStart(8, "0");
		return hex;
	}

	/** Count header and attributes of an event or link. */
	#part(): { readonly attributes: Attributes; readonly droppedAttributesCount: number } {
		const header = this.word();
		const droppedAttributesCount = (header & EXTRAS_BIT) === 0 ? 0 : this.word();
		return { attributes: this.attributes(header & COUNT_MASK), droppedAttributesCount };
	}
}

/** The value of a number point or exemplar. */
export function numberFromHalves(kind: number, high: number, low: number): Exemplar["value"] {
	if (kind === PointKind.int) return { type: "int", value: int64FromHalves(high, low) };
	if (kind === PointKind.double) return { type: "double", value: doubleFromHalves(high, low) };
	return { type: "none" };
}

/** The resource whose record starts at `offset`. */
export function decodeResource(source: RecordSource, offset: number): Resource {
	const reader = new RecordReader(source, offset);
	const end = offset + (reader.word() >>> ENTITY_LENGTH_SHIFT);
	const schemaUrl = reader.text();
	const droppedAttributesCount = reader.word();
	const attributes = reader.attributes(reader.word());
	const entityRefs: EntityRef[] = [];
	while (reader.at < end) entityRefs.push(decodeEntityRef(reader));
	return { attributes, droppedAttributesCount, entityRefs, schemaUrl };
}

function decodeEntityRef(reader: RecordReader): EntityRef {
	const schemaUrl = reader.text();
	const type = reader.text();
	const idKeyCount = reader.word();
	const descriptionKeyCount = reader.word();
	const texts = (count: number) => Array.from({ length: count }, () => reader.text());
	return { schemaUrl, type, idKeys: texts(idKeyCount), descriptionKeys: texts(descriptionKeyCount) };
}

/** The scope whose record starts at `offset`. */
export function decodeScope(source: RecordSource, offset: number): Scope {
	const reader = new RecordReader(source, offset + 1);
	const schemaUrl = reader.text();
	const name = reader.text();
	const version = reader.text();
	const droppedAttributesCount = reader.word();
	return { name, version, attributes: reader.attributes(reader.word()), droppedAttributesCount, schemaUrl };
}

const METRIC_TYPES: readonly [number, MetricType][] = [
	[MetricKind.gauge, "gauge"],
	[MetricKind.sum, "sum"],
	[MetricKind.histogram, "histogram"],
	[MetricKind.exponentialHistogram, "exponential_histogram"],
	[MetricKind.summary, "summary"],
];
const TYPE_OF_KIND: ReadonlyMap<number, MetricType> = new Map(METRIC_TYPES);

/** The metric whose record starts at `offset`. */
export function decodeMetric(source: RecordSource, offset: number): Metric {
	const reader = new RecordReader(source, offset + 1);
	const name = reader.text();
	const description = reader.text();
	const unit = reader.text();
	const packed = reader.word();
	const temporality = reader.word() | 0;
	const metadata = reader.attributes(reader.word());
	const type = TYPE_OF_KIND.get(packed & 0xff) ?? "gauge";
	return { name, description, unit, type, temporality, monotonic: packed >>> 8 !== 0, metadata };
}

/** A series' parts by entity ordinal, and its attributes. */
export interface SeriesRecord {
	readonly metric: number;
	readonly resource: number;
	readonly scope: number;
	readonly attributes: Series["attributes"];
}

/** The series whose record starts at `offset`. */
export function decodeSeries(source: RecordSource, offset: number): SeriesRecord {
	const reader = new RecordReader(source, offset + 1);
	const metric = reader.word();
	const resource = reader.word();
	const scope = reader.word();
	return { metric, resource, scope, attributes: reader.attributes(reader.word()) };
}
