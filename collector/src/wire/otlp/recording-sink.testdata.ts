import type { Attribute, AttributeValue } from "@spanglass/shared/model/attributes";
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { Exemplar, Metric, MetricPoint, MetricType, PointValue } from "@spanglass/shared/model/metric";
import type { EntityRef, Resource, Scope } from "@spanglass/shared/model/resource";
import type { Span, SpanEvent, SpanLink } from "@spanglass/shared/model/span";
import { decodeArrayValue, decodeKeyValueList } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromHalves } from "@spanglass/shared/units/time";
import {
	type EntityRefFields,
	type EventFields,
	type ExemplarFields,
	type LinkFields,
	type LogFields,
	type LogSink,
	type MetricFields,
	type MetricSink,
	type PointFields,
	PointKind,
	PointPresent,
	type ScopeFields,
	type SpanFields,
	type TraceSink,
	ValueType,
} from "../sink.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
const METRIC_TYPES: readonly MetricType[] = ["gauge", "gauge", "sum", "histogram", "exponential_histogram", "summary"];
const words = new DataView(new ArrayBuffer(8));

/** A sink that makes model objects of what a walk reports, and fails when the order of calls is not the sink's contract. */
export class RecordingSink implements TraceSink, LogSink, MetricSink {
	readonly spans: Span[] = [];
	readonly logs: LogRecord[] = [];
	readonly points: MetricPoint[] = [];
	resources = 0;
	scopes = 0;
	readonly #body: Uint8Array;
	#attributes: Attribute[] | undefined;
	#resource: Mutable<Resource> | undefined;
	#scope: Mutable<Scope> | undefined;
	#metric: Mutable<Metric> | undefined;
	#open = "";

	constructor(body: Uint8Array) {
		this.#body = body;
	}

	beginResource(start: number, end: number, schemaUrlStart: number, schemaUrlEnd: number): boolean {
		this.#range(start, end);
		this.resources++;
		const attributes = this.#list();
		this.#resource = { attributes, droppedAttributesCount: 0, entityRefs: [], schemaUrl: this.#text(schemaUrlStart, schemaUrlEnd) };
		this.#scope = undefined;
		this.#enter("resource");
		return true;
	}

	entityRef(fields: EntityRefFields): void {
		const keys: string[] = [];
		for (let index = 0; index < fields.idKeyCount + fields.descriptionKeyCount; index++) {
			keys.push(this.#text(fields.keyRanges[2 * index] ?? -1, fields.keyRanges[2 * index + 1] ?? -1));
		}
		const ref: EntityRef = {
			schemaUrl: this.#text(fields.schemaUrlStart, fields.schemaUrlEnd),
			type: this.#text(fields.typeStart, fields.typeEnd),
			idKeys: keys.slice(0, fields.idKeyCount),
			descriptionKeys: keys.slice(fields.idKeyCount),
		};
		(known(this.#resource).entityRefs as EntityRef[]).push(ref);
	}

	endResource(droppedAttributesCount: number): void {
		known(this.#resource).droppedAttributesCount = droppedAttributesCount;
		this.#leave("resource");
	}

	beginScope(start: number, end: number, schemaUrlStart: number, schemaUrlEnd: number): boolean {
		this.#range(start, end);
		this.scopes++;
		const schemaUrl = this.#text(schemaUrlStart, schemaUrlEnd);
		this.#scope = { name: "", version: "", attributes: this.#list(), droppedAttributesCount: 0, schemaUrl };
		this.#enter("scope");
		return true;
	}

	endScope(fields: ScopeFields): void {
		const scope = known(this.#scope);
		scope.name = this.#text(fields.nameStart, fields.nameEnd);
		scope.version = this.#text(fields.versionStart, fields.versionEnd);
		scope.droppedAttributesCount = fields.droppedAttributesCount;
		this.#leave("scope");
	}

	attribute(keyStart: number, keyEnd: number, type: number, a: number, b: number): void {
		known(this.#attributes).push({ key: this.#text(keyStart, keyEnd), value: this.#value(type, a, b) });
	}

	openSpan(): boolean {
		return false;
	}

	openLog(): boolean {
		return false;
	}

	forgetLog(): void {
		throw new Error("nothing was taken");
	}

	takeAttribute(): boolean {
		throw new Error("attributes are to follow beginSpan and beginLog");
	}

	beginSpan(fields: SpanFields): void {
		this.#enter("span");
		const parent = this.#id(fields.parentSpanIdStart, 8);
		this.spans.push({
			traceId: this.#id(fields.traceIdStart, 16) as TraceId,
			spanId: this.#id(fields.spanIdStart, 8) as SpanId,
			parentSpanId: parent === "" ? undefined : (parent as SpanId),
			traceState: this.#text(fields.traceStateStart, fields.traceStateEnd),
			flags: fields.flags,
			name: this.#text(fields.nameStart, fields.nameEnd),
			kind: fields.kind,
			startTime: unixNanosFromHalves(fields.startHigh, fields.startLow),
			endTime: unixNanosFromHalves(fields.endHigh, fields.endLow),
			attributes: this.#list(),
			droppedAttributesCount: fields.droppedAttributesCount,
			events: [],
			droppedEventsCount: fields.droppedEventsCount,
			links: [],
			droppedLinksCount: fields.droppedLinksCount,
			status: { code: fields.statusCode, message: this.#text(fields.statusMessageStart, fields.statusMessageEnd) },
			resource: known(this.#resource),
			scope: known(this.#scope),
			marks: fields.marks,
		});
	}

	beginEvent(fields: EventFields): void {
		this.#inside("span");
		(last(this.spans).events as SpanEvent[]).push({
			time: unixNanosFromHalves(fields.timeHigh, fields.timeLow),
			name: this.#text(fields.nameStart, fields.nameEnd),
			attributes: this.#list(),
			droppedAttributesCount: fields.droppedAttributesCount,
		});
	}

	beginLink(fields: LinkFields): void {
		this.#inside("span");
		(last(this.spans).links as SpanLink[]).push({
			traceId: this.#hex(fields.traceIdStart, fields.traceIdEnd),
			spanId: this.#hex(fields.spanIdStart, fields.spanIdEnd),
			traceState: this.#text(fields.traceStateStart, fields.traceStateEnd),
			attributes: this.#list(),
			droppedAttributesCount: fields.droppedAttributesCount,
			flags: fields.flags,
		});
	}

	endSpan(): void {
		this.#leave("span");
	}

	beginLog(fields: LogFields): void {
		this.#enter("log");
		this.logs.push({
			time: unixNanosFromHalves(fields.timeHigh, fields.timeLow),
			observedTime: unixNanosFromHalves(fields.observedHigh, fields.observedLow),
			severityNumber: fields.severityNumber,
			severityText: this.#text(fields.severityTextStart, fields.severityTextEnd),
			body: fields.bodyType === -1 ? undefined : this.#value(fields.bodyType, fields.bodyA, fields.bodyB),
			attributes: this.#list(),
			droppedAttributesCount: fields.droppedAttributesCount,
			flags: fields.flags,
			traceId: this.#id(fields.traceIdStart, 16),
			spanId: this.#id(fields.spanIdStart, 8),
			eventName: this.#text(fields.eventNameStart, fields.eventNameEnd),
			resource: known(this.#resource),
			scope: known(this.#scope),
			marks: fields.marks,
		});
	}

	endLog(): void {
		this.#leave("log");
	}

	beginMetric(fields: MetricFields): void {
		this.#enter("metric");
		this.#metric = {
			name: this.#text(fields.nameStart, fields.nameEnd),
			description: this.#text(fields.descriptionStart, fields.descriptionEnd),
			unit: this.#text(fields.unitStart, fields.unitEnd),
			type: METRIC_TYPES[fields.kind] as MetricType,
			temporality: fields.temporality,
			monotonic: fields.monotonic === 1,
			metadata: this.#list(),
		};
	}

	endMetric(): void {
		this.#leave("metric");
	}

	matchSeries(): number {
		return -1;
	}

	useMatchedSeries(): void {
		throw new Error("nothing was matched");
	}

	learnSeries(): void {}

	beginPoint(fields: PointFields): void {
		this.#enter("point");
		this.points.push({
			startTime: unixNanosFromHalves(fields.startHigh, fields.startLow),
			time: unixNanosFromHalves(fields.timeHigh, fields.timeLow),
			flags: fields.flags,
			value: pointValue(fields),
			exemplars: [],
			series: { metric: known(this.#metric), resource: known(this.#resource), scope: known(this.#scope), attributes: this.#list() },
			marks: fields.marks,
		});
	}

	beginExemplar(fields: ExemplarFields): void {
		this.#inside("point");
		(last(this.points).exemplars as Exemplar[]).push({
			time: unixNanosFromHalves(fields.timeHigh, fields.timeLow),
			value: numberValue(fields.kind, fields.valueHigh, fields.valueLow),
			traceId: this.#id(fields.traceIdStart, 16),
			spanId: this.#id(fields.spanIdStart, 8),
			filteredAttributes: this.#list(),
		});
	}

	endPoint(): void {
		this.#leave("point");
	}

	#enter(what: string): void {
		if (this.#open !== "") throw new Error(`${what} inside ${this.#open}`);
		this.#open = what;
	}

	#inside(what: string): void {
		if (this.#open !== what) throw new Error(`outside ${what}`);
	}

	#leave(what: string): void {
		this.#inside(what);
		this.#open = "";
		this.#attributes = undefined;
	}

	#list(): Attribute[] {
		this.#attributes = [];
		return this.#attributes;
	}

	#range(start: number, end: number): Uint8Array {
		if (!(start >= 0 && start <= end && end <= this.#body.length)) throw new Error(`range ${start}..${end} is outside the body`);
		return this.#body.subarray(start, end);
	}

	#text(start: number, end: number): string {
		return UTF8.decode(this.#range(start, end));
	}

	#hex(start: number, end: number): string {
		return Array.from(this.#range(start, end), (byte) => byte.toString(16).padStart(2, "0")).join("");
	}

	#id(start: number, size: number): string {
		return start === -1 ? "" : this.#hex(start, start + size);
	}

	#value(type: number, a: number, b: number): AttributeValue {
		switch (type) {
			case ValueType.string:
				return { type: "string", value: this.#text(a, b) };
			case ValueType.bool:
				return { type: "bool", value: a === 1 };
			case ValueType.int:
				return { type: "int", value: BigInt.asIntN(64, unixNanosFromHalves(a, b)) };
			case ValueType.double:
				return { type: "double", value: double(a, b) };
			case ValueType.bytes:
				return { type: "bytes", value: this.#range(a, b).slice() };
			case ValueType.array:
				return { type: "array", value: decodeArrayValue(this.#range(a, b)) };
			case ValueType.kvlist:
				return { type: "kvlist", value: decodeKeyValueList(this.#range(a, b)) };
			default:
				return { type: "empty" };
		}
	}
}

function known<T>(value: T | undefined): T {
	if (value === undefined) throw new Error("reported before what it belongs to");
	return value;
}

function last<T>(list: readonly T[]): T {
	return known(list.at(-1));
}

function double(high: number, low: number): number {
	words.setUint32(0, high);
	words.setUint32(4, low);
	return words.getFloat64(0);
}

function numberValue(kind: number, high: number, low: number): Exemplar["value"] {
	if (kind === PointKind.int) return { type: "int", value: BigInt.asIntN(64, unixNanosFromHalves(high, low)) };
	return kind === PointKind.double ? { type: "double", value: double(high, low) } : { type: "none" };
}

function pointValue(fields: PointFields): PointValue {
	const high = (index: number) => fields.words[2 * index] ?? 0;
	const low = (index: number) => fields.words[2 * index + 1] ?? 0;
	const long = (index: number): bigint => unixNanosFromHalves(high(index), low(index));
	const real = (index: number) => double(high(index), low(index));
	const list = <T>(from: number, count: number, read: (index: number) => T) => Array.from({ length: count }, (_, i) => read(from + i));
	const optional = (bit: number, index: number) => ((fields.present & bit) === 0 ? undefined : real(index));
	const { bucketCount, boundCount } = fields;
	const spread = {
		count: long(0),
		sum: optional(PointPresent.sum, 1),
		min: optional(PointPresent.min, 2),
		max: optional(PointPresent.max, 3),
	};
	switch (fields.kind) {
		case PointKind.histogram:
			return {
				type: "histogram",
				...spread,
				bucketCounts: list(4, bucketCount, long),
				explicitBounds: list(4 + bucketCount, boundCount, real),
			};
		case PointKind.exponentialHistogram:
			return {
				type: "exponential_histogram",
				...spread,
				scale: fields.scale,
				zeroCount: long(4),
				zeroThreshold: real(5),
				positive:
					(fields.present & PointPresent.positive) === 0
						? undefined
						: { offset: fields.positiveOffset, bucketCounts: list(6, bucketCount, long) },
				negative:
					(fields.present & PointPresent.negative) === 0
						? undefined
						: { offset: fields.negativeOffset, bucketCounts: list(6 + bucketCount, boundCount, long) },
			};
		case PointKind.summary: {
			const quantiles = Array.from({ length: bucketCount }, (_, i) => ({ quantile: real(2 + 2 * i), value: real(3 + 2 * i) }));
			return { type: "summary", count: long(0), sum: real(1), quantiles };
		}
		default:
			return numberValue(fields.kind, high(0), low(0));
	}
}
