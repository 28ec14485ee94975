import { describe, expect, it } from "vitest";
import { SpanglassError } from "../model/errors.ts";
import type { Filter } from "./filter.ts";
import { parseFilter, parseFilterOrThrow, parseItemFilter, parseItemFilterOrThrow } from "./filter-parse.ts";
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
		["duration:1.005ms", { value: { text: "1.005ms", number: 1_005_000, quoted: false } }],
		["kind:2", { value: { text: "server", number: 2, quoted: false } }],
		["status!=2", { op: "!=", value: { text: "error", number: 2, quoted: false } }],
		["kind:9", { value: { text: "9", number: 9, quoted: false } }],
		["k:a..b", { op: "=", value: { text: "a..b", number: undefined, quoted: false } }],
		["kind:SERVER", { value: { text: "server", number: undefined, quoted: false } }],
		["level:>warning", { value: { text: "warn", number: 16, quoted: false } }],
		["k:a\\*b", { op: "=", value: { text: "a*b", number: undefined, quoted: false } }],
		["k:GET*", { op: "glob" }],
		["服务:订单", { field: { scope: "any", key: "服务" }, value: { text: "订单", number: undefined, quoted: false } }],
	])("reads %s", (text, expected) => expect(parseFilterOrThrow(text)).toMatchObject({ type: "compare", ...expected }));

	it.each<[string, number, string | RegExp, string | undefined]>([
		['name:"open', 5, "a closing quote", 'name:"open"'],
		["duration:>fast", 10, /a number such as/, "duration:*"],
		["duration:>500mz", 10, /a number such as/, "duration:>500ms"],
		["duration:1,5sec", 9, /a duration such as/, "duration:1.5s"],
		["status:eror", 7, "one of unset, ok, error", "status:error"],
		["(a OR b", 0, /closes this bracket/, "(a OR b)"],
		["a) b", 1, 'no ")" without "("', "a b"],
		["a OR", 2, /both sides of "OR"/, "a"],
		["OR a", 0, "a term", "a"],
		["k:", 0, "a value after the operator", "k:*"],
		[":v", 0, "a key before the operator", "v"],
		["k:/(/", 2, /RE2 syntax/, 'k:"("'],
		["k!=*", 0, /-key:\*/, "-k:*"],
		["kind:cosnumer", 5, /one of/, "kind:consumer"],
		["k:5..", 2, /two numbers around ".."/, "k>=5"],
		["duration:..1s", 9, /two numbers around ".."/, "duration<=1s"],
		["k:9..5", 2, "the lower number first", "k:5..9"],
		["level:warn..info", 6, "the lower number first", "level:info..warn"],
		["any.k!=1..5", 5, /-key:low..high/, "-any.k:1..5"],
		["k>1..5", 1, '":" before a range', "k:1..5"],
		['duration:>"5ms"', 10, /a number such as/, "duration:>5ms"],
		[")".repeat(40), 0, "a term", `"${")".repeat(40)}"`],
		["a -", 2, "a term to negate", "a"],
		["()", 0, /between the brackets/, ""],
	])("finds the fault of %s", (text, position, expected, repaired) => {
		const found = fault(text);
		expect(found.position).toBe(position);
		expect(found.expected).toMatch(expected);
		expect(found.repaired).toBe(repaired);
	});

	it("reads a range of levels from the lowest number of the one to the highest of the other", () => {
		expect(parseFilterOrThrow("level:info..warn")).toMatchObject({
			terms: [
				{ op: ">=", value: { text: "info", number: 9 } },
				{ op: "<=", value: { text: "warn", number: 16 } },
			],
		});
	});

	it("tells the place, what was expected there and the repair to whoever asks by API", () => {
		const read = () => parseFilterOrThrow("a status:eror");
		expect(read).toThrowError(
			expect.objectContaining({ fault: { position: 9, length: 4, expected: "one of unset, ok, error", repaired: "a status:error" } }),
		);
	});

	it.each<[string, unknown]>([
		["root.service:a", { type: "other", span: "root", term: { field: { scope: "intrinsic", key: "service" } } }],
		['any.resource."a b":x', { type: "other", span: "any", term: { field: { scope: "resource", key: "a b" } } }],
		["parent.event.name:x", { type: "other", span: "parent", term: { field: { scope: "intrinsic", key: "eventName" } } }],
		['root."root.x":1', { type: "other", span: "root", term: { field: { scope: "any", key: "root.x" } } }],
		["any.size:1..5", { type: "other", span: "any", term: { type: "all", terms: [{ op: ">=" }, { op: "<=" }] } }],
		["-any.k!=a*", { type: "not", term: { type: "other", term: { terms: [{ type: "exists" }, { type: "not" }] } } }],
		["parent:abc", { type: "compare", field: { scope: "intrinsic", key: "parent" } }],
		['"root.k":v', { type: "compare", field: { scope: "any", key: "root.k" } }],
		["a > b", { type: "structure", op: ">", above: { text: "a" }, below: { text: "b" } }],
		["a >>(b OR c)", { type: "structure", op: ">>", below: { type: "any" } }],
		["a > b >> c", { type: "structure", op: ">>", above: { type: "structure", op: ">" }, below: { text: "c" } }],
		["a > (b >> c)", { type: "structure", op: ">", above: { text: "a" }, below: { type: "structure", op: ">>" } }],
		["-a > -b", { type: "structure", above: { type: "not" }, below: { type: "not" } }],
		["a b > c d", { type: "all", terms: [{ text: "a" }, { type: "structure" }, { text: "d" }] }],
		["a > b OR c", { type: "any", terms: [{ type: "structure" }, { text: "c" }] }],
		["* > b", { type: "structure", above: { type: "all", terms: [] } }],
	])("reads %s, which speaks of several spans", (text, expected) => {
		const filter = parseFilterOrThrow(text);
		expect(filter).toMatchObject(expected as object);
		expect(parseFilterOrThrow(printFilter(filter))).toEqual(filter);
	});

	it.each<[string, number, string, string]>([
		["a >", 2, 'a term on both sides of ">"', "a"],
		[">> a", 0, 'a term on both sides of ">>"', "a"],
		["a > >> b", 2, 'a term on both sides of ">"', "a >> b"],
		["(a >) b", 3, 'a term on both sides of ">"', "(a ) b"],
		["duration > 5ms", 9, 'no blanks around ">" of a comparison', "duration>5ms"],
		["root.k>abc", 7, 'a number such as 500, 20ms or 5% after ">"', "root.k:abc"],
		["any.k:", 0, "a value after the operator", "any.k:*"],
		["root.k!=*", 0, "-key:* for a missing key", "-root.k:*"],
	])("finds the fault of %s", (text, position, expected, repaired) => {
		expect(fault(text)).toMatchObject({ kind: "invalid_input", position, expected, repaired });
	});

	it.each([
		["a:1 root.service:a", 4, "a:1 service:a"],
		["any.k:*", 0, "k:*"],
		["service:a >> service:b", 10, "service:a service:b"],
		["(a > b) OR parent.k:1", 3, "(a b) OR k:1"],
	])("refuses %s where items stand alone", (text, position, repaired) => {
		const parsed = parseItemFilter(text, "log record");
		if (parsed.ok) throw new Error("no fault");
		expect(parsed.fault).toMatchObject({ kind: "unsupported", position, repaired });
		expect(parsed.fault.expected).toMatch(/^no ".*": a log record has no other spans around it/);
		expect(() => parseItemFilterOrThrow(text, "log record")).toThrow(SpanglassError);
		expect(parseItemFilter("a:1 OR b", "log record")).toEqual(parseFilter("a:1 OR b"));
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
