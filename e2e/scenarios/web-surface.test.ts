/** The UI origin's headers, Host and Origin checks and paths on the real product. */
import { request } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

let stack: Stack;

beforeAll(async () => {
	stack = await startStack();
});
afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

interface Raw {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: string;
}

/** A request with exactly these headers, Host included, and the path as it stands. */
function raw(base: string, path: string, headers: Record<string, string> = {}, method = "GET", body = ""): Promise<Raw> {
	const url = new URL(base);
	return new Promise((resolve, reject) => {
		const call = request({ host: url.hostname, port: url.port, path, method, headers: { host: url.host, ...headers } }, (answer) => {
			let text = "";
			answer.on("data", (chunk) => {
				text += chunk;
			});
			answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
		});
		call.on("error", reject);
		call.end(body);
	});
}

const ROUTES = [
	"/",
	"/traces",
	"/t/4bf92f3577b34da6a3ce929d0e0e4736",
	"/api/spanglass/v1/status",
	"/api/unknown",
	"/jaeger/api/services",
	"/jaeger/api/nothing",
	"/assets/none.js",
	"/healthz",
];

it.each(ROUTES)("sends every security header with %s", async (path) => {
	const { headers } = await raw(stack.ui, path);
	expect(headers["content-security-policy"]).toBe(
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types default",
	);
	expect(headers).toMatchObject({
		"x-content-type-options": "nosniff",
		"x-frame-options": "DENY",
		"referrer-policy": "no-referrer",
		"cross-origin-opener-policy": "same-origin",
		"cross-origin-resource-policy": "same-origin",
		"permissions-policy": "camera=(), microphone=(), geolocation=()",
	});
	expect(headers["x-powered-by"]).toBeUndefined();
});

it("answers unknown API paths with JSON, never with the page", async () => {
	for (const path of ["/api/unknown", "/api/spanglass/v1/nothing", "/api/v3/nothing", "/jaeger/api/nothing"]) {
		const answer = await raw(stack.ui, path);
		expect([path, answer.status, String(answer.headers["content-type"]).split(";")[0]]).toEqual([path, 404, "application/json"]);
	}
});

it("refuses foreign hosts with 421 that names the setting", async () => {
	for (const host of ["evil.test", "127.0.0.1.evil.test", "localhost.evil.test"]) {
		const answer = await raw(stack.ui, "/api/spanglass/v1/status", { host });
		expect([host, answer.status]).toEqual([host, 421]);
		expect(answer.body).toContain("SPANGLASS_ALLOWED_HOSTS");
		expect(answer.body).toContain(host);
	}
	for (const host of ["localhost:1", "demo.localhost", "[::1]:4319", "10.0.0.1"]) {
		expect([host, (await raw(stack.ui, "/healthz", { host })).status]).toEqual([host, 200]);
	}
});

it("refuses browsers of foreign origins on the OTLP port, and takes exporters under any name", async () => {
	const type = { "content-type": "application/json" };
	expect((await raw(stack.http, "/v1/traces", { ...type, host: "spanglass.internal" }, "POST", "{}")).status).toBe(200);
	expect((await raw(stack.http, "/v1/traces", { ...type, host: "evil.test", origin: "http://evil.test" }, "POST", "{}")).status).toBe(421);
});

it("refuses state changes from other origins", async () => {
	const path = "/api/spanglass/v1/settings/theme";
	const type = { "content-type": "application/json" };
	const body = JSON.stringify({ json: "dark", version: 0 });
	expect((await raw(stack.ui, path, { ...type, origin: "http://evil.test" }, "PUT", body)).status).toBe(403);
	expect((await raw(stack.ui, path, { ...type, "sec-fetch-site": "cross-site" }, "PUT", body)).status).toBe(403);
	expect((await raw(stack.ui, path, { "content-type": "text/plain", origin: stack.ui }, "PUT", body)).status).toBeGreaterThanOrEqual(400);
	expect((await raw(stack.ui, path, { ...type, origin: stack.ui }, "PUT", body)).status).toBe(200);
	expect((await raw(stack.ui, path, { ...type, origin: stack.ui }, "PUT", body)).status).toBe(409);
});

it("serves nothing outside of its folder", async () => {
	for (const path of [
		"/../package.json",
		"/%2e%2e/package.json",
		"/assets/..%2f..%2f..%2fpackage.json",
		"/assets/%252e%252e/package.json",
		"/..\\package.json",
		"//evil.test/x",
		"/assets/\0x",
	]) {
		const answer = await raw(stack.ui, path.replace("\0", "%00")).catch(() => undefined);
		expect(answer?.body ?? "").not.toContain("@spanglass/shared");
		expect(answer?.headers.location).toBeUndefined();
	}
});

it("answers bad parameters with 400 that names the field", async () => {
	for (const [query, field] of [
		["limit=0", "limit"],
		["limit=1e9", "limit"],
		["from=never", "from"],
		["nonsense=1", "nonsense"],
		["sort=x", "sort"],
	] as const) {
		const answer = await raw(stack.ui, `/api/spanglass/v1/traces?${query}`);
		expect([query, answer.status]).toEqual([query, 400]);
		expect(JSON.parse(answer.body).error).toMatchObject({ kind: "invalid_input", field });
	}
});
