import { describe, expect, it } from "vitest";
import { environment, serviceInstance, serviceName } from "./identity.ts";
import { canonicalKey, keyNames, RENAMES } from "./renames.ts";
import { valueText } from "./value-text.ts";

const text = (key: string, value: string) => ({ key, value: { type: "string" as const, value } });

describe("keyNames", () => {
	it("finds the new name from the old one and the reverse", () => {
		expect(keyNames("http.method")).toEqual(["http.method", "http.request.method"]);
		expect(keyNames("http.request.method")).toEqual(["http.request.method", "http.method"]);
		expect(keyNames("rpc.grpc.status_code")).toContain("rpc.status_code");
		expect(keyNames("rpc.grpc.request.metadata.x")).toEqual(["rpc.grpc.request.metadata.x", "rpc.request.metadata.x"]);
		expect(keyNames("custom")).toEqual(["custom"]);
	});
	it("does not join two canonical keys through an old name that meant both", () => {
		expect(keyNames("client.address")).not.toContain("server.address");
		expect(keyNames("net.peer.name")).toEqual(expect.arrayContaining(["client.address", "server.address"]));
	});
	it("answers every name of every row", () => {
		for (const row of RENAMES) for (const key of row) for (const other of row) expect(keyNames(key)).toContain(other);
	});
});

it("canonicalKey answers the newest name", () => {
	expect(canonicalKey("db.statement")).toBe("db.query.text");
	expect(canonicalKey("db.query.text")).toBe("db.query.text");
	expect(canonicalKey("net.peer.name")).toBe("client.address");
});

it("identity falls back in the order of the conventions", () => {
	expect(serviceName([])).toBe("unknown_service");
	expect(serviceName([text("service.name", "")])).toBe("unknown_service");
	expect(environment([text("deployment.environment", "old"), text("deployment.environment.name", "new")])).toBe("new");
	expect(serviceInstance([text("host.name", "h"), { key: "process.pid", value: { type: "int", value: 7n } }])).toBe("h:7");
	expect(serviceInstance([text("host.name", "h")])).toBeUndefined();
});

it("valueText is canonical for every type", () => {
	expect(valueText({ type: "bytes", value: new TextEncoder().encode("any carnal pleas") })).toBe("YW55IGNhcm5hbCBwbGVhcw==");
	expect(valueText({ type: "double", value: Number.NaN })).toBe("NaN");
	expect(valueText({ type: "empty" })).toBe("");
	const nested = [
		text("a", 'x"'),
		{ key: "b", value: { type: "array" as const, value: [{ type: "int" as const, value: 1n << 62n }, { type: "empty" as const }] } },
	];
	expect(valueText({ type: "kvlist", value: nested })).toBe('{"a":"x\\"","b":[4611686018427387904,null]}');
});
