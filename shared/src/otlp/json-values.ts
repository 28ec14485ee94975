import type { Attributes, AttributeValue } from "../model/attributes.ts";
import { base64FromBytes, bytesFromBase64 } from "../units/base64.ts";
import { lastOfEachKey } from "./attributes.ts";
import { boolAt, type JsonNotes, listAt, objectAt, objectsAt, stringAt } from "./json-fields.ts";
import { doubleFromJson, INT64, integerFromJson, jsonFromDouble, wrongJson } from "./json-number.ts";
import { isJsonObject, type JsonObject } from "./json-text.ts";
import { VALUE_DEPTH_WRITTEN } from "./protobuf-values.ts";

/** OTLP/JSON's AnyValue; `{}` is a value without a type. Integers are decimal strings, bytes are base64. */
export type AnyValueJson =
	| { readonly [key: string]: never }
	| { readonly stringValue: string }
	| { readonly boolValue: boolean }
	| { readonly intValue: string }
	| { readonly doubleValue: number | string }
	| { readonly bytesValue: string }
	| { readonly arrayValue: { readonly values?: readonly AnyValueJson[] } }
	| { readonly kvlistValue: { readonly values?: readonly KeyValueJson[] } };

export interface KeyValueJson {
	readonly key: string;
	readonly value: AnyValueJson;
}

const EMPTY: AttributeValue = { type: "empty" };

/** A value as OTLP/JSON. Cost O(size); as deep as the value is. */
export function valueToJson(value: AttributeValue): AnyValueJson {
	switch (value.type) {
		case "empty":
			return {};
		case "string":
			return { stringValue: value.value };
		case "bool":
			return { boolValue: value.value };
		case "int":
			return { intValue: value.value.toString() };
		case "double":
			return { doubleValue: jsonFromDouble(value.value) };
		case "bytes":
			return { bytesValue: base64FromBytes(value.value) };
		case "array":
			return { arrayValue: { values: value.value.map(valueToJson) } };
		case "kvlist":
			return { kvlistValue: { values: attributesToJson(value.value) } };
	}
}

/** Attributes as OTLP/JSON's list of key and value, in their order. */
export function attributesToJson(attributes: Attributes): readonly KeyValueJson[] {
	return attributes.map(({ key, value }) => ({ key, value: valueToJson(value) }));
}

/** The attributes under a key, each key of theirs once. `depth` is that of their values. */
export function attributesAt(parent: JsonObject, key: string, notes: JsonNotes, depth = 1): Attributes {
	const attributes = objectsAt(parent, key).map((entry) => {
		if (entry.keyStrindex !== undefined) notes.warn(STRINDEX);
		return { key: stringAt(entry, "key"), value: valueFromJson(objectAt(entry, "value") ?? {}, notes, depth) };
	});
	return lastOfEachKey(attributes);
}

const STRINDEX = "string indexes (keyStrindex, stringValueStrindex) belong to profiles; they were read as empty";
const MEMBERS: ReadonlyMap<string, (value: JsonObject, notes: JsonNotes, depth: number) => AttributeValue> = new Map([
	["stringValue", (value) => ({ type: "string", value: stringAt(value, "stringValue") })],
	["boolValue", (value) => ({ type: "bool", value: boolAt(value, "boolValue") })],
	["intValue", (value) => ({ type: "int", value: integerFromJson(value.intValue, "intValue", INT64) })],
	["doubleValue", (value) => ({ type: "double", value: doubleFromJson(value.doubleValue, "doubleValue") })],
	["bytesValue", (value) => ({ type: "bytes", value: bytesOf(value) })],
	["arrayValue", arrayOf],
	["kvlistValue", kvlistOf],
	["stringValueStrindex", strindexOf],
]);

/**
 * Read an AnyValue: of several members the last that is not null counts; none is the empty value.
 *
 * Beyond VALUE_DEPTH_WRITTEN the elements are left out with a warning: what remains is still too deep for a receiver, which rejects
 * that one item.
 */
export function valueFromJson(json: JsonObject, notes: JsonNotes, depth = 1): AttributeValue {
	let value = EMPTY;
	for (const key of Object.keys(json)) {
		const read = MEMBERS.get(key);
		if (read !== undefined && json[key] !== null) value = read(json, notes, depth);
	}
	return value;
}

function strindexOf(_value: JsonObject, notes: JsonNotes): AttributeValue {
	notes.warn(STRINDEX);
	return EMPTY;
}

function bytesOf(value: JsonObject): Uint8Array {
	const text = stringAt(value, "bytesValue");
	const bytes = bytesFromBase64(text);
	if (bytes === undefined) throw wrongJson("bytesValue", "must be base64", text);
	return bytes;
}

function arrayOf(value: JsonObject, notes: JsonNotes, depth: number): AttributeValue {
	const entries = isTooDeep(notes, depth) ? [] : listAt(objectAt(value, "arrayValue") ?? {}, "values");
	const elements = entries.map((entry) => {
		if (entry === null) return EMPTY;
		if (!isJsonObject(entry)) throw wrongJson("values", "must hold objects", entry);
		return valueFromJson(entry, notes, depth + 1);
	});
	return { type: "array", value: elements };
}

function kvlistOf(value: JsonObject, notes: JsonNotes, depth: number): AttributeValue {
	if (isTooDeep(notes, depth)) return { type: "kvlist", value: [] };
	return { type: "kvlist", value: attributesAt(objectAt(value, "kvlistValue") ?? {}, "values", notes, depth + 1) };
}

function isTooDeep(notes: JsonNotes, depth: number): boolean {
	if (depth < VALUE_DEPTH_WRITTEN) return false;
	notes.warn(`a value is nested deeper than ${VALUE_DEPTH_WRITTEN} levels; what lies deeper was left out`);
	return true;
}
