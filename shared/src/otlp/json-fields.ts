import { type UnixNanos, unixNanos } from "../units/time.ts";
import { isHex } from "./ids.ts";
import { doubleFromJson, INT32, integerFromJson, UINT32, UINT64, wrongJson } from "./json-number.ts";
import { isJsonObject, type JsonObject } from "./json-text.ts";

/** A trace id or span id that went through a protobuf library's JSON instead of OTLP's. */
const BASE64_ID = /^(?:[\w+/-]{22}==|[\w+/-]{11}=)$/;
const WARNINGS_MAX = 16;

/** What is noticed while a request is read. */
export class JsonNotes {
	enumNames = 0;
	rejected = 0;
	/** Where the reading is, by index; also after a throw. -1: not inside one. */
	readonly place = { resource: -1, scope: -1, item: -1 };
	readonly #warnings = new Set<string>();

	/** Each sentence once, and not more than a few. */
	warn(sentence: string): void {
		if (this.#warnings.size < WARNINGS_MAX) this.#warnings.add(sentence);
	}

	get warnings(): readonly string[] {
		return [...this.#warnings];
	}
}

/*
 * Readers of one key of an object. A key that is absent or null gives the field's default; a value of the wrong type throws
 * SpanglassError `invalid_input` naming the key.
 */

export function objectAt(parent: JsonObject, key: string): JsonObject | undefined {
	const value = parent[key] ?? undefined;
	if (value === undefined || isJsonObject(value)) return value;
	throw wrongJson(key, "must be an object", value);
}

export function listAt(parent: JsonObject, key: string): readonly unknown[] {
	const value = parent[key] ?? [];
	if (Array.isArray(value)) return value;
	throw wrongJson(key, "must be a list", value);
}

/** The objects of a list; null entries are passed over. */
export function objectsAt(parent: JsonObject, key: string): readonly JsonObject[] {
	const objects: JsonObject[] = [];
	for (const value of listAt(parent, key)) {
		if (isJsonObject(value)) objects.push(value);
		else if (value !== null) throw wrongJson(key, "must hold objects", value);
	}
	return objects;
}

export function stringAt(parent: JsonObject, key: string): string {
	const value = parent[key] ?? "";
	if (typeof value === "string") return value;
	throw wrongJson(key, "must be a string", value);
}

/** The strings of a list; null entries are passed over. */
export function stringsAt(parent: JsonObject, key: string): readonly string[] {
	return listAt(parent, key)
		.filter((value) => value !== null)
		.map((value) => stringAt({ [key]: value }, key));
}

export function boolAt(parent: JsonObject, key: string): boolean {
	const value = parent[key] ?? false;
	if (typeof value === "boolean") return value;
	throw wrongJson(key, "must be true or false", value);
}

export function uint32At(parent: JsonObject, key: string): number {
	return Number(integerFromJson(parent[key] ?? 0, key, UINT32));
}

export function int32At(parent: JsonObject, key: string): number {
	return Number(integerFromJson(parent[key] ?? 0, key, INT32));
}

export function uint64At(parent: JsonObject, key: string): bigint {
	return integerFromJson(parent[key] ?? 0, key, UINT64);
}

export function timeAt(parent: JsonObject, key: string): UnixNanos {
	return unixNanos(uint64At(parent, key));
}

/** Undefined when absent or null. */
export function optionalDoubleAt(parent: JsonObject, key: string): number | undefined {
	const value = parent[key] ?? undefined;
	return value === undefined ? undefined : doubleFromJson(value, key);
}

/** Null entries are left out, so that a histogram with one no longer fits its bounds and is refused. */
export function uint64sAt(parent: JsonObject, key: string): readonly bigint[] {
	return listAt(parent, key)
		.filter((value) => value !== null)
		.map((value) => integerFromJson(value, key, UINT64));
}

/** As `uint64sAt`. */
export function doublesAt(parent: JsonObject, key: string): readonly number[] {
	return listAt(parent, key)
		.filter((value) => value !== null)
		.map((value) => doubleFromJson(value, key));
}

/** An enum: its number, or (never to be sent, but read) its name. An unknown number is kept, an unknown name is 0. */
export function enumAt(parent: JsonObject, key: string, names: ReadonlyMap<string, number>, notes: JsonNotes): number {
	const value = parent[key];
	if (typeof value !== "string" || /^-?\d+$/.test(value)) return int32At(parent, key);
	notes.enumNames++;
	const number = names.get(value);
	if (number === undefined) notes.warn(`${key} has a name that OTLP does not know; it was read as 0`);
	return number ?? 0;
}

/**
 * An id: lower-case hex, "" when absent. Text that is not hex is kept as it is and warned of; `encodeTraceRequest` writes it as
 * bytes of a wrong length.
 */
export function idAt(parent: JsonObject, key: string, notes: JsonNotes): string {
	const text = stringAt(parent, key);
	if (text === "" || isHex(text)) return text.toLowerCase();
	notes.warn(looksBase64(text) ? `${key} looks base64; OTLP/JSON uses hex` : `${key} is not hex`);
	return text;
}

export function looksBase64(id: string): boolean {
	return BASE64_ID.test(id);
}

/** The object without the keys whose value is undefined. */
export function withoutAbsent(object: JsonObject): JsonObject {
	return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** A list, or undefined when it is empty. */
export function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
	return list.length === 0 ? undefined : list;
}

/** A number or text, or undefined when it is the default that JSON leaves out: 0 or "". */
export function unlessDefault<T extends number | string>(value: T): T | undefined {
	return value === 0 || value === "" ? undefined : value;
}

/** A 64-bit integer as JSON holds it, a decimal string; undefined when 0. */
export function decimalUnlessZero(value: bigint): string | undefined {
	return value === 0n ? undefined : value.toString();
}
