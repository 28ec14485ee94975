import { SpanglassError } from "../model/errors.ts";

const DECIMAL = /^-?\d{1,20}$/;
const NUMBER = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const WORDS: ReadonlyMap<string, number> = new Map([
	["NaN", Number.NaN],
	["Infinity", Number.POSITIVE_INFINITY],
	["-Infinity", Number.NEGATIVE_INFINITY],
]);

export interface IntegerRange {
	readonly min: bigint;
	readonly max: bigint;
}

export const INT64: IntegerRange = { min: -(1n << 63n), max: (1n << 63n) - 1n };
export const UINT64: IntegerRange = { min: 0n, max: (1n << 64n) - 1n };
export const INT32: IntegerRange = { min: -(1n << 31n), max: (1n << 31n) - 1n };
export const UINT32: IntegerRange = { min: 0n, max: (1n << 32n) - 1n };

/**
 * A whole number sent as a JSON number or a decimal string, exact.
 *
 * Throws  SpanglassError `invalid_input`: another type, a fraction, an exponent in a string, out of range, or a number that a double
 *         does not hold exactly (long integers arrive here as bigint).
 */
export function integerFromJson(value: unknown, field: string, range: IntegerRange): bigint {
	const integer = exactInteger(value);
	if (integer === undefined) throw wrongJson(field, "must be a whole number", value);
	if (integer < range.min || integer > range.max) throw wrongJson(field, "is out of range", value);
	return integer;
}

function exactInteger(value: unknown): bigint | undefined {
	if (typeof value === "bigint") return value;
	if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
	return typeof value === "string" && DECIMAL.test(value) ? BigInt(value) : undefined;
}

/** A double sent as a number, a numeric string, "NaN", "Infinity" or "-Infinity". Throws as `integerFromJson`. */
export function doubleFromJson(value: unknown, field: string): number {
	if (typeof value === "number") return value;
	if (typeof value === "bigint") return Number(value);
	if (typeof value !== "string") throw wrongJson(field, "must be a number", value);
	const word = WORDS.get(value);
	if (word !== undefined) return word;
	if (!NUMBER.test(value)) throw wrongJson(field, "must be a number", value);
	return Number(value);
}

/** A double as JSON can hold it: what JSON has no number for (and -0, whose sign `JSON.stringify` drops) becomes a string. */
export function jsonFromDouble(value: number): number | string {
	return Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value);
}

/** The error of a value that is not what its field holds; shows at most a few characters of it. */
export function wrongJson(field: string, rule: string, value: unknown): SpanglassError {
	return new SpanglassError("invalid_input", `invalid OTLP/JSON: ${field} ${rule}, got ${described(value)}`, { field });
}

function described(value: unknown): string {
	if (typeof value === "string") return value.length > 32 ? `"${value.slice(0, 32)}…"` : `"${value}"`;
	if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
	return String(value);
}
