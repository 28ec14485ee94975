/** The receiver's exact answers on the real product: both transports, three signals. Vectors: the OTLP checklist §1.6. */
import { gzipSync } from "node:zlib";
import type { Signal } from "@spanglass/shared/model/signal";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getStatus, getTraces, wideRange } from "../support/api.ts";
import { createGrpcClient, type GrpcClient, sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";
import { makeSpans, traceIdOf, traceRequest } from "../support/synthetic.ts";

const SIGNALS: readonly Signal[] = ["traces", "metrics", "logs"];
const LIMIT = 64 * 1024 * 1024;
/** A length-delimited field whose length runs past the end. */
const UNDECODABLE = Uint8Array.of(0x0a, 0x7f, 0x01);

let stack: Stack;
let grpc: GrpcClient;

beforeAll(async () => {
	stack = await startStack();
	grpc = createGrpcClient(stack.grpc);
});
afterAll(async () => {
	grpc.close();
	await stack.stop();
	removeDataFolder(stack.folder);
});

async function post(path: string, init: RequestInit) {
	const answer = await fetch(`${stack.http}${path}`, { method: "POST", ...init });
	return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
}

describe.each(SIGNALS)("%s over HTTP", (signal) => {
	const path = `/v1/${signal}`;

	it("accepts an empty request with an empty answer", async () => {
		const protobuf = await post(path, { headers: { "content-type": "application/x-protobuf" } });
		expect([protobuf.status, protobuf.body.length]).toEqual([200, 0]);
		const json = await post(path, { headers: { "content-type": "Application/JSON; charset=utf-8" }, body: "{}" });
		expect([json.status, json.body.toString()]).toEqual([200, "{}"]);
	});

	it("answers 400 with the same type for a body that does not decode", async () => {
		const protobuf = await post(path, { headers: { "content-type": "application/x-protobuf" }, body: UNDECODABLE });
		expect(protobuf.status).toBe(400);
		expect(protobuf.headers.get("content-type")).toBe("application/x-protobuf");
		expect(protobuf.body.subarray(0, 2).toString("hex")).toBe("0803");
		expect(protobuf.body.toString("latin1")).toContain("type.googleapis.com/google.rpc.BadRequest");
		for (const text of ['{"resourceSpans":[', "{} {}", "nonsense", '{"a":NaN}', "// c\n{}"]) {
			const json = await post(path, { headers: { "content-type": "application/json" }, body: text });
			expect(json.status, text).toBe(400);
			expect(JSON.parse(json.body.toString())).toMatchObject({ code: 3 });
		}
	});

	it("answers 415 for another type or encoding, 405 for another method, 404 for another path", async () => {
		const type = await post(path, { headers: { "content-type": "text/plain" }, body: "x" });
		expect([type.status, type.headers.get("accept")]).toEqual([415, "application/x-protobuf, application/json"]);
		expect(JSON.parse(type.body.toString()).code).toBe(3);
		const encoding = await post(path, { headers: { "content-type": "application/json", "content-encoding": "br" }, body: "x" });
		expect(encoding.status).toBe(415);
		const method = await fetch(`${stack.http}${path}`);
		expect([method.status, method.headers.get("allow")]).toEqual([405, "POST"]);
		expect(await method.json()).toEqual({ code: 12, message: "method not allowed, use POST" });
		const unknown = await post("/v1/unknown", { headers: { "content-type": "application/json" }, body: "{}" });
		expect(unknown.status).toBe(404);
		expect(JSON.parse(unknown.body.toString())).toHaveProperty("code");
		expect((await post("/v1development/profiles", { headers: { "content-type": "application/json" }, body: "{}" })).status).toBe(404);
	});

	it("answers 413 above 64 MiB after decompression, and closes", async () => {
		const bomb = gzipSync(Buffer.alloc(LIMIT + 1));
		const json = await post(path, { headers: { "content-type": "application/json", "content-encoding": "gzip" }, body: bomb });
		expect([json.status, json.headers.get("connection")]).toEqual([413, "close"]);
		expect(JSON.parse(json.body.toString())).toEqual({ code: 8, message: "request body exceeds 67108864 bytes after decompression" });
	});
});

describe.each(SIGNALS)("%s over gRPC", (signal) => {
	it("accepts an empty request with an empty answer", async () => {
		const answer = await grpc.send(signal, new Uint8Array());
		expect([answer.code, answer.body.length]).toEqual([0, 0]);
	});

	it("answers INVALID_ARGUMENT for a body that does not decode", async () => {
		const answer = await grpc.send(signal, UNDECODABLE);
		expect(answer.code).toBe(3);
		expect(Buffer.from(answer.details ?? []).toString("latin1")).toContain("google.rpc.BadRequest");
	});

	it("answers RESOURCE_EXHAUSTED without RetryInfo above 64 MiB", async () => {
		const answer = await grpc.send(signal, new Uint8Array(LIMIT + 1));
		expect(answer.code).toBe(8);
		expect(Buffer.from(answer.details ?? []).toString("latin1")).not.toContain("RetryInfo");
	});
});

it("answers UNIMPLEMENTED for profiles and unknown methods", async () => {
	const profiles = "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export";
	expect((await grpc.call(profiles, new Uint8Array())).code).toBe(12);
	expect((await grpc.call("/no.such.Service/Export", new Uint8Array())).code).toBe(12);
});

it("rejects items with zero ids, stores the others, and says so on both transports", async () => {
	const spans = makeSpans({ traceId: traceIdOf(900), service: "partial", spans: 5, start: unixNanosFromMillis(Date.now()) });
	const broken = spans.map((span, index) => (index < 3 ? { ...span, traceId: "0".repeat(32) as typeof span.traceId } : span));
	const overHttp = await sendHttp(stack.http, "traces", encodeTraceRequest(broken), { type: "application/x-protobuf" });
	expect(overHttp.status).toBe(200);
	const body = Buffer.from(await overHttp.arrayBuffer());
	expect(body.subarray(2, 4).toString("hex")).toBe("0803");
	const allBroken = spans.map((span) => ({ ...span, spanId: "0".repeat(16) as typeof span.spanId }));
	const overGrpc = await grpc.send("traces", encodeTraceRequest(allBroken));
	expect(overGrpc.code).toBe(0);
	expect(Buffer.from(overGrpc.body).subarray(2, 4).toString("hex")).toBe("0805");
	expect((await getTraces(stack, wideRange())).find((trace) => trace.traceId === traceIdOf(900))?.spanCount).toBe(2);
	expect((await getStatus(stack)).rejected.traces).toBe(8);
});

it("keeps 100 concurrent streams on ten connections apart", async () => {
	const clients = Array.from({ length: 10 }, () => createGrpcClient(stack.grpc));
	const answers = await Promise.all(
		Array.from({ length: 100 }, (_, index) => {
			const spans = makeSpans({ traceId: traceIdOf(1000 + index), service: "streams", spans: 20, start: unixNanosFromMillis(Date.now()) });
			const rejected = index % 20;
			const body = encodeTraceRequest(
				spans.map((span, at) => (at < rejected ? { ...span, spanId: "0".repeat(16) as typeof span.spanId } : span)),
			);
			return clients[index % 10]?.send("traces", body);
		}),
	);
	for (const [index, answer] of answers.entries()) {
		const rejected = index % 20;
		expect(answer?.code).toBe(0);
		if (rejected === 0) expect(answer?.body.length).toBe(0);
		else expect(Buffer.from(answer?.body ?? []).subarray(2, 4)).toEqual(Buffer.from([0x08, rejected]));
	}
	for (const client of clients) client.close();
});

it("keeps answering after all of this", async () => {
	expect((await sendHttp(stack.http, "traces", traceRequest(5000, "after"), { type: "application/x-protobuf", gzip: true })).status).toBe(
		200,
	);
});
