/** Words back to model objects, for single items and entities; scans read the words themselves. */
import type { Attribute, Attributes, AttributeValue } from "@spanglass/shared/model/attributes";
import type { Exemplar, Metric, MetricType, Series } from "@spanglass/shared/model/metric";
import type { EntityRef, Resource, Scope } from "@spanglass/shared/model/resource";
import { decodeArrayValue, decodeKeyValueList } from "@spanglass/shared/otlp/protobuf";
import { type UnixNanos, unixNanosFromHalves } from "@spanglass/shared/units/time";
import { MetricKind, PointKind } from "../wire/sink.ts";
import type { Dictionary } from "./dictionary.ts";
import { doubleFromHalves, int64FromHalves } from "./halves.ts";
import { ENTITY_LENGTH_SHIFT, KEY_MASK, StoredType, TYPE_SHIFT } from "./layout.ts";

/** What dictionary ids stand for. `raw` answers a view of the dictionary's bytes. */
export interface TextSource {
	text(id: number): string;
	raw(id: number): Uint8Array;
}

/** A generation's records and their texts. */
export interface RecordSource extends TextSource {
	readonly records: Uint32Array;
}

/** The records of a generation that is being written. */
export function recordsBeingWritten(dictionary: Dictionary, records: Uint32Array): RecordSource {
	const raw = (id: number) => dictionary.bytesOf(id);
	return { records, raw, text: (id) => Buffer.from(raw(id)).toString("utf8") };
}

/** A position in a list of words that moves as things are read. */
export class WordReader {
	readonly #texts: TextSource;
	readonly #words: Uint32Array;
	at: number;

	constructor(texts: TextSource, words: Uint32Array, at: number) {
		this.#texts = texts;
		this.#words = words;
		this.at = at;
	}

	word(): number {
		return this.#words[this.at++] as number;
	}

	text(): string {
		return this.#texts.text(this.word());
	}

	/** A copy: callers own what they get. */
	bytes(): Uint8Array {
		return Uint8Array.from(this.#texts.raw(this.word()));
	}

	double(): number {
		return doubleFromHalves(this.word(), this.word());
	}

	time(): UnixNanos {
		return unixNanosFromHalves(this.word(), this.word());
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

	/** The attribute that a head starts; its value is next. */
	attribute(head: number): Attribute {
		return { key: this.#texts.text(head & KEY_MASK), value: this.value(head >>> TYPE_SHIFT) };
	}

	/** Attributes of a record, each with its head. */
	attributes(count: number): Attributes {
		return Array.from({ length: count }, () => this.attribute(this.word()));
	}
}

/** The value of a number point or exemplar. */
export function numberFromHalves(kind: number, high: number, low: number): Exemplar["value"] {
	if (kind === PointKind.int) return { type: "int", value: int64FromHalves(high, low) };
	if (kind === PointKind.double) return { type: "double", value: doubleFromHalves(high, low) };
	return { type: "none" };
}

/** The shape whose record starts at `offset`: a view of its heads. */
export function shapeHeads(records: Uint32Array, offset: number): Uint32Array {
	return records.subarray(offset + 1, offset + ((records[offset] as number) >>> ENTITY_LENGTH_SHIFT));
}

/** The resource whose record starts at `offset`. */
export function decodeResource(source: RecordSource, offset: number): Resource {
	const reader = new WordReader(source, source.records, offset);
	const end = offset + (reader.word() >>> ENTITY_LENGTH_SHIFT);
	const schemaUrl = reader.text();
	const droppedAttributesCount = reader.word();
	const attributes = reader.attributes(reader.word());
	const entityRefs: EntityRef[] = [];
	while (reader.at < end) entityRefs.push(decodeEntityRef(reader));
	return { attributes, droppedAttributesCount, entityRefs, schemaUrl };
}

function decodeEntityRef(reader: WordReader): EntityRef {
	const schemaUrl = reader.text();
	const type = reader.text();
	const idKeyCount = reader.word();
	const descriptionKeyCount = reader.word();
	const texts = (count: number) => Array.from({ length: count }, () => reader.text());
	return { schemaUrl, type, idKeys: texts(idKeyCount), descriptionKeys: texts(descriptionKeyCount) };
}

/** The scope whose record starts at `offset`. */
export function decodeScope(source: RecordSource, offset: number): Scope {
	const reader = new WordReader(source, source.records, offset + 1);
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
	const reader = new WordReader(source, source.records, offset + 1);
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
	const reader = new WordReader(source, source.records, offset + 1);
	const metric = reader.word();
	const resource = reader.word();
	const scope = reader.word();
	return { metric, resource, scope, attributes: reader.attributes(reader.word()) };
}

/** What the spans of one operation share, by entity ordinal and dictionary id. */
export interface OperationRecord {
	readonly resource: number;
	readonly scope: number;
	readonly name: number;
	readonly kind: number;
	readonly flags: number;
}

/** Words of an operation's record, from its start. */
export const OperationWord = { resource: 1, scope: 2, name: 3, kind: 4, flags: 5 } as const;

/** The operation whose record starts at `offset`. */
export function decodeOperation(records: Uint32Array, offset: number): OperationRecord {
	return {
		resource: records[offset + OperationWord.resource] as number,
		scope: records[offset + OperationWord.scope] as number,
		name: records[offset + OperationWord.name] as number,
		kind: (records[offset + OperationWord.kind] as number) | 0,
		flags: records[offset + OperationWord.flags] as number,
	};
}

/** What the records of one log statement share, by entity ordinal and dictionary id. */
export interface LogSourceRecord {
	readonly resource: number;
	readonly scope: number;
	readonly severityNumber: number;
	readonly severityText: number;
	readonly eventName: number;
	readonly flags: number;
}

/** The log source whose record starts at `offset`. */
export function decodeLogSource(records: Uint32Array, offset: number): LogSourceRecord {
	const word = (at: number): number => records[offset + at] as number;
	return {
		resource: word(1),
		scope: word(2),
		severityNumber: word(3) | 0,
		severityText: word(4),
		eventName: word(5),
		flags: word(6),
	};
}
