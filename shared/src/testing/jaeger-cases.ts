/**
 * Jaeger's storage queries (`suites/jaeger`) as requests of both API generations, and each of them bent so that it may find nothing. The file
 * itself is read by the test: this room has no files.
 */
import { parseTraceRequestJson } from "../otlp/json.ts";

/** The form of `cases.json`. */
export interface JaegerSuiteData {
	readonly queries: readonly (Omit<JaegerCase, "tags" | "start" | "end"> & {
		readonly tags: Readonly<Record<string, string | number | boolean>>;
		readonly start: string;
		readonly end: string;
	})[];
	/** OTLP/JSON requests by name. */
	readonly fixtures: Readonly<Record<string, unknown>>;
}

export interface JaegerCase {
	readonly id: string;
	readonly caption: string;
	readonly service: string;
	readonly operation: string;
	readonly tags: Readonly<Record<string, string>>;
	/** Microseconds since 1970. */
	readonly start: number;
	readonly end: number;
	/** 0: none. */
	readonly minDurationNs: number;
	readonly maxDurationNs: number;
	readonly limit: number;
	/** Sorted ids of the traces that it finds. */
	readonly expect: readonly string[];
}

export interface JaegerSuite {
	readonly cases: readonly JaegerCase[];
	/** Bodies to send, JSON. */
	readonly requests: readonly string[];
}

const MICROS_PER_DAY = 86_400_000_000;

/** The suite with its days moved, times of day kept. */
export function jaegerSuite({ queries, fixtures }: JaegerSuiteData, days: number): JaegerSuite {
	const requests = new Map(Object.entries(fixtures).map(([name, request]) => [name, JSON.stringify(moved(request, days))]));
	const idsOf = (name: string) => parseTraceRequestJson(requests.get(name) ?? "{}").spans.map((span) => span.traceId);
	const cases = queries.map((query) => ({
		...query,
		tags: Object.fromEntries(Object.entries(query.tags).map(([key, value]) => [key, String(value)])),
		start: microsOf(query.start) + days * MICROS_PER_DAY,
		end: microsOf(query.end) + days * MICROS_PER_DAY,
		expect: [...new Set<string>(query.expect.flatMap(idsOf))].sort(),
	}));
	return { cases, requests: [...requests.values()] };
}

/** Days from the suite's own to the day before `nowMillis`. */
export function daysToYesterday({ queries }: JaegerSuiteData, nowMillis: number): number {
	const [first] = queries;
	return Math.floor(nowMillis / 86_400_000) - 1 - Math.floor(microsOf(first?.start ?? "1970-01-01T00:00:00Z") / MICROS_PER_DAY);
}

/** `2017-01-26T15:46:31.639875Z`: Date keeps three of the decimals. */
function microsOf(text: string): number {
	return Date.parse(`${text.slice(0, 19)}Z`) * 1000 + Number((/\.(\d{1,6})/.exec(text)?.[1] ?? "").padEnd(6, "0"));
}

function moved(json: unknown, days: number): unknown {
	if (Array.isArray(json)) return json.map((item) => moved(item, days));
	if (typeof json !== "object" || json === null) return json;
	const shift = BigInt(days) * BigInt(MICROS_PER_DAY) * 1000n;
	const entries = Object.entries(json).map(([key, value]) => [
		key,
		key.endsWith("UnixNano") && typeof value === "string" ? String(BigInt(value) + shift) : moved(value, days),
	]);
	return Object.fromEntries(entries);
}

/** Parameters of `GET /api/traces`. */
export function legacyQuery(query: JaegerCase): string {
	const params = new URLSearchParams({ service: query.service, limit: String(query.limit) });
	if (query.operation !== "") params.set("operation", query.operation);
	params.set("start", String(query.start));
	params.set("end", String(query.end));
	if (query.minDurationNs > 0) params.set("minDuration", `${query.minDurationNs}ns`);
	if (query.maxDurationNs > 0) params.set("maxDuration", `${query.maxDurationNs}ns`);
	if (Object.keys(query.tags).length > 0) params.set("tags", JSON.stringify(query.tags));
	return params.toString();
}

/** Parameters of `GET /api/v3/traces` and `/api/v3/trace-summaries`; `names` are those of today or the older ones. */
export function v3Query(query: JaegerCase, names: "camel" | "snake" = "camel"): string {
	const params = new URLSearchParams();
	const set = (name: string, value: string) => {
		const word = names === "camel" ? name : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
		params.set(`query.${word}`, value);
	};
	set("serviceName", query.service);
	if (query.operation !== "") set("operationName", query.operation);
	set("startTimeMin", rfc3339(query.start));
	set("startTimeMax", rfc3339(query.end));
	set(names === "camel" ? "searchDepth" : "num_traces", String(query.limit));
	if (query.minDurationNs > 0) set("durationMin", `${query.minDurationNs}ns`);
	if (query.maxDurationNs > 0) set("durationMax", `${query.maxDurationNs}ns`);
	if (Object.keys(query.tags).length > 0) set("attributes", JSON.stringify(query.tags));
	return params.toString();
}

/** The same as `query.filter`; a tag may stand at any level. */
export function v3FilterQuery(query: JaegerCase): string {
	const call = (op: string, ...args: readonly object[]) => ({ call: { op, args } });
	const field = (level: string, name: string) => ({ field: { level, name } });
	const scalar = (value: string) => ({ scalar: { value } });
	const anywhere = (key: string, value: string) => {
		const levels = ["span", "resource", "scope", "event", "link"];
		return call("or", ...levels.map((level) => call("eq", { attr: { key, level } }, scalar(value))));
	};
	const args = [
		call("eq", field("resource", "service"), scalar(query.service)),
		// `and` takes two arguments.
		query.operation === "" ? call("exists", field("span", "spanID")) : call("eq", field("span", "name"), scalar(query.operation)),
		...(query.minDurationNs > 0 ? [call("gte", field("span", "duration"), scalar(`${query.minDurationNs}ns`))] : []),
		...(query.maxDurationNs > 0 ? [call("lte", field("span", "duration"), scalar(`${query.maxDurationNs}ns`))] : []),
		...Object.entries(query.tags).map(([key, value]) => anywhere(key, value)),
	];
	return new URLSearchParams({
		"query.startTimeMin": rfc3339(query.start),
		"query.startTimeMax": rfc3339(query.end),
		"query.searchDepth": String(query.limit),
		"query.filter": JSON.stringify({ op: "and", args }),
	}).toString();
}

function rfc3339(micros: number): string {
	const seconds = Math.floor(micros / 1_000_000);
	return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(micros - seconds * 1_000_000).padStart(6, "0")}Z`;
}

const WEEK = 7 * MICROS_PER_DAY;

/** Counter-examples: the case with one condition changed, each of which may find nothing. */
export function bentCases(query: JaegerCase): readonly JaegerCase[] {
	const bent = (how: string, change: Partial<JaegerCase>) => ({ ...query, ...change, caption: `${query.caption}, ${how}`, expect: [] });
	const { minDurationNs, maxDurationNs } = query;
	return [
		bent("other service", { service: `${query.service}-2` }),
		bent("part of the service", { service: query.service.slice(0, -1) }),
		bent("other operation", { operation: `${query.operation}-2` }),
		bent("a week later", { start: query.start + WEEK, end: query.end + WEEK }),
		bent("a week earlier", { start: query.start - WEEK, end: query.end - WEEK }),
		bent("one microsecond of another hour", { start: query.end + 3_600_000_000, end: query.end + 3_600_000_001 }),
		bent("longer than an hour", { minDurationNs: 3_600_000_000_000, maxDurationNs: 0 }),
		bent("shorter than any", { minDurationNs: 0, maxDurationNs: 999 }),
		...(maxDurationNs > 0 ? [bent("maximum as minimum", { minDurationNs: maxDurationNs + 1, maxDurationNs: 0 })] : []),
		...(minDurationNs > 0 ? [bent("minimum as maximum", { minDurationNs: 0, maxDurationNs: minDurationNs - 1 })] : []),
		bent("one more tag", { tags: { ...query.tags, "no.such.tag": "1" } }),
		...Object.entries(query.tags).flatMap(([key, value]) => [
			bent(`${key} with another value`, { tags: { ...query.tags, [key]: `${value}1` } }),
			bent(`${key} under another key`, { tags: { ...query.tags, [key]: value, [`${key}x`]: value } }),
		]),
	];
}
