import { SpanglassError } from "../model/errors.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** A whole number that a double may not hold; inside a string it only costs the slower reading. */
const LONG_INTEGER = /[[:,\s]-?\d{16}/;
/** Longer ones do not fit in 64 bits; the conversion of a million digits takes seconds. */
const INTEGER = /^-?\d{1,32}$/;
/**
 * The last character of the key is followed by a colon only when it is a key: quotes inside strings are escaped. Every part is bounded: on
 * a value of some megabytes such as `a_a_a_…` an unbounded match runs out of stack.
 */
const SNAKE_CASE_KEY = /"([a-z]{1,32}(?:_[a-z0-9]{1,32}){1,8})"\s{0,8}:/;
const NAMES_SHOWN = 3;
const NAME_LENGTH_SHOWN = 64;

/**
 * Parse the text of one OTLP/JSON request.
 *
 * Result  the request object. Integers outside the exact range of a double are bigint, every other number is a number. Of a key that
 *         stands twice the last wins; `__proto__` is a key like any other. A byte order mark before the text is passed over.
 * Throws  SpanglassError `invalid_input`: not one JSON object and nothing else, or (with long integers) nested some thousands deep.
 */
export function parseRequestText(text: string): JsonObject {
	const root = parseJson(text.startsWith("\ufeff") ? text.slice(1) : text);
	if (!isJsonObject(root))
		throw new SpanglassError("invalid_input", 'invalid JSON: the body must be an object such as {"resourceSpans":[]}');
	return root;
}

export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Any JSON, with the same exactness. Throws `invalid_input` with the parser's own words. */
export function parseJson(json: string): unknown {
	try {
		return LONG_INTEGER.test(json) ? JSON.parse(json, keepExact) : JSON.parse(json);
	} catch (cause) {
		throw new SpanglassError("invalid_input", `invalid JSON: ${reasonOf(json, cause)}`, { cause });
	}
}

function keepExact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
	if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
	const source = context?.source;
	return source !== undefined && INTEGER.test(source) ? BigInt(source) : value;
}

function reasonOf(json: string, cause: unknown): string {
	if (cause instanceof RangeError) return "the body is nested too deeply";
	if (json.slice(0, 4).includes("\0") || json.startsWith("\ufffd\ufffd")) return "the body looks like UTF-16; OTLP/JSON is UTF-8";
	return cause instanceof Error ? cause.message : "the body cannot be parsed";
}

/** Sentences about keys that OTLP does not have: those of the request itself, and the first in snake_case at any depth. */
export function unknownKeyWarnings(text: string, root: JsonObject, known: string): readonly string[] {
	const warnings: string[] = [];
	const snake = SNAKE_CASE_KEY.exec(text)?.[1];
	if (snake !== undefined) warnings.push(`unknown key "${shown(snake)}" was ignored: OTLP/JSON uses lowerCamelCase`);
	const unknown = Object.keys(root).filter((key) => key !== known && key !== snake);
	if (unknown.length === 0) return warnings;
	const names = unknown.slice(0, NAMES_SHOWN).map((key) => `"${shown(key)}"`);
	const more = unknown.length > NAMES_SHOWN ? ` and ${unknown.length - NAMES_SHOWN} more` : "";
	return [...warnings, `unknown top-level keys were ignored: ${names.join(", ")}${more}; expected "${known}"`];
}

function shown(key: string): string {
	return key.length > NAME_LENGTH_SHOWN ? `${key.slice(0, NAME_LENGTH_SHOWN)}…` : key;
}
