import { describe, expect, it } from "vitest";
import type { Attribute, AttributeValue } from "../model/attributes.ts";
import type { LogRecord } from "../model/log-record.ts";
import type { Series } from "../model/metric.ts";
import type { Span } from "../model/span.ts";
import { unixNanos } from "../units/time.ts";
import type { ItemFilter } from "./filter.ts";
import { evaluateLogRecord, evaluateSeries, evaluateSpan } from "./filter-eval.ts";
import { parseItemFilterOrThrow } from "./filter-parse.ts";

const text = (key: string, value: string): Attribute => ({ key, value: { type: "string", value } });
const int = (key: string, value: bigint): Attribute => ({ key, value: { type: "int", value } });
const list = (key: string, ...value: AttributeValue[]): Attribute => ({ key, value: { type: "array", value } });

const resource = {
	attributes: [text("service.name", "checkout"), text("deployment.environment", "prod"), text("zone", "resource")],
	droppedAttributesCount: 0,
	entityRefs: [],
	schemaUrl: "",
};
const scope = {
	name: "lib",
	version: "1.2",
	attributes: [text("zone", "scope"), text("team", "pay")],
	droppedAttributesCount: 0,
	schemaUrl: "",
};

const span: Span = {
	traceId: "0af7651916cd43dd8448eb211c80319c" as Span["traceId"],
	spanId: "b7ad6b7169203331" as Span["spanId"],
	parentSpanId: undefined,
	traceState: "a=1",
	flags: 1,
	name: "GET /pay",
	kind: 2,
	startTime: unixNanos(1_000n),
	endTime: unixNanos(500_001_000n),
	attributes: [
		text("http.method", "GET"),
		text("net.peer.port", "8080"),
		int("http.response.status_code", 200n),
		list("tags", { type: "string", value: "red" }, { type: "int", value: 7n }),
		int("big", 9_007_199_254_740_993n),
		{ key: "ratio", value: { type: "double", value: 0.25 } },
		{ key: "ok", value: { type: "bool", value: true } },
		{ key: "none", value: { type: "empty" } },
	],
	droppedAttributesCount: 0,
	events: [{ time: unixNanos(5n), name: "exception", attributes: [text("exception.type", "IOError")], droppedAttributesCount: 0 }],
	droppedEventsCount: 0,
	links: [{ traceId: "aa", spanId: "bb", traceState: "", attributes: [text("why", "batch")], droppedAttributesCount: 0, flags: 0 }],
	droppedLinksCount: 0,
	status: { code: 2, message: "boom" },
	resource,
	scope,
	marks: 0,
};

const yes = [
	"",
	"service:checkout status:error kind:server",
	"duration:500ms",
	"duration:>=0.5s duration:<1s",
	"duration:10ms..1s",
	"http.request.method:GET",
	"http.method=GET",
	"http.status_code:200",
	'http.status_code:"200" OR http.status_code:2e2',
	"server.port:8080",
	"server.port:08080",
	'server.port:"8080"',
	"server.port>8000",
	"tags:red tags:7",
	"tags!=blue",
	"big:9007199254740993 big>9007199254740992",
	"ratio:25%",
	"ok:true",
	"none:*",
	"-parent:*",
	"env:prod",
	"zone:resource",
	"scope.zone:scope",
	"team:pay",
	"event.exception.type:IO*",
	"link.why:batch",
	"eventName:exception",
	"name:GET*",
	"name:/p.y$/",
	"pay get",
	"-missing:x",
	"-(service:other OR status:ok)",
	"statusMessage:boom",
	"trace:0AF7651916CD43DD8448EB211C80319C",
	"version!=3 OR NOT version:*",
];
const no = [
	"service:Checkout",
	"missing!=x",
	"tags!=red",
	'http.status_code:"200"',
	"big:9007199254740992",
	"zone:scope",
	"span.zone:*",
	"event.why:*",
	"http.request.method:get",
	"duration:<500ms",
	"duration:>500ms",
	"ok:1",
	"level:error",
	"none:null",
	'none:""',
	"name:GET",
	"name:pay*",
];

const evaluate = (query: string): boolean => evaluateSpan(parseItemFilterOrThrow(query, "log record"), span);

describe("evaluateSpan", () => {
	it.each(yes)("matches %s", (query) => expect(evaluate(query)).toBe(true));
	it.each(no)("does not match %s", (query) => expect(evaluate(query)).toBe(false));
	it("takes any of nothing as false", () => {
		const nothing: ItemFilter = { type: "any", terms: [] };
		expect(evaluateSpan(nothing, span)).toBe(false);
	});
});

describe("evaluateLogRecord", () => {
	const record: LogRecord = {
		time: unixNanos(0n),
		observedTime: unixNanos(9n),
		severityNumber: 18,
		severityText: "ERROR",
		body: { type: "string", value: "Request timeout out of budget" },
		attributes: [text("peer.service", "db")],
		droppedAttributesCount: 0,
		flags: 0,
		traceId: "",
		spanId: "",
		eventName: "",
		resource,
		scope,
		marks: 0,
	};
	it.each([
		"level:error",
		"level:>=warn",
		"level:ERROR",
		"TIMEOUT",
		"body:/time(d)? ?out/",
		"service.peer.name:db",
		"-trace:*",
		"span.peer.service:db",
	])("matches %s", (query) => expect(evaluateLogRecord(parseItemFilterOrThrow(query, "log record"), record)).toBe(true));
	it.each(["level:>error", "level:info", "duration:*", "name:*", "event.x:*"])("does not match %s", (query) =>
		expect(evaluateLogRecord(parseItemFilterOrThrow(query, "log record"), record)).toBe(false),
	);
	it("reads the level from the text when there is no number", () => {
		const texty = { ...record, severityNumber: 0, severityText: "Warning" };
		expect(evaluateLogRecord(parseItemFilterOrThrow("level:warn level:<error", "log record"), texty)).toBe(true);
	});
});

describe("evaluateSeries", () => {
	const series: Series = {
		metric: { name: "http.server.duration", description: "", unit: "ms", type: "gauge", temporality: 0, monotonic: false, metadata: [] },
		attributes: [text("http.route", "/a")],
		resource: { ...resource, attributes: [] },
		scope,
	};
	it.each(["http.route:/a", "service:unknown_service", "name:http.server.*", "scopeName:lib", "server"])("matches %s", (query) =>
		expect(evaluateSeries(parseItemFilterOrThrow(query, "metric series"), series)).toBe(true),
	);
});
