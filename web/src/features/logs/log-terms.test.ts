import { attributesToJson } from "@spanglass/shared/otlp/json-values";
import { evaluateLogRecord } from "@spanglass/shared/query/filter-eval";
import { parseItemFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { arbitraryLogRecord } from "@spanglass/shared/testing/arbitrary";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logRecord } from "../../testing/fake-api.ts";
import { attributeTerm, levelTerm, toggleLevelTerm, WARN_TERM } from "./log-terms.ts";
import { recordFields } from "./record-fields.ts";

const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });

describe("a value becomes a condition", () => {
	test.each([
		["tier", "business", "tier:business"],
		["http.route", "/pay", 'http.route:"/pay"'],
		["status", "200", '"status":"200"'],
		["peer name", 'say "no"', '"peer name":"say \\"no\\""'],
		["range", "a..b", 'range:"a..b"'],
	])("%s = %s", (key, value, term) => {
		expect(attributeTerm("any", attribute(key, value))).toBe(term);
	});

	test("of a resource, of a number, of a truth value", () => {
		expect(attributeTerm("resource", attribute("service.version", "v42"))).toBe("resource.service.version:v42");
		expect(attributeTerm("any", { key: "attempt", value: { intValue: "2" } })).toBe("attempt:2");
		expect(attributeTerm("any", { key: "retry", value: { boolValue: true } })).toBe("retry:true");
	});

	test("lists, maps, nothing and long texts have none", () => {
		expect(attributeTerm("any", { key: "k", value: { arrayValue: { values: [] } } })).toBeUndefined();
		expect(attributeTerm("any", { key: "k", value: {} })).toBeUndefined();
		expect(attributeTerm("any", attribute("k", "x".repeat(201)))).toBeUndefined();
		expect(attributeTerm("any", attribute("k", "two\nlines"))).toBeUndefined();
	});
});

test("every condition that is offered finds the record that it was offered for", () => {
	let offered = 0;
	fc.assert(
		fc.property(arbitraryLogRecord, (record) => {
			const unique = record.attributes.filter(({ key }, index, all) => all.findIndex((other) => other.key === key) === index);
			for (const item of attributesToJson(unique)) {
				const term = attributeTerm("any", item);
				if (term === undefined) continue;
				offered++;
				expect(evaluateLogRecord(parseItemFilterOrThrow(term, "log record"), { ...record, attributes: unique }), term).toBe(true);
			}
		}),
		{ seed: 1, numRuns: 400 },
	);
	expect(offered).toBeGreaterThan(100);
});

test("the record's own fields with their conditions; what it does not say is left out", () => {
	const rows = recordFields(logRecord(0, { severityNumber: 17, severityText: "SEVERE", spanId: "", service: "card payment" }));
	expect(rows.map(({ key, term }) => [key, term])).toEqual([
		["time", undefined],
		["level", "level:error"],
		["service", 'service:"card payment"'],
		["trace", "trace:0af7651916cd43dd8448eb211c80319c"],
	]);
	expect(levelTerm({ severityNumber: 0, severityText: "loud" })).toBeUndefined();
});

test("one condition on the level takes the place of another, and goes when it is chosen again", () => {
	expect(toggleLevelTerm("service:a", WARN_TERM)).toBe("service:a level:>=warn");
	expect(toggleLevelTerm("level:error service:a", WARN_TERM)).toBe("service:a level:>=warn");
	expect(toggleLevelTerm("service:a level:>=warn", WARN_TERM)).toBe("service:a");
	expect(toggleLevelTerm("a OR b", WARN_TERM)).toBe("(a OR b) level:>=warn");
});
