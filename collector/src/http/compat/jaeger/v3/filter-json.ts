/**
 * `query.filter` as Jaeger's clients write it: a tree of calls in the JSON of a protobuf.
 *
 *   call   {"op": "eq", "args": [term, term]}
 *   term   {"attr": {"key", "level"?}} | {"field": {"name", "level"}} | {"nested": {"level"}} | {"scalar": {"value", "type"?}}
 *          | {"list": {"values", "type"?}} | {"call": call}; before Jaeger split references: {"ref": {"name", "level", "attr"}}
 */
import type { SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { isJsonObject, type JsonObject } from "@spanglass/shared/otlp/json-text";
import { malformed } from "./params.ts";

const LEVELS = ["span", "resource", "scope", "event", "link"] as const;
export type Level = (typeof LEVELS)[number];

export type Reference =
	/** Level undefined: the span's attributes and its resource's. */
	| { readonly term: "attr"; readonly key: string; readonly level: Level | undefined }
	| { readonly term: "field"; readonly name: string; readonly level: Level };
export type Constant = { readonly term: "scalar"; readonly value: string; readonly type: string };
export type List = { readonly term: "list"; readonly values: readonly string[]; readonly type: string };
export type Nested = { readonly term: "nested"; readonly level: Level };
export type Term = Reference | Constant | List | Nested | Call;
export interface Call {
	readonly term: "call";
	readonly op: string;
	readonly args: readonly Term[];
}

const DEPTH = 32;
const TYPES: ReadonlySet<string> = new Set(["", "string", "int", "double", "bool"]);

/** What is wrong with a filter, as an error that names the parameter. */
export function filterFault(reason: string): SpanglassError {
	return malformed("query.filter", reason);
}

/** Read a filter. Throws invalid_input: no such tree, more than 32 calls in each other, or more than 64 constants. */
export function callFromJson(text: string): Call {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		throw filterFault("cannot unmarshal JSON");
	}
	const call = readCall(json, 1);
	if (countTerms(call) > LIMITS.queryTerms) throw filterFault(`more than ${LIMITS.queryTerms} conditions`);
	return call;
}

function countTerms(term: Term): number {
	if (term.term === "call")
		return Math.max(
			1,
			term.args.reduce((sum, arg) => sum + countTerms(arg), 0),
		);
	return term.term === "list" ? term.values.length : term.term === "scalar" ? 1 : 0;
}

function readCall(json: unknown, depth: number): Call {
	if (depth > DEPTH) throw filterFault(`more than ${DEPTH} calls in each other`);
	const call = objectOf(json, "a call", ["op", "args"]);
	const { args = [] } = call;
	if (!Array.isArray(args)) throw filterFault("args must be a list");
	return { term: "call", op: textAt(call, "op"), args: args.map((arg) => readTerm(arg, depth)) };
}

const KINDS = ["attr", "field", "nested", "scalar", "list", "call", "ref"] as const;

function readTerm(json: unknown, depth: number): Term {
	const term = objectOf(json, "an argument", KINDS);
	const kinds = KINDS.filter((kind) => term[kind] !== undefined && term[kind] !== null);
	const [kind] = kinds;
	if (kind === undefined || kinds.length > 1) throw filterFault(`exactly one of ${KINDS.slice(0, -1).join(", ")} must be set`);
	return kind === "call" ? readCall(term.call, depth + 1) : READERS[kind](term[kind]);
}

const READERS: Readonly<Record<Exclude<(typeof KINDS)[number], "call">, (json: unknown) => Term>> = {
	attr: (json) => {
		const attr = objectOf(json, "attr", ["key", "level"]);
		return attribute(textAt(attr, "key"), textAt(attr, "level"));
	},
	field: (json) => {
		const field = objectOf(json, "field", ["name", "level"]);
		return { term: "field", name: textAt(field, "name"), level: levelOf(textAt(field, "level")) };
	},
	nested: (json) => ({ term: "nested", level: collection(textAt(objectOf(json, "nested", ["level"]), "level")) }),
	scalar: (json) => {
		const scalar = objectOf(json, "scalar", ["value", "type"]);
		return { term: "scalar", value: textAt(scalar, "value"), type: typeAt(scalar) };
	},
	list: (json) => {
		const list = objectOf(json, "list", ["values", "type"]);
		const { values = [] } = list;
		if (!Array.isArray(values) || !values.every((value) => typeof value === "string"))
			throw filterFault("values must be a list of strings");
		return { term: "list", values, type: typeAt(list) };
	},
	ref: (json) => {
		const ref = objectOf(json, "ref", ["name", "level", "attr"]);
		const [name, level] = [textAt(ref, "name"), textAt(ref, "level")];
		if (name === "" && level !== "") return { term: "nested", level: collection(level) };
		return ref.attr === true || level === "" ? attribute(name, level) : { term: "field", name, level: levelOf(level) };
	},
};

function attribute(key: string, level: string): Reference {
	if (key === "") throw filterFault("an attribute needs its key");
	return { term: "attr", key, level: level === "" ? undefined : levelOf(level) };
}

function levelOf(text: string): Level {
	const level = LEVELS.find((known) => known === text);
	if (level === undefined) throw filterFault(`unknown level ${JSON.stringify(text.slice(0, 40))}`);
	return level;
}

function collection(text: string): Level {
	if (text !== "event" && text !== "link") throw filterFault("nested is event or link");
	return text;
}

function typeAt(json: JsonObject): string {
	const type = textAt(json, "type");
	if (!TYPES.has(type)) throw filterFault(`unknown type ${JSON.stringify(type.slice(0, 40))}`);
	return type;
}

function objectOf(json: unknown, what: string, keys: readonly string[]): JsonObject {
	if (!isJsonObject(json)) throw filterFault(`${what} must be an object`);
	const unknown = Object.keys(json).find((key) => !keys.includes(key));
	if (unknown !== undefined) throw filterFault(`unknown field ${JSON.stringify(unknown.slice(0, 40))} in ${what}`);
	return json;
}

function textAt(json: JsonObject, key: string): string {
	const value = json[key] ?? "";
	if (typeof value !== "string") throw filterFault(`${key} must be a string`);
	return value;
}
