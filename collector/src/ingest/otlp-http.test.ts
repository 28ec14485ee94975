import { once } from "node:events";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { afterEach, describe, expect, it } from "vitest";
import type { Listener } from "../self/bind.ts";
import { ACCEPTED, createFakeReceiver, type FakeIngest, type FakeReceiver } from "./fake-receiver.testdata.ts";
import { listenHttp } from "./otlp-http.ts";

const PROTOBUF = "application/x-protobuf";
const JSON_TYPE = "application/json";
const PATHS = ["/v1/traces", "/v1/metrics", "/v1/logs"] as const;
const BAD_REQUEST_HEX = [
	"080312",
	"10",
	hex("invalid protobuf"),
	"1a470a29",
	hex("type.googleapis.com/google.rpc.BadRequest"),
	"121a0a180a04",
	hex("body"),
	"1210",
	hex("invalid protobuf"),
].join("");

let receiver: Listener | undefined;
afterEach(async () => {
	await receiver?.close(100);
	receiver = undefined;
});

async function start(ingest?: FakeIngest, limitBytes?: number): Promise<FakeReceiver & { port: number }> {
	const fake = createFakeReceiver(ingest, limitBytes);
	receiver = await listenHttp(fake.context, "127.0.0.1", 0);
	return { ...fake, port: receiver.port };
}

interface Reply {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

interface Sent {
	readonly path?: string;
	readonly method?: string;
	readonly headers?: Record<string, string | number>;
	readonly body?: Uint8Array | string;
}

async function send(
	port: number,
	{ path = "/v1/traces", method = "POST", headers = { "content-type": PROTOBUF }, body = "" }: Sent,
): Promise<Reply> {
	const call = httpRequest({ port, host: "127.0.0.1", path, method, headers });
	call.end(body);
	const [response] = await once(call, "response");
	const chunks: Buffer[] = [];
	for await (const chunk of response) chunks.push(chunk as Buffer);
	return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

describe.each(PATHS)("OTLP/HTTP %s", (path) => {
	it("answers full success with an empty message", async () => {
		const { port, requests } = await start();
		const protobuf = await send(port, { path, body: "anything" });
		expect([protobuf.status, protobuf.headers["content-type"], protobuf.body.length]).toEqual([200, PROTOBUF, 0]);
		const json = await send(port, { path, headers: { "content-type": " Application/JSON ; charset=utf-8" }, body: "{}" });
		expect([json.status, json.headers["content-type"], json.body.toString()]).toEqual([200, JSON_TYPE, "{}"]);
		expect(requests.map(({ signal, encoding }) => [signal, encoding])).toEqual([
			[path.slice(4), "protobuf"],
			[path.slice(4), "json"],
		]);
		expect(protobuf.headers["x-content-type-options"]).toBe("nosniff");
	});

	it("answers partial success and warnings with the exact bytes", async () => {
		let result = { ...ACCEPTED, rejected: 3, message: "bad" };
		const { port } = await start(async () => result);
		expect((await send(port, { path })).body.toString("hex")).toBe("0a0708031203626164");
		result = { ...ACCEPTED, rejected: 0, message: "w" };
		expect((await send(port, { path })).body.toString("hex")).toBe("0a03120177");
		const json = await send(port, { path, headers: { "content-type": JSON_TYPE } });
		expect(json.body.toString()).toBe('{"partialSuccess":{"errorMessage":"w"}}');
	});

	it("answers an undecodable body with a BadRequest detail in the request's encoding", async () => {
		const { port, refusals } = await start();
		const protobuf = await send(port, { path, body: "broken" });
		expect([protobuf.status, protobuf.body.toString("hex")]).toEqual([400, BAD_REQUEST_HEX]);
		const json = await send(port, { path, headers: { "content-type": JSON_TYPE }, body: "broken" });
		expect(JSON.parse(json.body.toString())).toEqual({
			code: 3,
			message: "invalid protobuf",
			details: [
				{
					"@type": "type.googleapis.com/google.rpc.BadRequest",
					fieldViolations: [{ field: "body", description: "invalid protobuf" }],
				},
			],
		});
		expect(refusals.byReason()).toEqual({ undecodable: 2 });
	});

	it("refuses other methods, types, encodings and expectations with a Status", async () => {
		const { port, requests } = await start();
		const method = await send(port, { path, method: "GET", headers: { "content-type": JSON_TYPE } });
		expect([method.status, method.headers.allow]).toEqual([405, "POST"]);
		expect(method.body.toString()).toBe('{"code":12,"message":"method not allowed, use POST"}');
		const type = await send(port, { path, headers: { "content-type": "text/plain" }, body: "x" });
		expect([type.status, type.headers.accept]).toEqual([415, "application/x-protobuf, application/json"]);
		expect(JSON.parse(type.body.toString()).code).toBe(3);
		const encoding = await send(port, { path, headers: { "content-type": PROTOBUF, "content-encoding": "zstd" }, body: "x" });
		expect([encoding.status, encoding.headers["content-type"], encoding.body[1]]).toEqual([415, PROTOBUF, 3]);
		expect((await send(port, { path, headers: { "content-type": PROTOBUF, expect: "a-pony" } })).status).toBe(417);
		expect(requests).toEqual([]);
	});

	it("takes empty requests, plain and gzip", async () => {
		const { port, requests } = await start();
		expect((await send(port, { path })).status).toBe(200);
		expect((await send(port, { path, headers: { "content-type": PROTOBUF, "content-encoding": "gzip" } })).status).toBe(200);
		expect(requests.map(({ body }) => body.byteLength)).toEqual([0, 0]);
	});
});

describe("OTLP/HTTP bodies", () => {
	it("inflates gzip of several members, with and without a declared length", async () => {
		const { port, requests } = await start();
		const body = Buffer.concat([gzipSync("abc", { level: 1 }), gzipSync("def", { level: 9 })]);
		const headers = { "content-type": PROTOBUF, "content-encoding": "GZip" };
		await send(port, { headers: { ...headers, "content-length": body.length }, body });
		await send(port, { headers: { ...headers, "transfer-encoding": "chunked" }, body });
		expect(requests.map(({ body: got, compression }) => [Buffer.from(got).toString(), compression])).toEqual([
			["abcdef", "gzip"],
			["abcdef", "gzip"],
		]);
	});

	it("calls damaged gzip undecodable", async () => {
		const { port } = await start();
		const headers = { "content-type": PROTOBUF, "content-encoding": "gzip" };
		const whole = gzipSync("hello hello hello");
		for (const body of [whole.subarray(0, -6), Buffer.concat([whole, Buffer.alloc(8)]), Buffer.from("not gzip at all")]) {
			expect((await send(port, { headers, body })).status).toBe(400);
		}
	});

	it("asks for the body of a client that waits for 100 Continue", async () => {
		const { port, requests } = await start();
		const call = httpRequest({ port, path: "/v1/logs", method: "POST", headers: { "content-type": PROTOBUF, expect: "100-continue" } });
		call.flushHeaders();
		await once(call, "continue");
		call.end("later");
		const [response] = await once(call, "response");
		response.resume();
		expect(response.statusCode).toBe(200);
		expect(Buffer.from(requests[0]?.body ?? []).toString()).toBe("later");
	});

	it("takes 64 MiB and refuses one byte more, declared, chunked and inflated", async () => {
		const { port, requests } = await start();
		const exact = Buffer.alloc(LIMITS.requestBytes);
		expect((await send(port, { body: exact })).status).toBe(200);
		expect(requests[0]?.body.byteLength).toBe(LIMITS.requestBytes);
		const headers = { "content-type": JSON_TYPE };
		const declared = await send(port, { headers: { ...headers, "content-length": LIMITS.requestBytes + 1, expect: "100-continue" } });
		expect([declared.status, declared.headers.connection]).toEqual([413, "close"]);
		expect(declared.body.toString()).toBe('{"code":8,"message":"request body exceeds 67108864 bytes after decompression"}');
		const bomb = gzipSync(Buffer.alloc(LIMITS.requestBytes + 1));
		const inflated = await send(port, { headers: { ...headers, "content-encoding": "gzip" }, body: bomb });
		expect([inflated.status, inflated.headers.connection]).toEqual([413, "close"]);
		const more = Buffer.alloc(LIMITS.requestBytes + 1);
		expect((await send(port, { headers: { ...headers, "transfer-encoding": "chunked" }, body: more })).status).toBe(413);
		expect(requests.length).toBe(1);
	}, 20_000);

	it("refuses over the bytes in flight with a hint of whole seconds, and recovers", async () => {
		const { promise: hold, resolve: letGo } = Promise.withResolvers<void>();
		const { port } = await start(() => hold.then(() => ACCEPTED), 1000);
		const first = send(port, { body: Buffer.alloc(900) });
		await new Promise((resolve) => setTimeout(resolve, 50));
		const refused = await send(port, { headers: { "content-type": JSON_TYPE }, body: Buffer.alloc(200) });
		const seconds = Number(refused.headers["retry-after"]);
		expect(refused.status).toBe(503);
		expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= 5).toBe(true);
		expect(JSON.parse(refused.body.toString())).toMatchObject({ code: 14, details: [{ retryDelay: `${seconds}s` }] });
		letGo();
		expect((await first).status).toBe(200);
		expect((await send(port, { body: Buffer.alloc(200) })).status).toBe(200);
	});
});

describe("OTLP/HTTP errors of the store and of clients", () => {
	it("keeps a long hint and hides bugs", async () => {
		let error: unknown = new SpanglassError("unavailable", "the disk is full", { retryAfterMs: 30_000 });
		const { port, warnings } = await start(() => Promise.reject(error));
		const full = await send(port, {});
		expect([full.status, full.headers["retry-after"]]).toEqual([503, "30"]);
		error = new TypeError("x.y is undefined at /secret/path");
		const bug = await send(port, { headers: { "content-type": JSON_TYPE } });
		expect([bug.status, bug.body.toString()]).toEqual([500, '{"code":13,"message":"internal error"}']);
		expect(warnings.length).toBe(1);
	});

	it("answers unknown paths with 404 and profiles with a sentence", async () => {
		const { port } = await start();
		const unknown = await send(port, { path: "/v1/spans", headers: { "content-type": PROTOBUF } });
		expect([unknown.status, unknown.body[1]]).toEqual([404, 12]);
		const profiles = await send(port, { path: "/v1development/profiles", headers: { "content-type": JSON_TYPE } });
		expect(profiles.status).toBe(404);
		expect(profiles.body.toString()).toContain("profiles are not supported");
		expect((await send(port, { path: "/healthz", method: "GET" })).body.toString()).toBe('{"status":"ok"}');
	});

	it("refuses browsers that come by another name, and no exporter", async () => {
		const { port } = await start();
		const ask = (headers: Record<string, string>) => send(port, { headers: { "content-type": JSON_TYPE, ...headers }, body: "{}" });
		const evil = await ask({ host: "evil.test", origin: "http://evil.test" });
		expect(evil.status).toBe(421);
		expect(evil.body.toString()).toMatch(/evil\.test.*SPANGLASS_ALLOWED_HOSTS/);
		expect((await ask({ origin: "http://evil.test" })).status).toBe(421);
		expect((await ask({ origin: "null" })).status).toBe(421);
		expect((await ask({ host: "collector.svc" })).status).toBe(200);
		expect((await ask({ host: "spanglass:4318", origin: "http://localhost:3000" })).status).toBe(200);
		const preflight = await send(port, { method: "OPTIONS", headers: { origin: "http://localhost:3000" } });
		expect([preflight.status, preflight.headers["access-control-allow-origin"]]).toEqual([405, undefined]);
	});

	it("names the right port to a gRPC client, once, and closes", async () => {
		const { port, warnings } = await start();
		const socket = connect(port, "127.0.0.1");
		socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
		socket.resume();
		await once(socket, "close");
		expect(warnings).toEqual(["a gRPC connection came to port 4318, which takes OTLP/HTTP; send OTLP/gRPC to port 4317"]);
	});

	it("answers a damaged head with 400 and an oversized one with 431, both with nosniff", async () => {
		const { port } = await start();
		for (const [head, status] of [
			["NOT HTTP AT ALL\r\n\r\n", "400"],
			[`GET / HTTP/1.1\r\nx: ${"a".repeat(20_000)}\r\n\r\n`, "431"],
		] as const) {
			const socket = connect(port, "127.0.0.1");
			socket.write(head);
			let text = "";
			socket.on("data", (chunk) => {
				text += chunk;
			});
			await once(socket, "close");
			expect(text).toContain(`HTTP/1.1 ${status}`);
			expect(text).toContain("X-Content-Type-Options: nosniff");
			expect(text).toContain('"code":');
		}
	});

	it("lets nobody keep others out by announcing bytes that do not come", async () => {
		const { port } = await start(undefined, 1000);
		const announced = httpRequest({
			port,
			path: "/v1/traces",
			method: "POST",
			headers: { "content-type": PROTOBUF, "content-length": 900 },
		});
		announced.on("error", () => undefined);
		announced.write("x");
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect((await send(port, { body: Buffer.alloc(900) })).status).toBe(200);
		announced.destroy();
	});

	it("releases what a client held that went away", async () => {
		const { port, context } = await start();
		const call = httpRequest({ port, path: "/v1/traces", method: "POST", headers: { "content-type": PROTOBUF, "content-length": 5000 } });
		call.on("error", () => undefined);
		call.write("half");
		await expect.poll(() => context.admission.bytesInFlight()).toBe(4);
		call.destroy();
		await expect.poll(() => context.admission.bytesInFlight()).toBe(0);
	});
});

function hex(text: string): string {
	return Buffer.from(text).toString("hex");
}
