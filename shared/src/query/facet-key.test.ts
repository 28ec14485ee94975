import { describe, expect, it } from "vitest";
import { facetKeyFromText, withoutKey } from "./facet-key.ts";
import { parseFilterOrThrow } from "./filter-parse.ts";
import { printFilter } from "./filter-print.ts";

describe("facetKeyFromText", () => {
	it.each([
		["service", { span: "self", field: { scope: "intrinsic", key: "service" } }],
		["http.route", { span: "self", field: { scope: "any", key: "http.route" } }],
		["root.name", { span: "root", field: { scope: "intrinsic", key: "name" } }],
		["any.resource.k8s.pod.name", { span: "any", field: { scope: "resource", key: "k8s.pod.name" } }],
		["rooted", { span: "self", field: { scope: "any", key: "rooted" } }],
	] as const)("%s", (text, key) => {
		expect(facetKeyFromText(text)).toEqual(key);
	});
});

describe("withoutKey", () => {
	it.each([
		["service:a status:error", "service", "status:error"],
		["(service:a OR service:b) status:error", "service", "status:error"],
		["-service:a", "service", ""],
		["(service:a OR status:error) kind:server", "service", "(service:a OR status:error) kind:server"],
		["root.name:x any.name:y name:z", "root.name", "any.name:y name:z"],
		["root.name:x any.name:y name:z", "any.name", "root.name:x name:z"],
		["root.name:x any.name:y name:z", "name", "root.name:x any.name:y"],
		["http.route:* pay", "http.route", "pay"],
		["service:a >> (service:b status:error)", "service", "service:a >> (service:b status:error)"],
	])("%s without %s", (text, key, rest) => {
		expect(printFilter(withoutKey(parseFilterOrThrow(text), facetKeyFromText(key)))).toBe(printFilter(parseFilterOrThrow(rest)));
	});
});
