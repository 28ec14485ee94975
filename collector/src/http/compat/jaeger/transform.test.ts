import { LIMITS } from "@spanglass/shared/model/limits";
import { jaegerTraceText } from "@spanglass/shared/otlp/jaeger-trace";
import { spansToOtlpJson } from "@spanglass/shared/otlp/json";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { beforeAll, describe, expect, it } from "vitest";
import { type Ask, storeOf } from "./asked.testdata.ts";

const A = "a".repeat(32);
const B = "b".repeat(32);
const first = traceFromText(
	`gateway: POST /pay {kind=server}   [====]
	   bank: debit {kind=client}          [!]`,
	{ traceId: A },
);
const second = traceFromText("gateway: GET / {kind=server}   [=]", { traceId: B });

let ask: Ask;
beforeAll(async () => {
	ask = await storeOf([], 1_700_000_000_000);
});
const transform = (body: string) => ask("jaeger.transform", "", { body });

describe("POST /api/transform", () => {
	it("gives traces in the order of the body, spans by start", async () => {
		const { status, json } = await transform(JSON.stringify(spansToOtlpJson([...second, ...[...first].reverse()])));
		expect(status).toBe(200);
		expect(json).toEqual({
			data: [JSON.parse(jaegerTraceText(B, second)), JSON.parse(jaegerTraceText(A, first))],
			...{ total: 2, limit: 0, offset: 0, errors: null },
		});
	});

	it("keeps copies and stores nothing", async () => {
		const { json } = await transform(JSON.stringify(spansToOtlpJson([...second, ...second])));
		expect(json.data[0].spans).toHaveLength(2);
		expect((await ask("jaeger.trace", "", { path: { traceId: B } })).status).toBe(404);
		expect((await ask("jaeger.services")).json.data).toEqual([]);
	});

	it("takes a request without spans", async () => {
		expect((await transform('{"resourceSpans":[]}')).json).toEqual({ data: [], total: 0, limit: 0, offset: 0, errors: null });
	});

	it.each([
		["", "empty"],
		["{", "invalid JSON"],
		["[]", "invalid JSON"],
		['{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"12","spanId":"1234567890abcdef","name":"short"}]}]}]}', 'span 1 ("short")'],
		[`{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${A}","spanId":"0000000000000000"}]}]}]}`, "span 1"],
	])("refuses %j", async (body, message) => {
		const { status, json } = await transform(body);
		expect([status, json.data, json.errors[0].code]).toEqual([400, null, 400]);
		expect(json.errors[0].msg).toContain(message);
	});

	it("refuses a body beyond its limit", async () => {
		expect((await transform(" ".repeat(LIMITS.transformBodyBytes + 1))).json.errors[0].msg).toContain("larger than");
	});
});

it("archives nothing, as Jaeger without a storage for it", async () => {
	const { status, json } = await ask("jaeger.archive", "", { path: { traceId: A } });
	expect([status, json]).toEqual([
		500,
		{ data: null, total: 0, limit: 0, offset: 0, errors: [{ code: 500, msg: "archive span storage was not configured" }] },
	]);
	expect((await ask("jaeger.archive", "", { path: { traceId: "zz" } })).status).toBe(400);
});
