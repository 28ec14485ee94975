/** Texts and entities as every view of rows reads them, wherever its records and its dictionary lie. */
import type { Metric, Series } from "@spanglass/shared/model/metric";
import type { Resource, Scope } from "@spanglass/shared/model/resource";
import { environment, serviceInstance, serviceName, serviceNamespace, serviceVersion } from "@spanglass/shared/semconv/identity";
import type { Emitter, EntityMemory } from "./entity-memory.ts";
import { ENTITY_KIND_MASK, EntityKind, TYPE_SHIFT, VALUE_WORDS } from "./layout.ts";
import {
	decodeLogSource,
	decodeMetric,
	decodeOperation,
	decodeResource,
	decodeScope,
	decodeSeries,
	type LogSourceRecord,
	type OperationRecord,
	type RecordSource,
	type SeriesRecord,
	shapeHeads,
} from "./record-decoder.ts";

export abstract class EntityView<Memory extends EntityMemory = EntityMemory> implements RecordSource {
	abstract readonly records: Uint32Array;
	/** Entity i starts at records[entities[i]]. */
	abstract readonly entities: Uint32Array;
	protected readonly memory: Memory;

	constructor(memory: Memory) {
		this.memory = memory;
	}

	/** The bytes of a dictionary entry; a view, not to be changed. */
	abstract raw(id: number): Uint8Array;
	/** The text of an entry, made anew. */
	protected abstract decodeText(id: number): string;

	/** The text of a dictionary entry, made once and kept for a while. */
	text(id: number): string {
		const { texts } = this.memory;
		return texts.get(id) ?? texts.keep(id, this.decodeText(id));
	}

	/** The same text, not kept: for passes that look at every entry once. */
	passingText(id: number): string {
		return this.memory.texts.get(id) ?? this.decodeText(id);
	}

	/** The resource with this entity ordinal; the same object as long as it is kept. */
	resource(entity: number): Resource {
		const { resources } = this.memory;
		return resources.get(entity) ?? resources.keep(entity, decodeResource(this, this.#start(entity)));
	}

	scope(entity: number): Scope {
		const { scopes } = this.memory;
		return scopes.get(entity) ?? scopes.keep(entity, decodeScope(this, this.#start(entity)));
	}

	/** Who a resource belongs to. */
	emitter(entity: number): Emitter {
		const { emitters } = this.memory;
		return emitters.get(entity) ?? emitters.keep(entity, emitterOf(this.resource(entity)));
	}

	/** A metric's description by its entity ordinal. */
	metric(entity: number): Metric {
		const { metrics } = this.memory;
		return metrics.get(entity) ?? metrics.keep(entity, decodeMetric(this, this.#start(entity)));
	}

	/** A series by its entity ordinal. */
	series(entity: number): Series {
		const { series } = this.memory;
		return series.get(entity) ?? series.keep(entity, this.#decodeSeries(entity));
	}

	/** A series' parts by entity ordinal. */
	seriesRecord(entity: number): SeriesRecord {
		return decodeSeries(this, this.#start(entity));
	}

	operation(entity: number): OperationRecord {
		return decodeOperation(this.records, this.#start(entity));
	}

	logSource(entity: number): LogSourceRecord {
		return decodeLogSource(this.records, this.#start(entity));
	}

	/** Ordinals of all resources. Cost O(entities). */
	resourceEntities(): readonly number[] {
		const { records } = this;
		const resources: number[] = [];
		this.entities.forEach((start, entity) => {
			if (((records[start] as number) & ENTITY_KIND_MASK) === EntityKind.resource) resources.push(entity);
		});
		return resources;
	}

	/** The heads (key | type << 28) of a shape. */
	shape(entity: number): Uint32Array {
		return shapeHeads(this.records, this.#start(entity));
	}

	/** Words that the values of a list of this shape take. */
	shapeWords(entity: number): number {
		let words = 0;
		for (const head of this.shape(entity)) words += VALUE_WORDS[head >>> TYPE_SHIFT] as number;
		return words;
	}

	/** Words from a list's start to the value of a head; past the list when the shape does not have it. */
	protected offsetInList(shape: number, head: number): number {
		let offset = 1;
		for (const other of this.shape(shape)) {
			if (other === head) break;
			offset += VALUE_WORDS[other >>> TYPE_SHIFT] as number;
		}
		return offset;
	}

	#decodeSeries(entity: number): Series {
		const { metric, resource, scope, attributes } = this.seriesRecord(entity);
		return { metric: this.metric(metric), attributes, resource: this.resource(resource), scope: this.scope(scope) };
	}

	#start(entity: number): number {
		return this.entities[entity] as number;
	}
}

function emitterOf({ attributes }: Resource): Emitter {
	return {
		namespace: serviceNamespace(attributes),
		service: serviceName(attributes),
		version: serviceVersion(attributes) ?? "",
		instance: serviceInstance(attributes) ?? "",
		environment: environment(attributes) ?? "",
	};
}
