import { describe, expect, it } from "vitest";
import { SpanglassError } from "../model/errors.ts";
import type { Filter } from "./filter.ts";
import { parseFilter, parseFilterOrThrow } from "./filter-parse.ts";
import { printFilter } from "./filter-print.ts";

const fault = (text: string) => {
	const parsed = parseFilter(text);
	if (parsed.ok) throw new Error(`no fault in ${text}`);
	return parsed.fault;
};

describe("parseFilter", () => {
	it("binds AND tighter than OR", () => {
		const filter = parseFilterOrThrow("a b OR c AND (d OR e)");
		expect(filter).toMatchObject({ type: "any", terms: [{ type: "all" }, { type: "all", terms: [{ text: "c" }, { type: "any" }] }] });
	});

	it.each<[string, Partial<Extract<Filter, { type: "compare" }>>]>([
		["duration:>500ms", { field: { scope: "intrinsic", key: "duration" }, op: ">", value: { text: "500ms", number: 5e8, quoted: false } }],
		["http.route:/pay/orders", { op: "=", value: { text: "/pay/orders", number: undefined, quoted: false } }],
		["http.route:/pay/", { op: "regex", value: { text: "pay", number: undefined, quoted: false } }],
		["http.route:\\/pay/", { op: "=", value: { text: "/pay/", number: undefined, quoted: false } }],
		["url:/a\\/b/", { op: "regex", value: { text: "a/b", number: undefined, quoted: false } }],
		[
			'event."http route"!="a \\"b\\""',
			{ field: { scope: "event", key: "http route" }, op: "!=", value: { text: 'a "b"', number: undefined, quoted: true } },
		],
		['"service":x', { field: { scope: "any", key: "service" } }],
		["op:x", { field: { scope: "intrinsic", key: "name" } }],
		["scope.name:x", { field: { scope: "intrinsic", key: "scopeName" } }],
		["size>=1.5MiB", { op: ">=", value: { text: "1.5MiB", number: 1_572_864, quoted: false } }],
		["kind:SERVER", { value: { text: "server", number: undefined, quoted: false } }],
		["level:>warning", { value: { text: "warn", number: 16, quoted: false } }],
		["k:a\\*b", { op: "=", value: { text: "a*b", number: undefined, quoted: false } }],
		["k:GET*", { op: "glob" }],
		["服务:订单", { field: { scope: "any", key: "服务" }, value: { text: "订单", number: undefined, quoted: false } }],
	])("reads %s", (text, expected) => expect(parseFilterOrThrow(text)).toMatchObject({ type: "compare", ...expected }));

	it.each<[string, number, string | RegExp, string | undefined]>([
		['name:"open', 5, "a closing quote", 'name:"open"'],
		["duration:>fast", 10, /a number such as/, "duration:*"],
		["status:eror", 7, "one of unset, ok, error", "status:error"],
		["(a OR b", 0, /closes this bracket/, "(a OR b)"],
		["a) b", 1, 'no ")" without "("', "a b"],
		["a OR", 2, /both sides of "OR"/, "a"],
		["OR a", 0, "a term", "a"],
		["k:", 0, "a value after the operator", "k:*"],
		[":v", 0, "a key before the operator", "v"],
		["k:/(/", 2, /RE2 syntax/, 'k:"("'],
		["k!=*", 0, /-key:\*/, "-k:*"],
		["a -", 2, "a term to negate", "a"],
		["()", 0, /between the brackets/, ""],
	])("finds the fault of %s", (text, position, expected, repaired) => {
		const found = fault(text);
		expect(found.position).toBe(position);
		expect(found.expected).toMatch(expected);
		expect(found.repaired).toBe(repaired);
	});

	it.each([
		["root.service:a", "service:a"],
		["service:a >> service:b", "service:a service:b"],
		["duration > 5ms", "duration>5ms"],
	])("refuses %s by name", (text, repaired) => {
		expect(fault(text)).toMatchObject({ kind: "unsupported", repaired });
		expect(() => parseFilterOrThrow(text)).toThrow(SpanglassError);
	});

	it("bounds terms, nesting and regular expressions", () => {
		const terms = Array.from({ length: 64 }, (_, index) => `k:${index}`).join(" ");
		expect(parseFilter(terms).ok).toBe(true);
		expect(fault(`${terms} one`).repaired).toBe(terms);
		expect(fault("(".repeat(300)).expected).toMatch(/32 nested groups/);
		expect(parseFilter(`k:/${"a".repeat(256)}/`).ok).toBe(true);
		expect(fault(`k:/${"a".repeat(257)}/`).expected).toMatch(/256 characters/);
	});

	it("prints what people wrote", () => {
		const text = 'service:checkout status:error duration:>500ms http.route:\\/pay -kind:internal (peer:redis OR "db.system":postgresql)';
		expect(printFilter(parseFilterOrThrow(text))).toBe(
			"service:checkout status:error duration:>500ms http.route:\\/pay -kind:internal (peer:redis OR db.system:postgresql)",
		);
	});
});
