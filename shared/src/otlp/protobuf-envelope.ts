import type { Attribute } from "../model/attributes.ts";
import type { EntityRef, Resource, Scope } from "../model/resource.ts";
import { lastOfEachKey } from "./attributes.ts";
import { ProtobufReader } from "./protobuf-reader.ts";
import { addAttribute, writeAttributes } from "./protobuf-values.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";
import { runsOf } from "./runs.ts";

/**
 * The envelopes that the three signals share, with the same field numbers:
 *
 *   request   1 resource envelope*
 *   resource envelope   1 Resource · 2 scope envelope* · 3 schema URL
 *   scope envelope      1 InstrumentationScope · 2 item* · 3 schema URL
 */
export interface Envelope {
	readonly resource: Resource;
	readonly scope: Scope;
}

/** Reads one item of a scope envelope and adds what it holds: one span or log record, or a metric's points. */
export type ReadItem<T> = (reader: ProtobufReader, envelope: Envelope, items: T[]) => void;

/** All items of a request, flat, in the order of the wire. Items of one envelope share its Resource and Scope objects. */
export function readRequest<T>(bytes: Uint8Array, readItem: ReadItem<T>): T[] {
	const items: T[] = [];
	const request = new ProtobufReader(bytes);
	while (request.next()) {
		const message = request.field === 1 ? request.message() : undefined;
		if (message !== undefined) readResourceEnvelope(message, readItem, items);
	}
	return items;
}

/** A Resource may stand behind its items, so the inner envelopes are read last. */
function readResourceEnvelope<T>(reader: ProtobufReader, readItem: ReadItem<T>, items: T[]): void {
	const { head, body, schemaUrl } = readEnvelope(reader);
	const resource = readResource(head, schemaUrl);
	for (const inner of body) {
		const scoped = readEnvelope(inner);
		const envelope = { resource, scope: readScope(scoped.head, scoped.schemaUrl) };
		for (const item of scoped.body) readItem(item, envelope, items);
	}
}

function readEnvelope(reader: ProtobufReader) {
	let head: ProtobufReader | undefined;
	let schemaUrl = "";
	const body: ProtobufReader[] = [];
	while (reader.next()) {
		if (reader.field === 1) head = reader.message() ?? head;
		else if (reader.field === 2) addMessage(reader, body);
		else if (reader.field === 3) schemaUrl = reader.string(schemaUrl);
	}
	return { head, body, schemaUrl };
}

/** Add the current field's embedded message to the list, unread. */
export function addMessage(reader: ProtobufReader, messages: ProtobufReader[]): void {
	const message = reader.message();
	if (message !== undefined) messages.push(message);
}

function readResource(reader: ProtobufReader | undefined, schemaUrl: string): Resource {
	const attributes: Attribute[] = [];
	const entityRefs: EntityRef[] = [];
	let droppedAttributesCount = 0;
	while (reader?.next()) {
		if (reader.field === 1) addAttribute(reader, attributes);
		else if (reader.field === 2) droppedAttributesCount = reader.uint32(droppedAttributesCount);
		else if (reader.field === 3) addEntityRef(reader, entityRefs);
	}
	return { attributes: lastOfEachKey(attributes), droppedAttributesCount, entityRefs, schemaUrl };
}

function addEntityRef(outer: ProtobufReader, entityRefs: EntityRef[]): void {
	const reader = outer.message();
	if (reader === undefined) return;
	let schemaUrl = "";
	let type = "";
	const idKeys: string[] = [];
	const descriptionKeys: string[] = [];
	while (reader.next()) {
		if (reader.field === 1) schemaUrl = reader.string(schemaUrl);
		else if (reader.field === 2) type = reader.string(type);
		else if (reader.field === 3) idKeys.push(reader.string(""));
		else if (reader.field === 4) descriptionKeys.push(reader.string(""));
	}
	entityRefs.push({ schemaUrl, type, idKeys, descriptionKeys });
}

function readScope(reader: ProtobufReader | undefined, schemaUrl: string): Scope {
	const attributes: Attribute[] = [];
	let name = "";
	let version = "";
	let droppedAttributesCount = 0;
	while (reader?.next()) {
		if (reader.field === 1) name = reader.string(name);
		else if (reader.field === 2) version = reader.string(version);
		else if (reader.field === 3) addAttribute(reader, attributes);
		else if (reader.field === 4) droppedAttributesCount = reader.uint32(droppedAttributesCount);
	}
	return { name, version, attributes: lastOfEachKey(attributes), droppedAttributesCount, schemaUrl };
}

/**
 * Encode a request: consecutive items with the same Resource object share an envelope, and within it those with the same Scope
 * object. `writeItems` writes the items of one scope envelope as its field 2.
 */
export function writeRequest<T>(
	items: readonly T[],
	envelopeOf: (item: T) => Envelope,
	writeItems: (writer: ProtobufWriter, items: readonly T[]) => void,
): Uint8Array {
	const writer = new ProtobufWriter();
	for (const ofResource of runsOf(items, (item) => envelopeOf(item).resource)) {
		const mark = writer.begin(1);
		const { resource } = envelopeOf(ofResource[0] as T);
		writeResource(writer, resource);
		for (const ofScope of runsOf(ofResource, (item) => envelopeOf(item).scope)) {
			const inner = writer.begin(2);
			const { scope } = envelopeOf(ofScope[0] as T);
			writeScope(writer, scope);
			writeItems(writer, ofScope);
			writer.string(3, scope.schemaUrl);
			writer.end(inner);
		}
		writer.string(3, resource.schemaUrl);
		writer.end(mark);
	}
	return writer.finish();
}

function writeResource(writer: ProtobufWriter, resource: Resource): void {
	const mark = writer.begin(1);
	writeAttributes(writer, 1, resource.attributes);
	writer.uint32(2, resource.droppedAttributesCount);
	for (const entity of resource.entityRefs) {
		const inner = writer.begin(3);
		writer.string(1, entity.schemaUrl);
		writer.string(2, entity.type);
		for (const key of entity.idKeys) writer.presentString(3, key);
		for (const key of entity.descriptionKeys) writer.presentString(4, key);
		writer.end(inner);
	}
	writer.end(mark);
}

function writeScope(writer: ProtobufWriter, scope: Scope): void {
	const mark = writer.begin(1);
	writer.string(1, scope.name);
	writer.string(2, scope.version);
	writeAttributes(writer, 3, scope.attributes);
	writer.uint32(4, scope.droppedAttributesCount);
	writer.end(mark);
}
