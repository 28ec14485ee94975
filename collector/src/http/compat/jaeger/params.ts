/** Parameters as Jaeger's clients send them; unknown ones are ignored. Every function throws invalid_input with Jaeger's wording. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { parseTraceId, type TraceId } from "@spanglass/shared/model/ids";
import { bytesFromBase64 } from "@spanglass/shared/units/base64";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";

const MILLI = 1_000_000n;
/** Below it a time is in milliseconds (Grafana sends those), else in microseconds. */
const LEAST_MICROS = 100_000_000_000_000n;
const GO_UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

export function invalidParam(name: string, reason: string): SpanglassError {
	return new SpanglassError("invalid_input", `unable to parse param '${name}': ${reason}`, { field: name });
}

/** A point in time in microseconds, or milliseconds by its size; undefined when absent. */
export function timeOf(params: URLSearchParams, name: string): UnixNanos | undefined {
	const value = integerOf(params, name);
	return value === undefined ? undefined : unixNanos(value < LEAST_MICROS ? value * MILLI : value * 1000n);
}

/** A count of milliseconds; undefined when absent. */
export function millisOf(params: URLSearchParams, name: string): bigint | undefined {
	const value = integerOf(params, name);
	return value === undefined ? undefined : value * MILLI;
}

function integerOf(params: URLSearchParams, name: string): bigint | undefined {
	const text = params.get(name) ?? "";
	if (text === "") return undefined;
	if (!/^\d{1,19}$/.test(text)) throw invalidParam(name, `invalid syntax ${JSON.stringify(text.slice(0, 40))}`);
	return BigInt(text);
}

/** A Go duration such as `1.2ms`, `100us`, `1m30s`, in nanoseconds; undefined when absent or zero. */
export function durationOf(params: URLSearchParams, name: string): number | undefined {
	const text = params.get(name) ?? "";
	if (text === "") return undefined;
	const nanos = nanosFromGoDuration(text);
	if (nanos === undefined) throw invalidParam(name, `time: invalid duration ${JSON.stringify(text.slice(0, 40))}`);
	return nanos === 0 ? undefined : nanos;
}

/** Nanoseconds of a Go duration that is not negative; undefined when it is none. */
export function nanosFromGoDuration(text: string): number | undefined {
	if (text === "0") return 0;
	if (!/^\+?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
	let nanos = 0;
	for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
		nanos += Number(count) * (GO_UNITS[unit ?? ""] ?? 0);
	}
	return Math.trunc(nanos);
}

/** Traces of one answer: when nothing is asked, and at most. */
export const USUAL_TRACES = 100;
export const MOST_TRACES = 10_000;

/** Traces asked for. */
export function limitOf(params: URLSearchParams): number {
	const value = integerOf(params, "limit") ?? 0n;
	if (value > BigInt(MOST_TRACES)) throw invalidParam("limit", `at most ${MOST_TRACES} traces in one answer`);
	return value === 0n ? USUAL_TRACES : Number(value);
}

export function flagOf(params: URLSearchParams, name: string): boolean {
	const text = params.get(name) ?? "";
	const flag = boolFromText(text);
	if (flag === undefined) throw invalidParam(name, `invalid syntax ${JSON.stringify(text.slice(0, 40))}`);
	return flag;
}

/** A boolean as Go reads it, "" is false; undefined when it is none. */
export function boolFromText(text: string): boolean | undefined {
	if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
	return text === "" || /^(0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

/** Conditions of `tag=k:v` (repeated) and `tags={"k":"v"}`. */
export function tagsOf(params: URLSearchParams): readonly (readonly [string, string])[] {
	const single = params.getAll("tag").map((text): readonly [string, string] => {
		const colon = text.indexOf(":");
		if (colon > 0) return [text.slice(0, colon), text.slice(colon + 1)];
		const reason = `malformed 'tag' parameter, expecting key:value, received: ${text.slice(0, 100)}`;
		throw new SpanglassError("invalid_input", reason, { field: "tag" });
	});
	const fault = (reason: string) => new SpanglassError("invalid_input", `malformed 'tags' parameter, ${reason}`, { field: "tags" });
	return [...single, ...params.getAll("tags").flatMap((text) => textsFromJson(text, fault))];
}

/** Keys and values of a JSON object of strings. Throws what `fault` makes of the reason. */
export function textsFromJson(text: string, fault: (reason: string) => SpanglassError): readonly (readonly [string, string])[] {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw fault("cannot unmarshal JSON");
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw fault("expecting an object of strings");
	return Object.entries(value).map(([key, tag]) => {
		if (typeof tag !== "string") throw fault(`the value of ${JSON.stringify(key.slice(0, 100))} is not a string`);
		return [key, tag] as const;
	});
}

/** A trace id: up to 32 hexadecimal digits of any case, dashes allowed, or 16 bytes in base64 of either alphabet. */
export function traceIdOf(text: string): TraceId {
	const hex = text.replaceAll("-", "");
	const id = /^[0-9a-fA-F]{1,32}$/.test(hex) ? parseTraceId(hex.padStart(32, "0")) : idFromBase64(text);
	if (id !== undefined) return id;
	throw new SpanglassError("invalid_input", `cannot parse trace ID ${JSON.stringify(text.slice(0, 64))}`, { field: "traceID" });
}

function idFromBase64(text: string): TraceId | undefined {
	const bytes = bytesFromBase64(text);
	return bytes?.length === 16 ? parseTraceId(Buffer.from(bytes).toString("hex")) : undefined;
}
