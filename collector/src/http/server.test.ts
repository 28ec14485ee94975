import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { SpanglassError } from "@spanglass/shared/model/errors";
import supertest from "supertest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Listener } from "../self/bind.ts";
import type { Answer, HttpRoute, QueryRequest } from "./answer.ts";
import { FIXED_HEADERS } from "./headers.ts";
import { LiveFeed } from "./live-feed.ts";
import { createUiApp, listenUi } from "./server.ts";
import { createLive } from "./sse.ts";

const ROUTES: readonly HttpRoute[] = [
	{ id: "thing", method: "GET", path: "/api/spanglass/v1/things/{name}", runsOn: "query" },
	{ id: "setting", method: "PUT", path: "/api/spanglass/v1/settings/{key}", runsOn: "main" },
];
const JAEGER: readonly HttpRoute[] = [
	{ id: "services", method: "GET", path: "/api/services", runsOn: "query" },
	{ id: "transform", method: "POST", path: "/api/transform", runsOn: "query", anyBodyBytes: 2 * 1024 * 1024 },
];
const PAGE = "<!doctype html><title>page</title>";

let server: string;
let listener: Listener;
let folder: string;
let seen: QueryRequest[] = [];
let bugs = 0;
let health: readonly string[] = [];
let answer: (request: QueryRequest, signal: AbortSignal) => Promise<Answer>;
const feed = new LiveFeed(7, { findNews: async () => "" });

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "spanglass-page-"));
	mkdirSync(join(folder, "assets"));
	writeFileSync(join(folder, "index.html"), PAGE);
	writeFileSync(join(folder, "assets", "main-abc.js"), "x".repeat(5000));
	writeFileSync(join(folder, "favicon.svg"), "<svg/>");
	writeFileSync(join(folder, ".build.json"), "{}");
	const dispatch = (request: QueryRequest, signal: AbortSignal): Promise<Answer> => {
		seen.push(request);
		return answer(request, signal);
	};
	const app = createUiApp({
		query: dispatch,
		main: dispatch,
		onBug: () => {
			bugs += 1;
		},
		allowedHosts: ["spanglass"],
		pageFolder: folder,
		apiRoutes: ROUTES,
		jaegerRoutes: JAEGER,
		alertmanagerRoutes: [],
		livePath: "/api/spanglass/v1/live",
		live: createLive(feed),
		health: () => health,
	});
	listener = await listenUi(app, "127.0.0.1", 0);
	server = `http://127.0.0.1:${listener.port}`;
});
afterAll(async () => {
	await listener.close(0);
	rmSync(folder, { recursive: true });
});
beforeEach(() => {
	seen = [];
	bugs = 0;
	answer = async () => ({ status: 200, headers: { "Content-Type": "application/json" }, body: Buffer.from('{"a":1}') });
});

const port = (): number => listener.port;

describe("headers", () => {
	it("are on every kind of answer", async () => {
		answer = async ({ routeId }) => {
			if (routeId === "services") throw new Error("a bug");
			throw new SpanglassError("overloaded", "full", { retryAfterMs: 1500 });
		};
		const agent = supertest(server);
		const answers = await Promise.all([
			agent.get("/"),
			agent.get("/traces/abc"),
			agent.get("/assets/main-abc.js"),
			agent.get("/assets/none.js"),
			agent.get("/favicon.svg"),
			agent.get("/healthz"),
			agent.get("/api/spanglass/v1/things/x"),
			agent.get("/api/services"),
			agent.get("/api/nothing"),
			agent.get("/api/spanglass/v1/things/%ff"),
			agent.get("/").set("Host", "evil.test"),
			agent.post("/api/spanglass/v1/things/x"),
			agent.put("/api/spanglass/v1/settings/x").set("Content-Type", "text/plain").send("x"),
			agent.put("/api/spanglass/v1/settings/x").set("Sec-Fetch-Site", "cross-site"),
		]);
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404, 200, 200, 503, 500, 404, 400, 421, 405, 415, 403]);
		for (const { headers } of answers) {
			for (const [name, value] of FIXED_HEADERS) if (name !== "Cache-Control") expect(headers[name.toLowerCase()]).toBe(value);
			expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
			expect(headers["server-timing"]).toMatch(/^total;dur=\d+\.\d$/);
			expect(headers["x-powered-by"]).toBe(undefined);
		}
		expect(bugs).toBe(1);
		expect(answers[6]?.headers["retry-after"]).toBe("2");
		expect(answers[7]?.text).not.toContain("a bug");
	});

	it("have the exact policy", () => {
		const headers = new Map(FIXED_HEADERS);
		expect(headers.get("Content-Security-Policy")?.split("; ")).toEqual([
			"default-src 'none'",
			"script-src 'self'",
			"style-src 'self'",
			"img-src 'self' data:",
			"font-src 'self'",
			"connect-src 'self'",
			"worker-src 'self'",
			"manifest-src 'self'",
			"base-uri 'none'",
			"form-action 'self'",
			"frame-ancestors 'none'",
			"object-src 'none'",
			"require-trusted-types-for 'script'",
			"trusted-types default",
		]);
		expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
		expect(headers.get("X-Frame-Options")).toBe("DENY");
		expect(headers.get("Referrer-Policy")).toBe("no-referrer");
		expect(headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
		expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
		expect(headers.get("Permissions-Policy")).toBe("camera=(), microphone=(), geolocation=()");
		expect(headers.size).toBe(8);
	});

	it("are on answers to damaged requests too", async () => {
		for (const head of [
			"BROKEN\r\n\r\n",
			`GET / HTTP/1.1\r\nx: ${"a".repeat(20_000)}\r\n\r\n`,
			"GET http://evil.test/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
		]) {
			const text = await raw(head);
			expect(text).toMatch(/^HTTP\/1.1 4(00|31) /);
			for (const [name, value] of FIXED_HEADERS) expect(text).toContain(`${name}: ${value}`);
		}
	});
});

describe("host and origin", () => {
	it.each([["evil.test"], ["localhost."], ["127.0.0.1.evil.test"]])("refuses the host %s and names the setting", async (host) => {
		const { status, body } = await supertest(server).get("/api/services").set("Host", host);
		expect([status, body.error.kind]).toEqual([421, "invalid_input"]);
		expect(body.error.message).toContain("SPANGLASS_ALLOWED_HOSTS");
		expect(body.error.message).toContain(JSON.stringify(host));
		expect(seen).toEqual([]);
	});

	it("refuses no host and two hosts", async () => {
		expect(await raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).toMatch(/^HTTP\/1.1 421 /);
		expect(await raw("GET / HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1.1 421 /);
		expect(await raw("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\nConnection: close\r\n\r\n")).toMatch(/^HTTP\/1.1 421 /);
	});

	it("refuses what pages of other sites ask, and lets links in", async () => {
		const agent = supertest(server);
		const put = () => agent.put("/api/spanglass/v1/settings/x").send({ a: 1 });
		expect((await put()).status).toBe(200);
		expect((await put().set("Origin", `http://127.0.0.1:${port()}`)).status).toBe(200);
		expect((await put().set("Origin", "http://localhost:1")).status).toBe(403);
		expect((await put().set("Origin", "null")).status).toBe(403);
		expect((await put().set("Sec-Fetch-Site", "same-site")).status).toBe(403);
		const read = (mode: string, destination: string) =>
			agent.get("/").set({ "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": destination });
		expect((await read("navigate", "document")).status).toBe(200);
		expect((await read("navigate", "iframe")).status).toBe(403);
		expect((await read("no-cors", "image")).status).toBe(403);
	});
});

describe("routes", () => {
	it("hand path, query, accept and body over, and answer 405 and 404 as JSON", async () => {
		const agent = supertest(server);
		const { body } = await agent.get("/api/spanglass/v1/things/a%2Fb%20c?x=1&x=2").set("Accept", "text/x");
		expect(body).toEqual({ a: 1 });
		expect(seen[0]).toMatchObject({ routeId: "thing", path: { name: "a/b c" }, query: "x=1&x=2", accept: "text/x", body: undefined });
		await agent.put("/api/spanglass/v1/settings/k").send({ a: 1 });
		expect(Buffer.from(seen[1]?.body ?? []).toString()).toBe('{"a":1}');
		const wrong = await agent.delete("/api/spanglass/v1/settings/k");
		expect([wrong.status, wrong.headers.allow]).toEqual([405, "PUT"]);
		const unknown = await agent.get("/api/whatever").set("Accept", "text/html");
		expect([unknown.status, unknown.body.error.kind]).toEqual([404, "not_found"]);
		expect((await agent.get("/jaeger/api/services")).status).toBe(200);
		expect((await agent.get("/jaeger/other")).status).toBe(404);
		expect((await agent.head("/api/services")).status).toBe(200);
		expect(unknown.body.error.requestId).toBe(unknown.headers["x-request-id"]);
	});

	it("refuse a body over 1 MiB", async () => {
		const { status, body } = await supertest(server)
			.put("/api/spanglass/v1/settings/k")
			.send({ a: "x".repeat(1_100_000) });
		expect([status, body.error.kind]).toEqual([413, "invalid_input"]);
	});

	it("that change nothing take a body of any type, up to their own limit, from pages of no other site", async () => {
		answer = async ({ body }) => ({ status: 200, headers: { "Content-Type": "text/plain" }, body: Buffer.from(String(body?.length)) });
		for (const path of ["/api/transform", "/jaeger/api/transform"]) {
			const post = () => supertest(server).post(path).set("Content-Type", "text/plain;charset=UTF-8");
			const taken = await post().send("x".repeat(1_500_000));
			expect([taken.status, taken.text]).toEqual([200, "1500000"]);
			const large = await post().send("x".repeat(2_500_000));
			expect([large.status, large.body.error.message]).toEqual([413, "the body is larger than 2097152 bytes"]);
			expect((await post().set("Origin", "http://evil.test").send("x")).status).toBe(403);
		}
	});

	it("compress for those who ask", async () => {
		answer = async () => ({
			status: 200,
			headers: { "Content-Type": "application/json" },
			body: Buffer.from(JSON.stringify("x".repeat(10_000))),
		});
		const { headers, body } = await supertest(server).get("/api/services").set("Accept-Encoding", "gzip");
		expect([headers["content-encoding"], body.length]).toEqual(["gzip", 10_000]);
	});

	it("stream, stop the stream when the client goes, and cut the connection when it fails", async () => {
		async function* count(until: number): AsyncGenerator<Uint8Array> {
			for (let at = 0; at < until; at += 1) yield Buffer.alloc(100_000, 65);
			throw new Error("the store is gone");
		}
		answer = async () => ({ status: 200, headers: { "Content-Type": "application/x-thing" }, body: count(3) });
		await expect(supertest(server).get("/api/services").buffer(true)).rejects.toThrow(/aborted|hang up/);
		const { promise: stopped, resolve } = Promise.withResolvers<void>();
		async function* endless(): AsyncGenerator<Uint8Array> {
			try {
				for (;;) yield Buffer.alloc(100_000, 65);
			} finally {
				resolve();
			}
		}
		answer = async () => ({ status: 200, headers: { "Content-Type": "application/x-thing" }, body: endless() });
		const call = httpRequest({ port: port(), path: "/api/services" });
		call.end();
		const [response] = await once(call, "response");
		await once(response, "data");
		call.destroy();
		await stopped;
	});

	it("stream compressed with one listener, however often the client is slower", async () => {
		async function* noise(): AsyncGenerator<Uint8Array> {
			for (let at = 0; at < 64; at += 1) yield randomBytes(100_000);
		}
		answer = async () => ({ status: 200, headers: { "Content-Type": "application/json" }, body: noise() });
		const warnings: string[] = [];
		const collect = ({ name }: Error): void => void warnings.push(name);
		process.on("warning", collect);
		const call = httpRequest({ port: port(), path: "/api/services", headers: { "Accept-Encoding": "gzip" } });
		call.end();
		const [response] = await once(call, "response");
		let bytes = 0;
		for await (const chunk of response.pipe(createGunzip())) bytes += chunk.length;
		process.off("warning", collect);
		expect([bytes, warnings]).toEqual([6_400_000, []]);
	});

	it("tell the dispatcher when the client is gone", async () => {
		const { promise: aborted, resolve } = Promise.withResolvers<void>();
		answer = (_request, signal) => new Promise(() => signal.addEventListener("abort", () => resolve()));
		const call = httpRequest({ port: port(), path: "/api/services" });
		call.on("error", () => undefined);
		call.end();
		await expect.poll(() => seen.length).toBe(1);
		call.destroy();
		await aborted;
	});
});

describe("page", () => {
	it("serves assets for ever, the document never stored, for routes of the page only", async () => {
		const agent = supertest(server);
		expect((await agent.get("/assets/main-abc.js")).headers["cache-control"]).toBe("public, max-age=31536000, immutable");
		const page = await agent.get("/services/shop.web").set("Accept", "text/html,*/*");
		expect([page.text, page.headers["cache-control"], page.headers["content-type"]]).toEqual([
			PAGE,
			"no-store",
			"text/html; charset=utf-8",
		]);
		expect((await agent.get("/missing.js")).status).toBe(404);
		expect((await agent.post("/traces")).status).toBe(404);
	});

	it.each([
		"/../../etc/passwd",
		"/%2e%2e/%2e%2e/etc/passwd",
		"/%252e%252e/etc/passwd",
		"/..%5c..%5cetc",
		"/assets/..%2f..%2findex.html",
		"/a%00b",
		"//evil.test",
		"/%5cevil.test",
		"/.build.json",
	])("gives nothing for %s", async (path) => {
		const text = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
		expect(text).toMatch(/^HTTP\/1.1 40[04] /);
		expect(text).not.toMatch(/\r\nLocation:/i);
	});
});

describe("live", () => {
	it("streams commits and refusals with ids, and refuses unknown parameters and queries that cannot be read", async () => {
		const agent = supertest(server);
		const faulty = await agent.get(`/api/spanglass/v1/live?q=${"(".repeat(300)}`).timeout(2000);
		expect([faulty.status, faulty.body.error.kind]).toEqual([400, "invalid_input"]);
		expect((await agent.get("/api/spanglass/v1/live?topics=weather")).body.error.field).toBe("topics");
		expect((await agent.get("/api/spanglass/v1/live?x=1")).status).toBe(400);
		const call = httpRequest({ port: port(), path: "/api/spanglass/v1/live?topics=ingest", headers: { "Accept-Encoding": "gzip" } });
		call.end();
		const [response] = await once(call, "response");
		expect([response.headers["content-type"], response.headers["content-encoding"]]).toEqual(["text/event-stream", undefined]);
		let text = "";
		response.on("data", (chunk: Buffer) => {
			text += chunk;
		});
		feed.commit({ sequence: 8, spans: 2, logRecords: 0, metricPoints: 0, rejectedByReason: {}, newServices: ["shop"] });
		feed.refusal("undecodable", "invalid protobuf");
		await expect.poll(() => text.split("\n\n").length).toBe(4);
		expect(text).toContain('id: 8\nevent: ingest\ndata: {"sequence":8,"spans":2,');
		expect(text).toContain('"refusal":{"reason":"undecodable","message":"invalid protobuf"}');
		call.destroy();
	});
});

async function raw(head: string): Promise<string> {
	const socket = connect(port(), "127.0.0.1");
	socket.write(head);
	let text = "";
	socket.on("data", (chunk) => {
		text += chunk;
	});
	await once(socket, "close");
	return text;
}

it("says on /healthz why it is degraded, and serves all the same", async () => {
	const ask = async () => {
		const answer = await fetch(`${server}/healthz`);
		return [answer.status, await answer.json()];
	};
	expect(await ask()).toEqual([200, { status: "ok" }]);
	health = ["disk_low"];
	expect(await ask()).toEqual([200, { status: "degraded", reasons: ["disk_low"] }]);
	health = [];
});
