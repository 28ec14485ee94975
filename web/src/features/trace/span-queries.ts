/** Where a span leads: searches for its like, and ranges of time that hold it. */
import type { KeyValueJson, SpanJson } from "@spanglass/shared/api/schemas";
import { StatusCode } from "@spanglass/shared/model/span";
import type { Field, Filter } from "@spanglass/shared/query/filter";
import { printFilter } from "@spanglass/shared/query/filter-print";
import { anyValuePlain } from "../../api/any-value.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, type RangeText } from "../../state/time-range.ts";

type Named = Pick<SpanJson, "service" | "name">;

/** Which attributes a key is looked for in; `any`: the span's own, then its resource's. */
export type AttributeScope = Exclude<Field["scope"], "intrinsic">;

/** Spans of the same service and name. */
export function operationQuery({ service, name }: Named): string {
	return printFilter({ type: "all", terms: sameOperation({ service, name }) });
}

/** The same operation with the same fate: failed as well, or else about as slow (a quarter less to a quarter more). */
export function similarQuery(span: Named & Pick<SpanJson, "durationNanos" | "status">): string {
	const fate: readonly Filter[] =
		span.status.code === StatusCode.error
			? [equals({ scope: "intrinsic", key: "status" }, "error")]
			: [durationIs(">=", span.durationNanos * 0.75), durationIs("<=", span.durationNanos * 1.25)];
	return printFilter({ type: "all", terms: [...sameOperation(span), ...fate] });
}

/** Logs that the span's service wrote. */
export function serviceQuery({ service }: Pick<SpanJson, "service">): string {
	return printFilter(equals({ scope: "intrinsic", key: "service" }, service));
}

/** Logs that carry a trace's id. */
export function traceQuery(traceId: string): string {
	return printFilter(equals({ scope: "intrinsic", key: "trace" }, traceId));
}

const LONGEST_VALUE = 300;

/**
 * Spans that have a value, or (`not`) spans of the same operation that have another one or none.
 *
 * Result  undefined for lists, maps, empty and very long values: no sensible text names them.
 */
export function valueQuery(span: Named, scope: AttributeScope, { key, value }: KeyValueJson, not: boolean): string | undefined {
	const plain = anyValuePlain(value);
	if (plain === null || typeof plain === "object") return undefined;
	const text = String(plain);
	if (text === "" || text.length > LONGEST_VALUE) return undefined;
	const same = equals({ scope, key }, text);
	return printFilter(not ? { type: "all", terms: [...sameOperation(span), { type: "not", term: same }] } : same);
}

function sameOperation({ service, name }: Named): readonly Filter[] {
	return [equals({ scope: "intrinsic", key: "service" }, service), equals({ scope: "intrinsic", key: "name" }, name)];
}

const PLAIN_WORD = /^[\p{L}\p{N}_][\p{L}\p{N}_./:-]*$/u;

function equals(field: Field, text: string): Filter {
	const quoted = !PLAIN_WORD.test(text) || text.includes("..");
	return { type: "compare", field, op: "=", value: { text, number: undefined, quoted } };
}

function durationIs(op: ">=" | "<=", nanos: number): Filter {
	const text = nanos >= 1e6 ? `${Math.round(nanos / 1e5) / 10}ms` : `${Math.max(Math.round(nanos / 100) / 10, 0.1)}us`;
	return { type: "compare", field: { scope: "intrinsic", key: "duration" }, op, value: { text, number: nanos, quoted: false } };
}

/** A range for searches around an instant: the last hour while that is fresh, else half an hour before and after. */
export function rangeAround(startMs: number, nowMs: number): RangeText {
	if (nowMs - startMs < HOUR_MS / 2) return { from: "now-1h", to: "now" };
	return { from: String(startMs - HOUR_MS / 2), to: String(startMs + HOUR_MS / 2) };
}

/** A range that holds the logs of a whole trace. */
export function traceRange({
	skeleton,
	durationNanos,
}: {
	readonly skeleton: { readonly startTime: bigint };
	readonly durationNanos: number;
}): RangeText {
	return logsRange(Number(skeleton.startTime / 1_000_000n), durationNanos / 1e6);
}

/** A range for logs: the time of a span and a minute on both sides, a day at most. */
export function logsRange(startMs: number, durationMs: number): RangeText {
	return { from: String(startMs - MINUTE_MS), to: String(startMs + Math.min(Math.ceil(durationMs), DAY_MS) + MINUTE_MS) };
}
