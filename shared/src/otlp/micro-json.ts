/** What the JSON of Jaeger and of Zipkin have in common: short ids, whole or broken microseconds. */
import type { SpanId, TraceId } from "../model/ids.ts";
import type { Scope } from "../model/resource.ts";
import { NO_SCOPE } from "../model/resource.ts";
import { type UnixNanos, unixNanos } from "../units/time.ts";
import { stringAt } from "./json-fields.ts";
import { wrongJson } from "./json-number.ts";
import type { JsonObject } from "./json-text.ts";

const HEX = /^[0-9a-f]+$/;
const ZEROS = /^0*$/;
const WHOLE = /^\d{1,18}$/;

/** A trace id of at most 32 hex digits, filled up with zeros in front, as 64-bit ids are. Throws `invalid_input` for another text. */
export function traceIdAt(json: JsonObject, key: string): TraceId {
	return filledId(json, key, 32) as TraceId;
}

/** A span id of at most 16 hex digits, filled up with zeros in front. Throws `invalid_input` for another text. */
export function spanIdAt(json: JsonObject, key: string): SpanId {
	return filledId(json, key, 16) as SpanId;
}

/** As `spanIdAt`; undefined when absent, empty or zero. */
export function parentIdAt(json: JsonObject, key: string): SpanId | undefined {
	return ZEROS.test(stringAt(json, key)) ? undefined : spanIdAt(json, key);
}

function filledId(json: JsonObject, key: string, digits: number): string {
	const text = stringAt(json, key).toLowerCase();
	if (!HEX.test(text) || ZEROS.test(text) || text.length > digits) {
		throw wrongJson(key, `must be up to ${digits} hex digits and not zero`, stringAt(json, key));
	}
	return text.padStart(digits, "0");
}

/** Nanoseconds of a key in microseconds; undefined when absent or null. Throws `invalid_input` for what is no number from 0 on. */
export function microsAt(json: JsonObject, key: string): bigint | undefined {
	const value = json[key] ?? undefined;
	if (value === undefined) return undefined;
	if (typeof value === "bigint" && value >= 0n) return value * 1000n;
	if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value) * 1000n;
	if (typeof value === "number" && Number.isFinite(value) && value >= 0) return BigInt(Math.round(value * 1000));
	if (typeof value === "string" && WHOLE.test(value)) return BigInt(value) * 1000n;
	throw wrongJson(key, "must be a number of microseconds", value);
}

const LAST = (1n << 64n) - 1n;

/** Start and end of a span that says its start and its length; no later than 64 bits can say. */
export function timesOf(start: bigint, duration: bigint): { readonly startTime: UnixNanos; readonly endTime: UnixNanos } {
	return { startTime: unixNanos(start), endTime: unixNanos(start + duration > LAST ? LAST : start + duration) };
}

/** The scope that tags name; the same object for the same names. */
export function createScopes(): (name: string, version: string) => Scope {
	const known = new Map<string, Scope>();
	return (name, version) => {
		if (name === "" && version === "") return NO_SCOPE;
		const key = JSON.stringify([name, version]);
		const scope = known.get(key) ?? { ...NO_SCOPE, name, version };
		known.set(key, scope);
		return scope;
	};
}

/** OTLP's status code as the translations of OpenTelemetry write it in a tag; undefined for any other text. */
export function statusCodeOf(text: string | undefined): number | undefined {
	return text === undefined ? undefined : STATUS_CODES.get(text.toUpperCase());
}

const STATUS_CODES: ReadonlyMap<string, number> = new Map([
	["UNSET", 0],
	["STATUS_CODE_UNSET", 0],
	["OK", 1],
	["STATUS_CODE_OK", 1],
	["ERROR", 2],
	["STATUS_CODE_ERROR", 2],
]);
