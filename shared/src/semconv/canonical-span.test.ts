import { describe, expect, it } from "vitest";
import type { GraphNode } from "../model/call-graph.ts";
import { SpanKind, StatusCode } from "../model/span.ts";
import { recordedFolders, recordingsFolder } from "../otlp/corpus.testdata.ts";
import { parseTraceRequestJson } from "../otlp/json.ts";
import { decodeTraceRequest } from "../otlp/protobuf.ts";
import { frameworkOf } from "./adapters/registry.ts";
import { canonicalOfSpan } from "./canonical-of-span.ts";
import { type CanonicalInput, canonicalSpan } from "./canonical-span.ts";

const GO_MICRO = "github.com/micro/plugins/v5/wrapper/trace/opentelemetry";
const { internal, server, client, producer, consumer } = SpanKind;

interface Drawn {
	readonly scope?: string;
	readonly failed?: boolean;
	readonly hasParent?: boolean;
	readonly isParentRemote?: boolean;
}

function read(name: string, kind: number, attributes: Readonly<Record<string, string>> = {}, drawn: Drawn = {}) {
	const { scope = "", failed = false, hasParent = true, isParentRemote } = drawn;
	const statusCode = failed ? StatusCode.error : StatusCode.unset;
	const get: CanonicalInput["get"] = (key, part) => {
		const text = attributes[key];
		return text === undefined || part === undefined ? text : part(text);
	};
	const has = (key: string) => key in attributes;
	return canonicalSpan({ name, kind, framework: frameworkOf(scope), statusCode, hasParent, isParentRemote, get, has });
}

const node = (type: GraphNode["type"], name: string, system = "", namespace = ""): GraphNode => ({ type, namespace, name, system });

describe("go-micro", () => {
	it("publishes and subscribes under wrong kinds, at one topic", () => {
		const topic = { node: node("topic", "orders.placed"), edge: "messaging", evidence: "inferred" };
		const attributes = { protocol: "messaging", peer: topic };
		expect(read("Pub to orders.placed", client, {}, { scope: GO_MICRO })).toMatchObject({ ...attributes, kind: producer });
		expect(read("Sub from orders.placed", server, {}, { scope: GO_MICRO })).toMatchObject({ ...attributes, kind: consumer });
		expect(read("Sub from orders.placed", internal, {}, { scope: GO_MICRO })).toMatchObject({ ...attributes, kind: consumer });
		expect(read("Pub to orders.placed", client, {}, { scope: "shop" })).toMatchObject({ kind: client, peer: undefined });
	});
	it("names the service that it calls by all but the last two dots", () => {
		expect(read("go.micro.srv.greeter.Say.Hello", client, {}, { scope: GO_MICRO })).toMatchObject({
			protocol: "rpc",
			operation: "go.micro.srv.greeter/Say.Hello",
			peer: { node: node("service", "go.micro.srv.greeter"), edge: "external", evidence: "inferred" },
		});
		expect(read("go.micro.srv.greeter.Say.Hello", server, {}, { scope: GO_MICRO }).peer).toBeUndefined();
	});
});

describe("go-zero", () => {
	it.each([
		["redis", "redis"],
		["mongo", "mongodb"],
		["sql", "other_sql"],
	])("%s is a database", (name, system) => {
		expect(read(name, client, {}, { scope: "go-zero" })).toMatchObject({
			protocol: "db",
			peer: { node: node("database", name, system), edge: "database", evidence: "inferred" },
		});
		expect(read(name, internal, {}, { scope: "go-zero" })).toMatchObject({ protocol: "internal", peer: undefined });
		expect(read(name, client, {}, { scope: "shop" }).peer).toBeUndefined();
	});
	it("calls others by raw paths", () => {
		const attributes = { "http.method": "GET", "http.url": "http://shop.example:80/users/u1", "http.status_code": "404" };
		expect(read("/users/u1", client, attributes, { scope: "go-zero", failed: true })).toMatchObject({
			operation: "GET /users/{id}",
			statusClass: "404",
			isError: true,
			peer: { node: node("external", "shop.example"), edge: "external", evidence: "peer" },
		});
	});
});

it("Kratos names its caller as peer.service of a SERVER, never its callee", () => {
	const attributes = { "rpc.system": "http", "rpc.service": "pkg.Greeter", "rpc.method": "Hi", "peer.service": "front" };
	expect(read("/pkg.Greeter/Hi", server, { ...attributes, "http.response.status_code": "200" })).toMatchObject({
		protocol: "http",
		operation: "pkg.Greeter/Hi",
		statusClass: "2xx",
		callerService: "front",
		peer: undefined,
	});
	expect(read("/pkg.Greeter/Hi", client, attributes)).toMatchObject({ callerService: "", peer: { node: node("service", "front") } });
});

it("Kitex names the namespace of its callee, Dubbo-go a method alone, Hertz a raw path", () => {
	const kitex = {
		"rpc.system": "kitex",
		"rpc.service": "Echo",
		"rpc.method": "echo",
		"peer.service": "echo",
		"peer.service.namespace": "n",
	};
	expect(read("Echo/echo", client, kitex)).toMatchObject({ protocol: "rpc", peer: { node: node("service", "echo", "", "n") } });
	const dubbo = { "rpc.system": "apache_dubbo", "rpc.service": "org.Greeter", "rpc.method": "SayHello" };
	expect(read("SayHello", client, dubbo)).toMatchObject({
		operation: "org.Greeter/SayHello",
		peer: { node: node("external", "org.Greeter") },
	});
	expect(read("GET /users/6f1c2d3e-0000-4000-8000-000000000000/v1", client, { "http.method": "GET" }).operation).toBe("GET /users/{id}/v1");
});

it("codes of gRPC have names, sent as a number, as digits or as a name", () => {
	const code = (attributes: Readonly<Record<string, string>>) => read("a.B/C", client, { "rpc.system": "grpc", ...attributes }).statusClass;
	expect(code({ "rpc.grpc.status_code": "14" })).toBe("UNAVAILABLE");
	expect(code({ "rpc.response.status_code": "DEADLINE_EXCEEDED" })).toBe("DEADLINE_EXCEEDED");
	expect(code({ "rpc.status_code": "DeadlineExceeded" })).toBe("DEADLINE_EXCEEDED");
	expect(code({ "rpc.connect_rpc.error_code": "not_found" })).toBe("NOT_FOUND");
	expect(code({ "rpc.status_code": "504" })).toBe("504");
});

it("a span without a kind that took a remote call is a SERVER", () => {
	const rpc = { "rpc.service": "a.B", "rpc.method": "C" };
	expect(read("a.B/C", internal, rpc).kind).toBe(server);
	expect(read("a.B/C", internal, rpc, { isParentRemote: false }).kind).toBe(internal);
	expect(read("a.B/C", internal, rpc, { hasParent: false }).kind).toBe(internal);
	expect(read("a.B/C", internal).kind).toBe(internal);
});

it.each<[Readonly<Record<string, string>>, GraphNode]>([
	[{ "db.system": "mssql", "db.name": "orders", "server.address": "h" }, node("database", "orders", "microsoft.sql_server")],
	[{ "db.system": "mysql", "peer.service": "shop-db", "db.name": "orders" }, node("database", "shop-db", "mysql")],
	[{ "db.system": "mysql", "net.peer.name": "h", "net.peer.port": "3306" }, node("database", "h", "mysql")],
	[{ "db.system": "redis", "net.peer.ip": "10.0.0.7", "net.peer.port": "06379" }, node("database", "10.0.0.7:6379", "redis")],
	[{ "db.system": "redis" }, node("database", "redis", "redis")],
	[{ "messaging.system": "kafka", "messaging.operation": "receive", "messaging.destination": "orders" }, node("topic", "orders", "kafka")],
	[{ "gen_ai.system": "az.ai.openai", "server.address": "h" }, node("genai", "azure.ai.openai", "azure.ai.openai")],
	[{ "faas.invoked_name": "resize", "faas.invoked_provider": "aws" }, node("faas", "resize", "aws")],
	[{ "url.full": "https://me:secret@shop.example:8443/a?b=@c" }, node("external", "shop.example")],
	[{ "http.method": "GET", "http.host": "shop.example:80", "net.host.name": "me" }, node("external", "shop.example")],
	[{ "network.peer.address": "::1" }, node("external", "::1")],
])("a CLIENT with %j calls %j", (attributes, expected) => expect(read("do", client, attributes).peer?.node).toEqual(expected));

it("says nothing of a peer where it is not the caller, and nothing that it does not know", () => {
	expect(read("do", server, { "server.address": "h", "db.system": "mysql" }).peer).toBeUndefined();
	expect(read("do", client).peer).toBeUndefined();
	expect(read("do", consumer, { "server.address": "h" }).peer).toBeUndefined();
	expect(read("process orders", consumer).peer).toMatchObject({ node: node("topic", "orders"), evidence: "inferred" });
	expect(read("do", client, { "error.type": "timeout" }).statusClass).toBe("");
	expect(read("do", client, { "error.type": "timeout" }, { failed: true }).statusClass).toBe("timeout");
	expect(read("do", client, { "error.type": "*url.Error: no such host" }, { failed: true }).statusClass).toBe("");
	expect(read("do", client, { "http.retry_count": "1" }).isResend).toBe(true);
});

/** What of each recording is a peer, as `type system name`, by how many spans. */
function recordedPeers(folder: string): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const { signal, encoding, bytes } of recordedFolders().find(({ name }) => name === folder)?.requests ?? []) {
		if (signal !== "traces") continue;
		const spans = encoding === "pb" ? decodeTraceRequest(bytes) : parseTraceRequestJson(new TextDecoder().decode(bytes)).spans;
		for (const span of spans) {
			const peer = canonicalOfSpan(span).peer?.node;
			if (peer === undefined) continue;
			const text = `${peer.type} ${peer.system} ${peer.name}`;
			counts[text] = (counts[text] ?? 0) + 1;
		}
	}
	return counts;
}

describe.runIf(recordingsFolder() !== undefined)("recorded requests", () => {
	it("of go-zero name its store, the services of its RPCs, and the host that it calls", () => {
		expect(recordedPeers("go-zero")).toEqual({
			"database redis redis": 126,
			"external  user.Points": 99,
			"external  user.Users": 57,
			"external  127.0.0.1": 2,
		});
	});
	it("of messages have destinations under the old name, for those who send and those who take", () => {
		expect(recordedPeers("messaging")).toEqual({
			"topic rabbitmq shop.events": 97,
			"topic rabbitmq shop.dead": 2,
			"topic rabbitmq no.such.exchange": 1,
		});
	});
	it("of Go name a database by its address, and the topic of a batch by its name", () => {
		expect(recordedPeers("go-otelgrpc")).toMatchObject({ "database postgresql db.shop.local": 77, "topic inproc orders.placed": 39 });
	});
});

describe("a repeated attempt", () => {
	it.each([
		["http.request.resend_count", "1", true],
		["http.retry_count", "2", true],
		["http.request.resend_count", "0", false],
		["rpc.request.metadata.grpc-previous-rpc-attempts", '["2"]', true],
		["rpc.request.metadata.grpc_previous_rpc_attempts", "1", true],
		["rpc.grpc.request.metadata.grpc-previous-rpc-attempts", '["0"]', false],
		["rpc.request.metadata.grpc-previous-rpc-attempts", "many", false],
	])("%s %s", (key, text, isResend) => {
		expect(read("shop.Payment/Pay", client, { [key]: text }).isResend).toBe(isResend);
	});
});
