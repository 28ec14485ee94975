import { parseFilter } from "@spanglass/shared/query/filter-parse";
import { describe, expect, it } from "vitest";
import { logsRange, operationQuery, rangeAround, serviceQuery, similarQuery, traceQuery, valueQuery } from "./span-queries.ts";

const SPAN = { service: "checkout", name: "POST /pay", durationNanos: 400e6, status: { code: 0, message: "" } };

describe("searches that a span leads to", () => {
	it("names service and operation, quoted where it must be", () => {
		expect(operationQuery(SPAN)).toBe('service:checkout name:"POST /pay"');
		expect(serviceQuery(SPAN)).toBe("service:checkout");
		expect(traceQuery("0af7651916cd43dd8448eb211c80319c")).toBe("trace:0af7651916cd43dd8448eb211c80319c");
	});

	it("calls similar what failed as well, or was about as slow", () => {
		expect(similarQuery(SPAN)).toBe('service:checkout name:"POST /pay" duration:>=300ms duration:<=500ms');
		expect(similarQuery({ ...SPAN, durationNanos: 20_000 })).toContain("duration:>=15us duration:<=25us");
		expect(similarQuery({ ...SPAN, status: { code: 2, message: "x" } })).toBe('service:checkout name:"POST /pay" status:error');
	});

	it("filters by a value, and within the operation by its opposite", () => {
		const value = { key: "http.route", value: { stringValue: "/pay" } };
		expect(valueQuery(SPAN, "any", value, false)).toBe('http.route:"/pay"');
		expect(valueQuery(SPAN, "any", value, true)).toBe('service:checkout name:"POST /pay" -http.route:"/pay"');
		expect(valueQuery(SPAN, "resource", { key: "service.version", value: { stringValue: "v42" } }, false)).toBe(
			"resource.service.version:v42",
		);
		expect(valueQuery(SPAN, "any", { key: "http.response.status_code", value: { intValue: "500" } }, false)).toBe(
			"http.response.status_code:500",
		);
	});

	it("offers nothing for values that no text names", () => {
		for (const value of [{}, { stringValue: "" }, { stringValue: "x".repeat(301) }, { arrayValue: { values: [] } }])
			expect(valueQuery(SPAN, "any", { key: "k", value }, false)).toBeUndefined();
	});

	it("writes text that the parser reads as the same value, however hostile", () => {
		for (const text of ['a "b" c', "..", "*", "/x/", "-x", "a\\b", "(x OR y)", "<5", "中文 值"]) {
			const query = valueQuery(SPAN, "any", { key: "k", value: { stringValue: text } }, false) ?? "";
			expect(parseFilter(query)).toMatchObject({
				filter: { type: "compare", field: { scope: "any", key: "k" }, op: "=", value: { text } },
			});
		}
	});
});

describe("ranges that hold a span", () => {
	const now = 1_700_000_000_000;

	it("ends now while that is fresh, and lies around an old span", () => {
		expect(rangeAround(now - 60_000, now)).toEqual({ from: "now-1h", to: "now" });
		expect(rangeAround(now - 7_200_000, now)).toEqual({ from: String(now - 9_000_000), to: String(now - 5_400_000) });
	});

	it("gives logs a minute on both sides", () => {
		expect(logsRange(now, 1_310.4)).toEqual({ from: String(now - 60_000), to: String(now + 61_311) });
	});
});
