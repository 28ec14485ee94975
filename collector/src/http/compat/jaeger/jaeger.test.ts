import type { Span } from "@spanglass/shared/model/span";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { describe, expect, it } from "vitest";
import { createFakeApp, createFakeReader, FREE_CONTROL } from "../../../query/fake-stores.testdata.ts";
import { createQueryServices } from "../../../query/query-services.ts";
import { createMemoryAlertStore } from "../../../store/memory/alert-store.ts";
import type { Answer } from "../../answer.ts";
import { boundedBody } from "./bounded-body.ts";
import { answerJaeger } from "./handlers.ts";
import { nanosFromGoDuration, traceIdOf } from "./params.ts";
import type { JaegerRouteId } from "./routes.ts";

const START_US = 1_700_000_000_000_000;
const clock = { now: () => START_US / 1000 + 500 };
const A = "a".repeat(32);
const B = "b".repeat(32);
const nameless = (span: Span): Span => ({ ...span, resource: { ...span.resource, attributes: [] } });
const spans = [
	...traceFromText(
		`gateway: POST /pay {kind=server tier=gold}   [====]
		   bank: debit {kind=client}                   [!]`,
		{ traceId: A },
	),
	...traceFromText("gateway: GET / {kind=server}   [=]", { traceId: B }),
	...traceFromText("x: lost [=]", { traceId: "c".repeat(32) }).map(nameless),
];
const services = createQueryServices({
	reader: createFakeReader({ spans, batch: 1 }),
	app: createFakeApp(() => new Error("conflict")),
	alerts: createMemoryAlertStore(() => 0).reader,
	clock,
});

async function ask(id: JaegerRouteId, query = "", path: Record<string, string> = {}, body?: Uint8Array) {
	const answer: Answer = await answerJaeger(id, { path, query, body }, { services, control: FREE_CONTROL });
	const chunks: Uint8Array[] = [];
	if (answer.body instanceof Uint8Array) chunks.push(answer.body);
	else for await (const chunk of answer.body) chunks.push(chunk);
	return { status: answer.status, ...JSON.parse(Buffer.concat(chunks).toString()) };
}
const RANGE = `start=${START_US}&end=${START_US + 1_000_000}`;
const find = async (query: string): Promise<string[]> => {
	const { data } = await ask("jaeger.traces", query);
	return data.map((trace: { traceID: string }) => trace.traceID).sort();
};

describe("services", () => {
	it("lists names, the nameless one by Jaeger's word", async () => {
		expect(await ask("jaeger.services")).toEqual({
			...{ status: 200, data: ["OTLPResourceNoServiceName", "bank", "gateway"], total: 3, limit: 0, offset: 0, errors: null },
		});
	});

	it("lists operations with kinds", async () => {
		expect((await ask("jaeger.serviceOperations", "", { service: "gateway" })).data).toEqual(["GET /", "POST /pay"]);
		expect((await ask("jaeger.operations", "service=bank&spanKind=client")).data).toEqual([{ name: "debit", spanKind: "client" }]);
		expect((await ask("jaeger.operations", "service=bank&spanKind=server")).data).toEqual([]);
		expect(await ask("jaeger.operations")).toMatchObject({ status: 400, errors: [{ code: 400, msg: "parameter 'service' is required" }] });
	});

	it("lists dependencies", async () => {
		const answer = await ask("jaeger.dependencies", "endTs=1700000000000&lookback=604800000");
		expect(answer.data).toEqual([{ parent: "gateway", child: "bank", callCount: 3 }]);
		expect((await ask("jaeger.dependencies", "service=other")).data).toEqual([]);
		expect(await ask("jaeger.dependencies", "endTs=x")).toMatchObject({ status: 400, data: null });
	});
});

describe("one trace", () => {
	it.each([A, A.toUpperCase(), "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa", Buffer.from(A, "hex").toString("base64")])(
		"is found by %s",
		async (traceId) => {
			const answer = await ask("jaeger.trace", `start=${START_US / 1000}&end=0&foo=1`, { traceId });
			expect(answer).toMatchObject({ status: 200, total: 1, errors: null });
			expect(answer.data[0].spans.map((span: { operationName: string }) => span.operationName)).toEqual(["POST /pay", "debit"]);
			expect(Object.keys(answer.data[0].processes)).toEqual(["p1", "p2"]);
		},
	);

	it("is 404 when absent and 400 when its id is none", async () => {
		const absent = await ask("jaeger.trace", "", { traceId: "f" });
		expect(absent).toEqual({
			...{ status: 404, data: null, total: 0, limit: 0, offset: 0, errors: [{ code: 404, msg: "trace not found" }] },
		});
		expect((await ask("jaeger.trace", "", { traceId: "zz" })).status).toBe(400);
		expect((await ask("jaeger.trace", "raw=maybe", { traceId: A })).status).toBe(400);
	});
});

describe("a search", () => {
	it.each<[string, string[]]>([
		["service=gateway", [A, B]],
		["service=gateway&operation=GET%20/", [B]],
		["service=gateway&limit=1", [A]],
		["service=gateway&minDuration=5ms", [A]],
		["service=gateway&maxDuration=5000us", [B]],
		["service=bank&tags=%7B%22error%22%3A%22true%22%7D", [A]],
		["service=gateway&tag=error:true", []],
		["service=gateway&tag=error:false&tag=tier:gold", [A]],
		["service=gateway&tag=span.kind:server", [A, B]],
		["service=bank&tag=otel.status_code:ERROR", [A]],
		["service=gateway&tag=resource.service.name:gateway&tag=scope.name:drawn", [A, B]],
		["service=OTLPResourceNoServiceName", ["c".repeat(32)]],
		["service=unknown_service", []],
		["service=gateway&start=0&end=1", []],
		["service=gateway&unknown=1", [A, B]],
	])("finds by %s", async (query, expected) => {
		const full = query.includes("start=") ? query : `${query}&${RANGE}`;
		expect(await find(full)).toEqual(expected);
	});

	it.each([
		"",
		"service=a&limit=x",
		"service=a&limit=10001",
		"service=a&start=now",
		"service=a&minDuration=5",
		"service=a&minDuration=2ms&maxDuration=1ms",
		"service=a&tag=nocolon",
		"service=a&tags=%5B%5D",
		"service=a&tags=%7B%22a%22%3A1%7D",
		"service=a&start=2700000000000000&end=1700000000000000",
	])("refuses %s", async (query) => {
		const answer = await ask("jaeger.traces", query);
		expect(answer).toMatchObject({ status: 400, data: null, errors: [{ code: 400 }] });
	});

	it("gets several by id and names those that are not there", async () => {
		const answer = await ask("jaeger.traces", `traceID=${A}&traceID=d&traceID=${B}`);
		expect(answer.data.map((trace: { traceID: string }) => trace.traceID)).toEqual([A, B]);
		expect(answer.errors).toEqual([{ code: 404, msg: "trace not found", traceID: "d".padStart(32, "0") }]);
	});
});

it("reads Go durations and ids", () => {
	expect(nanosFromGoDuration("1.2ms")).toBe(1_200_000);
	expect(nanosFromGoDuration("1m30s")).toBe(90e9);
	expect(nanosFromGoDuration("100us")).toBe(100_000);
	expect(nanosFromGoDuration("5")).toBeUndefined();
	expect(traceIdOf("1")).toBe("1".padStart(32, "0"));
});

describe("boundedBody", () => {
	async function* texts(count: number) {
		for (let index = 0; index < count; index++) yield "x".repeat(1024 * 1024);
	}
	const size = async (body: AsyncIterable<Uint8Array> | undefined) => {
		let bytes = 0;
		for await (const chunk of body ?? []) bytes += chunk.length;
		return bytes;
	};
	const MIB = 1024 * 1024;

	it("streams what fits", async () => {
		expect(await size(await boundedBody(texts(20), { limitBytes: 20 * MIB, expectBytes: async (bytes) => bytes }))).toBe(20 * MIB);
	});
	it("refuses what would not, before the first byte", async () => {
		expect(await boundedBody(texts(20), { limitBytes: 10 * MIB, expectBytes: async () => 11 * MIB })).toBeUndefined();
	});
	it("cuts a stream that was judged too small", async () => {
		const body = await boundedBody(texts(20), { limitBytes: 10 * MIB, expectBytes: async () => 1 });
		await expect(size(body)).rejects.toThrow("grew beyond");
	});
});
