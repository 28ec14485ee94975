import type { EntityRef, Resource, Scope } from "../model/resource.ts";
import { JsonNotes, objectAt, objectsAt, stringAt, stringsAt, uint32At, unlessDefault, unlessEmpty, withoutAbsent } from "./json-fields.ts";
import { type JsonObject, parseRequestText, unknownKeyWarnings } from "./json-text.ts";
import { attributesAt, attributesToJson } from "./json-values.ts";
import type { Envelope } from "./protobuf-envelope.ts";
import { runsOf } from "./runs.ts";

/** The three keys by which the signals' envelopes differ. */
export interface EnvelopeKeys {
	readonly resources: string;
	readonly scopes: string;
	readonly items: string;
}

export const TRACE_KEYS: EnvelopeKeys = { resources: "resourceSpans", scopes: "scopeSpans", items: "spans" };
export const LOG_KEYS: EnvelopeKeys = { resources: "resourceLogs", scopes: "scopeLogs", items: "logRecords" };
export const METRIC_KEYS: EnvelopeKeys = { resources: "resourceMetrics", scopes: "scopeMetrics", items: "metrics" };

/** Reads one item of a scope envelope and adds what it holds. */
export type ReadJsonItem<T> = (item: JsonObject, envelope: Envelope, into: { readonly items: T[]; readonly notes: JsonNotes }) => void;

/** All items of a request, flat, and what was noticed. */
export function readRequestText<T>(text: string, keys: EnvelopeKeys, readItem: ReadJsonItem<T>): { items: T[]; notes: JsonNotes } {
	const root = parseRequestText(text);
	const notes = new JsonNotes();
	for (const warning of unknownKeyWarnings(text, root, keys.resources)) notes.warn(warning);
	return { items: readRequest(objectsAt(root, keys.resources), keys, readItem, notes), notes };
}

/** All items of some resource envelopes, flat; `notes.place` tells where the reading is. */
export function readRequest<T>(resources: readonly JsonObject[], keys: EnvelopeKeys, readItem: ReadJsonItem<T>, notes: JsonNotes): T[] {
	const into = { items: [] as T[], notes };
	const { place } = notes;
	for (const [resourceIndex, outer] of resources.entries()) {
		Object.assign(place, { resource: resourceIndex, scope: -1, item: -1 });
		const resource = readResource(outer, notes);
		for (const [scopeIndex, inner] of objectsAt(outer, keys.scopes).entries()) {
			Object.assign(place, { scope: scopeIndex, item: -1 });
			const envelope = { resource, scope: readScope(inner, notes) };
			for (const [itemIndex, item] of objectsAt(inner, keys.items).entries()) {
				place.item = itemIndex;
				readItem(item, envelope, into);
			}
		}
	}
	return into.items;
}

function readResource(envelope: JsonObject, notes: JsonNotes): Resource {
	const json = objectAt(envelope, "resource") ?? {};
	return {
		attributes: attributesAt(json, "attributes", notes),
		droppedAttributesCount: uint32At(json, "droppedAttributesCount"),
		entityRefs: objectsAt(json, "entityRefs").map(readEntityRef),
		schemaUrl: stringAt(envelope, "schemaUrl"),
	};
}

function readEntityRef(json: JsonObject): EntityRef {
	return {
		schemaUrl: stringAt(json, "schemaUrl"),
		type: stringAt(json, "type"),
		idKeys: stringsAt(json, "idKeys"),
		descriptionKeys: stringsAt(json, "descriptionKeys"),
	};
}

function readScope(envelope: JsonObject, notes: JsonNotes): Scope {
	const json = objectAt(envelope, "scope") ?? {};
	return {
		name: stringAt(json, "name"),
		version: stringAt(json, "version"),
		attributes: attributesAt(json, "attributes", notes),
		droppedAttributesCount: uint32At(json, "droppedAttributesCount"),
		schemaUrl: stringAt(envelope, "schemaUrl"),
	};
}

/** How a signal's flat items become the entries of a scope envelope. */
export interface JsonItems<T> {
	readonly keys: EnvelopeKeys;
	envelopeOf(item: T): Envelope;
	toJson(items: readonly T[]): readonly JsonObject[];
}

/** Items as a request object; consecutive ones with the same Resource and Scope objects share envelopes. */
export function requestToJson<T>(items: readonly T[], { keys, envelopeOf, toJson }: JsonItems<T>): JsonObject {
	const resources: JsonObject[] = [];
	for (const ofResource of runsOf(items, (item) => envelopeOf(item).resource)) {
		const scopes: JsonObject[] = [];
		for (const ofScope of runsOf(ofResource, (item) => envelopeOf(item).scope)) {
			const { scope } = envelopeOf(ofScope[0] as T);
			scopes.push(withoutAbsent({ scope: scopeToJson(scope), [keys.items]: toJson(ofScope), schemaUrl: unlessDefault(scope.schemaUrl) }));
		}
		const { resource } = envelopeOf(ofResource[0] as T);
		const schemaUrl = unlessDefault(resource.schemaUrl);
		resources.push(withoutAbsent({ resource: resourceToJson(resource), [keys.scopes]: scopes, schemaUrl }));
	}
	return { [keys.resources]: resources };
}

/** The Resource message; its schema URL belongs to the envelope. */
function resourceToJson(resource: Resource): JsonObject {
	return withoutAbsent({
		attributes: unlessEmpty(attributesToJson(resource.attributes)),
		droppedAttributesCount: unlessDefault(resource.droppedAttributesCount),
		entityRefs: unlessEmpty(resource.entityRefs.map(entityRefToJson)),
	});
}

function entityRefToJson(entity: EntityRef): JsonObject {
	return withoutAbsent({
		schemaUrl: unlessDefault(entity.schemaUrl),
		type: unlessDefault(entity.type),
		idKeys: unlessEmpty(entity.idKeys),
		descriptionKeys: unlessEmpty(entity.descriptionKeys),
	});
}

/** The InstrumentationScope message; its schema URL belongs to the envelope. */
function scopeToJson(scope: Scope): JsonObject {
	return withoutAbsent({
		name: unlessDefault(scope.name),
		version: unlessDefault(scope.version),
		attributes: unlessEmpty(attributesToJson(scope.attributes)),
		droppedAttributesCount: unlessDefault(scope.droppedAttributesCount),
	});
}
