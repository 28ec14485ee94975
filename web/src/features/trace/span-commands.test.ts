import { execFileSync } from "node:child_process";
import type { KeyValueJson } from "@spanglass/shared/api/schemas";
import { describe, expect, it } from "vitest";
import { curlOf, grpcurlOf } from "./span-commands.ts";

function attributes(values: Readonly<Record<string, string | number | readonly string[]>>): readonly KeyValueJson[] {
	return Object.entries(values).map(([key, value]) => ({
		key,
		value:
			typeof value === "string"
				? { stringValue: value }
				: typeof value === "number"
					? { intValue: String(value) }
					: { arrayValue: { values: value.map((item) => ({ stringValue: item })) } },
	}));
}

const span = (name: string, values: Parameters<typeof attributes>[0]) => ({ name, attributes: [...attributes(values)] });

describe("curlOf", () => {
	it("takes the full address of a client, new and old names", () => {
		expect(curlOf(span("GET", { "http.request.method": "GET", "url.full": "http://cart:80/a?b=1&c=2" }))).toBe(
			"curl 'http://cart:80/a?b=1&c=2'",
		);
		expect(curlOf(span("HTTP DELETE", { "http.method": "DELETE", "http.url": "https://cart/a" }))).toBe("curl -X DELETE https://cart/a");
	});

	it("puts a server's address together, and gives a body to methods that have one", () => {
		const made = curlOf(
			span("POST /pay", {
				"http.request.method": "POST",
				"url.scheme": "https",
				"server.address": "shop.example",
				"server.port": 8443,
				"url.path": "/pay",
				"url.query": "dry=1",
				"http.request.header.x_tenant": ["a b"],
				"http.request.header.authorization": ["Bearer secret"],
			}),
		);
		expect(made).toBe(
			"curl -X POST 'https://shop.example:8443/pay?dry=1' -H 'x-tenant: a b' -H 'authorization: …' -H 'content-type: application/json' -d '{}'",
		);
		expect(curlOf(span("GET", { "http.method": "GET", "http.host": "cart:8080", "http.target": "/x?y=1", "http.scheme": "http" }))).toBe(
			"curl 'http://cart:8080/x?y=1'",
		);
	});

	it("is not there for other spans, nor where the address is not known", () => {
		expect(curlOf(span("SELECT", { "db.system.name": "postgresql" }))).toBeUndefined();
		expect(curlOf(span("GET /pay", { "http.request.method": "GET", "http.route": "/pay" }))).toBeUndefined();
	});

	it("keeps hostile values inside of one word of the shell", () => {
		const url = "http://h/'; touch /tmp/owned; echo '$(id)`id`\"";
		const made = curlOf(span("GET", { "http.request.method": "GET", "url.full": url })) ?? "";
		const said = execFileSync("sh", ["-c", made.replace(/^curl /, "printf %s ")], { encoding: "utf8" });
		expect(said).toBe(url);
	});
});

describe("grpcurlOf", () => {
	it("names server and method, new and old names", () => {
		const old = {
			"rpc.system": "grpc",
			"rpc.service": "shop.Payment",
			"rpc.method": "Pay",
			"net.peer.name": "payment",
			"net.peer.port": 50051,
		};
		expect(grpcurlOf(span("shop.Payment/Pay", old))).toBe("grpcurl -plaintext -d '{}' payment:50051 shop.Payment/Pay");
		const current = { "rpc.system.name": "grpc", "rpc.method": "shop.Payment/Pay", "rpc.request.metadata.tenant": ["a"] };
		expect(grpcurlOf(span("x", current))).toBe("grpcurl -plaintext -d '{}' -H 'tenant: a' HOST:PORT shop.Payment/Pay");
		expect(grpcurlOf(span("/shop.Payment/Pay", { "rpc.system": "grpc", "server.address": "::1", "server.port": 1 }))).toBe(
			"grpcurl -plaintext -d '{}' '[::1]:1' shop.Payment/Pay",
		);
	});

	it("is not there for other systems, nor without a method", () => {
		expect(grpcurlOf(span("shop.Payment/Pay", { "rpc.system": "dubbo" }))).toBeUndefined();
		expect(grpcurlOf(span("pay", { "rpc.system": "grpc" }))).toBeUndefined();
	});
});
