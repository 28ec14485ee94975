/** Parameters of `api_v3`: each has a name in camelCase and older ones. Every function throws invalid_input in Jaeger's wording. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { nanosFromRfc3339 } from "@spanglass/shared/units/rfc3339";
import type { UnixNanos } from "@spanglass/shared/units/time";
import { boolFromText, MOST_TRACES, nanosFromGoDuration, USUAL_TRACES } from "../params.ts";

/** Names of one parameter, the canonical one first. */
export type Names = readonly [string, ...string[]];

/** The value under the first name that has one, and that name; "" under the canonical one without. */
export function textOf(params: URLSearchParams, names: Names): { readonly text: string; readonly name: string } {
	for (const name of names) {
		const text = params.get(name) ?? "";
		if (text !== "") return { text, name };
	}
	return { text: "", name: names[0] };
}

export function malformed(name: string, reason: string): SpanglassError {
	return new SpanglassError("invalid_input", `malformed parameter ${name}: ${reason}`, { field: name });
}

/** A point in time as RFC 3339 with up to nine decimals; undefined when absent. */
export function timeParam(params: URLSearchParams, names: Names): UnixNanos | undefined {
	const { text, name } = textOf(params, names);
	if (text === "") return undefined;
	// Grafana sends `+02:00` as it is, and `+` in a query is a blank.
	const time = nanosFromRfc3339(text.replace(/ (?=\d\d:\d\d$)/, "+"));
	if (time === undefined) throw malformed(name, `${JSON.stringify(text.slice(0, 64))} is no time such as 2026-01-31T12:00:00.5Z`);
	return time;
}

/** [start, end). */
export function requiredRange(params: URLSearchParams, startNames: Names, endNames: Names): TimeRange {
	const start = timeParam(params, startNames);
	const end = timeParam(params, endNames);
	if (start === undefined || end === undefined) {
		throw new SpanglassError("invalid_input", `${startNames[0]} and ${endNames[0]} are required`, {
			field: start === undefined ? startNames[0] : endNames[0],
		});
	}
	if (start > end) throw malformed(startNames[0], `it lies after ${endNames[0]}`);
	return { start, end };
}

/** A Go duration in nanoseconds; undefined when absent or zero. */
export function durationParam(params: URLSearchParams, names: Names): number | undefined {
	const { text, name } = textOf(params, names);
	if (text === "") return undefined;
	const nanos = nanosFromGoDuration(text);
	if (nanos === undefined) throw malformed(name, `time: invalid duration ${JSON.stringify(text.slice(0, 40))}`);
	return nanos === 0 ? undefined : nanos;
}

export function flagParam(params: URLSearchParams, names: Names): boolean {
	const { text, name } = textOf(params, names);
	const flag = boolFromText(text);
	if (flag === undefined) throw malformed(name, `invalid syntax ${JSON.stringify(text.slice(0, 40))}`);
	return flag;
}

/** Traces asked for. */
export function limitParam(params: URLSearchParams, names: Names): number {
	const { text, name } = textOf(params, names);
	if (text === "") return USUAL_TRACES;
	if (!/^\d{1,10}$/.test(text)) throw malformed(name, `invalid syntax ${JSON.stringify(text.slice(0, 40))}`);
	const count = Number(text);
	if (count > MOST_TRACES) throw malformed(name, `at most ${MOST_TRACES} traces in one answer`);
	return count === 0 ? USUAL_TRACES : count;
}
