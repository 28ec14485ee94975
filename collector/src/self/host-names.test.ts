import { describe, expect, it } from "vitest";
import { authorityOfOrigin, isAllowedAuthority, refusedHostMessage } from "./host-names.ts";

describe("isAllowedAuthority", () => {
	it.each([
		"127.0.0.1",
		"127.0.0.1:4319",
		"192.168.1.9:80",
		"[::1]:4319",
		"[fe80::1]",
		"localhost",
		"LOCALHOST:1",
		"a.localhost:2",
		"spanglass",
		"Spanglass:4319",
	])("takes %s", (authority) => expect(isAllowedAuthority(authority, ["spanglass"])).toBe(true));

	it.each([
		undefined,
		"",
		"evil.test",
		"localhost.",
		"127.0.0.1.evil.test",
		"evil.test:4319",
		"localhost.evil.test",
		"spanglass.evil.test",
		"[evil]",
		"::1",
		"127.0.0.1:",
		"127.0.0.1@evil.test",
		"0x7f000001",
		"xlocalhost",
	])("refuses %s", (authority) => expect(isAllowedAuthority(authority, ["spanglass"])).toBe(false));
});

describe("authorityOfOrigin", () => {
	it("reads http and https origins only", () => {
		expect(authorityOfOrigin("http://localhost:3000")).toBe("localhost:3000");
		expect(authorityOfOrigin("https://a.b")).toBe("a.b");
		for (const origin of ["null", "file://", "http://a b", "http://u@h", "javascript:1"]) expect(authorityOfOrigin(origin)).toBe(undefined);
	});
});

it("shows what it saw without letting it forge a line", () => {
	expect(refusedHostMessage('a"\nb')).toContain('"a\\"\\nb"');
	expect(refusedHostMessage("x".repeat(500)).length).toBeLessThan(300);
	expect(refusedHostMessage(undefined)).toContain("no host name");
});
