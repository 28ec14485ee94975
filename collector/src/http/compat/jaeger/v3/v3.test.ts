import type { Span } from "@spanglass/shared/model/span";
import { parseTraceRequestJson } from "@spanglass/shared/otlp/json";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { beforeAll, describe, expect, it } from "vitest";
import { type Ask, storeOf } from "../asked.testdata.ts";

/** 2023-11-14T22:13:20Z, where drawings begin. */
const START_MS = 1_700_000_000_000;
const A = "a".repeat(32);
const B = "b".repeat(32);
const C = "c".repeat(32);
const paid = traceFromText(
	`gateway: POST /pay {kind=server tier=gold}   [====]
	   bank: debit {kind=client}                   [!]
	   ? mailer: send                              [=]`,
	{ traceId: A },
);
const [root] = paid;
if (root === undefined) throw new Error("nothing drawn");
const twin: Span = { ...root, name: "POST /pay again" };
const nowhere: Span = {
	...root,
	links: [{ traceId: "", spanId: "", traceState: "", attributes: [], droppedAttributesCount: 0, flags: 0 }],
};
const spans = [
	...paid,
	root,
	twin,
	...traceFromText("? x: lost [=]", { traceId: B }),
	{ ...nowhere, traceId: C, name: "linked" } as Span,
].map((span) => (span.name === "lost" ? { ...span, resource: { ...span.resource, attributes: [] } } : span));

const RANGE = "query.startTimeMin=2023-11-14T22:13:20Z&query.startTimeMax=2023-11-14T22:14:20Z";
let ask: Ask;
beforeAll(async () => {
	ask = await storeOf(spans, START_MS + 60_000);
});
const idsOf = async (query: string): Promise<readonly string[]> => {
	const { status, json } = await ask("jaeger.v3.traces", query);
	if (status === 404) return [];
	expect([status, json.error]).toEqual([200, undefined]);
	return [...new Set<string>(parseTraceRequestJson(JSON.stringify(json.result)).spans.map((span) => span.traceId))].sort();
};

describe("lists", () => {
	it("services and operations, both fields always set", async () => {
		expect((await ask("jaeger.v3.services")).json).toEqual({ services: ["OTLPResourceNoServiceName", "bank", "gateway", "mailer"] });
		expect((await ask("jaeger.v3.operations", "service=bank")).json).toEqual({ operations: [{ name: "debit", spanKind: "client" }] });
		expect((await ask("jaeger.v3.operations", "service=mailer")).json).toEqual({ operations: [{ name: "send", spanKind: "internal" }] });
		expect((await ask("jaeger.v3.operations", "service=bank&spanKind=server")).json).toEqual({ operations: [] });
		expect((await ask("jaeger.v3.operations", "service=bank&span_kind=client")).json.operations).toHaveLength(1);
		expect(await ask("jaeger.v3.operations")).toMatchObject({ status: 400, json: { error: { httpCode: 400 } } });
	});

	it("dependencies, counts as text", async () => {
		const range = "startTime=2023-11-14T22:00:00Z&endTime=2023-11-14T23:00:00Z";
		expect((await ask("jaeger.v3.dependencies", range)).json.dependencies).toContainEqual({
			parent: "gateway",
			child: "bank",
			callCount: "1",
		});
		expect((await ask("jaeger.v3.dependencies", "startTime=2023-11-14T22:00:00Z")).json).toEqual({
			error: { httpCode: 400, message: "startTime and endTime are required" },
		});
	});
});

describe("one trace", () => {
	it.each([A, A.toUpperCase(), Buffer.from(A, "hex").toString("base64url")])("is found by %s", async (traceId) => {
		const { status, headers, json } = await ask("jaeger.v3.trace", "", { path: { traceId } });
		expect([status, headers["Content-Type"]]).toEqual([200, "application/json"]);
		const { spans: found } = parseTraceRequestJson(JSON.stringify(json.result));
		expect(found.map(({ name }) => name).sort()).toEqual(["POST /pay", "POST /pay again", "debit", "send"]);
		const [first] = json.result.resourceSpans[0].scopeSpans[0].spans;
		expect(first).toMatchObject({ traceId: A, spanId: "0000000000000001", kind: 2, startTimeUnixNano: "1700000000000000000" });
	});

	it("raw has what came twice and what links to nowhere", async () => {
		const namesOf = async (query: string) => {
			const { json } = await ask("jaeger.v3.trace", query, { path: { traceId: A } });
			return parseTraceRequestJson(JSON.stringify(json.result)).spans.filter(({ name }) => name === "POST /pay").length;
		};
		expect([await namesOf(""), await namesOf("rawTraces=true"), await namesOf("raw_traces=1")]).toEqual([1, 2, 2]);
		const linksOf = async (query: string) => (await ask("jaeger.v3.trace", query, { path: { traceId: C } })).text.includes('"links"');
		expect([await linksOf(""), await linksOf("rawTraces=true")]).toEqual([false, true]);
	});

	it("is 404 when absent, 400 when something of the question is wrong", async () => {
		const absent = await ask("jaeger.v3.trace", "", { path: { traceId: "f" } });
		expect([absent.status, absent.json]).toEqual([404, { error: { httpCode: 404, message: "No traces found" } }]);
		for (const [query, traceId] of [
			["", "zz"],
			["startTime=now", A],
			["end_time=1700000000", A],
			["rawTraces=maybe", A],
		] as const) {
			const wrong = await ask("jaeger.v3.trace", query, { path: { traceId } });
			expect([wrong.status, Object.keys(wrong.json), wrong.json.error.httpCode]).toEqual([400, ["error"], 400]);
		}
	});
});

describe("a search", () => {
	it.each<[string, readonly string[]]>([
		["", [A, B, C]],
		["query.serviceName=gateway", [A, C]],
		["query.service_name=gateway&query.operation_name=linked", [C]],
		["query.service_name=gateway&query.span_name=linked", [C]],
		["query.serviceName=OTLPResourceNoServiceName", [B]],
		["query.serviceName=unknown_service", []],
		["query.attributes=%7B%22tier%22%3A%22gold%22%7D&query.operationName=POST%20%2Fpay", [A]],
		["query.attributes=%7B%22error%22%3A%22true%22%7D", [A]],
		["query.attributes=%7B%22tier%22%3A%22silver%22%7D", []],
		["query.durationMin=7ms", []],
		["query.duration_min=6ms&query.durationMax=6ms", [A, C]],
		["query.searchDepth=1&query.serviceName=x", []],
		["query.unknown=1&foo=bar", [A, B, C]],
	])("finds by %s", async (query, expected) => {
		expect(await idsOf(`${RANGE}&${query}`)).toEqual(expected);
	});

	it("takes the newest traces only, by either name of the limit", async () => {
		for (const name of ["searchDepth", "search_depth", "num_traces", "numTraces"]) {
			expect(await idsOf(`${RANGE}&query.${name}=2`)).toHaveLength(2);
		}
		expect(await idsOf(`${RANGE}&query.searchDepth=0`)).toHaveLength(3);
	});

	it("reads zones, also with a plus that was not encoded, and ends before its end", async () => {
		const at = (min: string, max: string) => idsOf(`query.start_time_min=${min}&query.start_time_max=${max}&query.serviceName=gateway`);
		expect(await at("2023-11-15T00:13:20+02:00", "2023-11-15T00:13:21+02:00")).toEqual([A, C]);
		expect(await at("2023-11-15T00:13:20%2B02:00", "2023-11-15T00:13:21%2B02:00")).toEqual([A, C]);
		expect(await at("2023-11-14T16:43:20-05:30", "2023-11-14T16:43:20.000000001-05:30")).toEqual([A, C]);
		expect(await at("2023-11-14T22:13:20.000000001Z", "2023-11-14T22:14:20Z")).toEqual([]);
		expect(await at("2023-11-14T22:13:19Z", "2023-11-14T22:13:20Z")).toEqual([]);
	});

	it.each([
		["", "query.startTimeMin and query.startTimeMax are required"],
		["query.startTimeMin=2023-11-14T22:13:20Z", "query.startTimeMin and query.startTimeMax are required"],
		["query.startTimeMin=x&query.startTimeMax=2023-11-14T22:13:20Z", "malformed parameter query.startTimeMin"],
		["query.start_time_max=x&query.startTimeMin=2023-11-14T22:13:20Z", "malformed parameter query.start_time_max"],
		["query.startTimeMin=2023-11-14T22:13:20Z&query.startTimeMax=2023-11-14T22:13:19Z", "malformed parameter query.startTimeMin"],
		[`${RANGE}&query.searchDepth=x`, "malformed parameter query.searchDepth"],
		[`${RANGE}&query.num_traces=-1`, "malformed parameter query.num_traces"],
		[`${RANGE}&query.searchDepth=10001`, "malformed parameter query.searchDepth"],
		[`${RANGE}&query.durationMin=5`, "malformed parameter query.durationMin"],
		[`${RANGE}&query.duration_max=-1s`, "malformed parameter query.duration_max"],
		[`${RANGE}&query.durationMin=2s&query.durationMax=1s`, "malformed parameter query.durationMax"],
		[`${RANGE}&query.attributes=%7B%22a%22%3A1%7D`, "malformed parameter query.attributes"],
		[`${RANGE}&query.attributes=a:b`, "malformed parameter query.attributes"],
		[`${RANGE}&query.filter=x`, "malformed parameter query.filter"],
	])("refuses %s", async (query, message) => {
		for (const id of ["jaeger.v3.traces", "jaeger.v3.summaries"] as const) {
			const { status, json } = await ask(id, query);
			expect([status, json.error.httpCode]).toEqual([400, 400]);
			expect(json.error.message).toContain(message);
		}
	});

	it("says that it has no pages, and that a flag is none", async () => {
		expect((await ask("jaeger.v3.traces", `${RANGE}&query.pagination.pageSize=5`)).status).toBe(501);
		expect((await ask("jaeger.v3.traces", `${RANGE}&query.rawTraces=maybe`)).status).toBe(400);
	});
});

describe("summaries", () => {
	it("count spans, errors and orphans, by service", async () => {
		const { status, json } = await ask("jaeger.v3.summaries", `${RANGE}&query.serviceName=bank`);
		expect(status).toBe(200);
		expect(json.summaries).toEqual([
			{
				...{ traceId: A, rootServiceName: "gateway", rootOperationName: "POST /pay" },
				...{ minStartTimeUnixNano: "1700000000000000000", maxEndTimeUnixNano: "1700000000006000000" },
				...{ spanCount: 5, errorSpanCount: 1, orphanSpanCount: 1 },
				services: [
					{ name: "bank", spanCount: 1, errorSpanCount: 1 },
					{ name: "gateway", spanCount: 3, errorSpanCount: 0 },
					{ name: "mailer", spanCount: 1, errorSpanCount: 0 },
				],
			},
		]);
	});

	it("name no root where none was received, and are empty where nothing is found", async () => {
		const { json } = await ask("jaeger.v3.summaries", `${RANGE}&query.serviceName=OTLPResourceNoServiceName`);
		expect(json.summaries).toMatchObject([{ traceId: B, rootServiceName: "", rootOperationName: "", orphanSpanCount: 1 }]);
		const nothing = await ask("jaeger.v3.summaries", `${RANGE}&query.serviceName=nobody`);
		expect([nothing.status, nothing.json]).toEqual([200, { summaries: [] }]);
	});
});
