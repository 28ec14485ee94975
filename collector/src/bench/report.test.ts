import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BUDGETS } from "./budgets.ts";
import { LatencyHistogram } from "./load/histogram.ts";
import { median } from "./measure/bench.ts";
import { quantileOf } from "./measure/queries.ts";
import { parseOptions } from "./options.ts";
import { recordEngine, verdictOf } from "./report.ts";

const cpu = BUDGETS.find(({ key }) => key === "E1.cpu")!;
const rate = BUDGETS.find(({ key }) => key === "E1.rate")!;

describe("a verdict", () => {
	it.each([
		[cpu, 3.3, undefined, "aim"],
		[cpu, 4.4, undefined, "met"],
		[cpu, 4.5, undefined, "MISSED"],
		[cpu, 9, 5, "met"],
		[cpu, 9, 5.1, "MISSED"],
		[rate, 300, undefined, "aim"],
		[rate, 150, undefined, "met"],
		[rate, 149, 1, "MISSED"],
		[rate, Number.NaN, undefined, "MISSED"],
	] as const)("of %o at %d (%s ×) is %s", (budget, value, multiple, verdict) => {
		expect(verdictOf(budget, { key: budget.key, value, ...(multiple === undefined ? {} : { multiple }) })).toBe(verdict);
	});

	it("is not given without a figure", () => {
		expect(verdictOf(cpu, undefined)).toBe("not measured");
	});
});

describe("quantiles", () => {
	it("takes the nearest rank", () => {
		const values = Array.from({ length: 100 }, (_, index) => index + 1);
		expect([0.5, 0.95, 0.99, 1].map((ratio) => quantileOf(values, ratio))).toEqual([50, 95, 99, 100]);
		expect(quantileOf([], 0.5)).toBeNaN();
		expect(median([4, 1, 3])).toBe(3);
		expect(median([4, 1])).toBe(2.5);
	});

	it("keeps a histogram's within 1.6 %", () => {
		const histogram = new LatencyHistogram();
		expect(histogram.quantile(0.5)).toBe(0);
		for (let ms = 1; ms <= 1000; ms++) histogram.record(ms);
		for (const ratio of [0.01, 0.5, 0.99]) {
			const exact = Math.ceil(ratio * 1000);
			expect(histogram.quantile(ratio)).toBeGreaterThanOrEqual(exact);
			expect(histogram.quantile(ratio)).toBeLessThanOrEqual(1.017 * exact);
		}
		expect(histogram.quantile(1)).toBe(1000);
	});
});

it("records the engine's section and keeps the page's", () => {
	const folder = mkdtempSync(join(tmpdir(), "spanglass-report-"));
	const file = join(folder, "benchmarks.md");
	writeFileSync(file, "# Benchmarks\n\n## The page\n\nold page\n");
	recordEngine(file, "first");
	recordEngine(file, "second\n");
	expect(readFileSync(file, "utf8")).toBe("# Benchmarks\n\n## The engine\n\nsecond\n\n## The page\n\nold page\n");
	rmSync(folder, { recursive: true });
});

describe("options", () => {
	it("runs once with --only and three times without", () => {
		expect(parseOptions(["--only", "E1,E6"])).toMatchObject({ runs: 1, only: new Set(["E1", "E6"]) });
		expect(parseOptions([])).toMatchObject({ runs: 3, large: false, overload: false });
		expect(parseOptions(["--large"])).toMatchObject({ large: true, overload: true });
	});

	it.each([[["--only", "E18"]], [["--runs", "0"]], [["--items", "many"]], [["--record", "--only", "E1"]], [["--record", "--items", "5"]]])(
		"refuses %j",
		(argv) => {
			expect(() => parseOptions(argv)).toThrow();
		},
	);
});
