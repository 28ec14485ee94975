import { expect, test } from "vitest";
import { barsOf, isolatedLevel, toggleIsolation, withoutIsolation } from "./volume-series.ts";

test("bars stand from the worst level up; levels without records have none", () => {
	const bars = barsOf({ counts: { info: [1, 2], trace: [0, 0], error: [0, 3], unspecified: [1, 0], fatal: [1, 0] } });
	expect(bars.map(({ level, values }) => [level, ...values])).toEqual([
		["fatal", 1, 0],
		["error", 0, 3],
		["info", 1, 2],
		["unspecified", 1, 0],
	]);
	expect(barsOf({ counts: {} })).toEqual([]);
});

test.each([
	["", "error", "level:error"],
	["service:a", "unspecified", "service:a -level:*"],
	["service:a level:error", "error", "service:a"],
	["level:error service:a", "warn", "service:a level:warn"],
	["a OR b", "info", "(a OR b) level:info"],
] as const)("%s with %s alone is %s", (q, level, next) => {
	expect(toggleIsolation(q, level)).toBe(next);
});

test("the histogram counts what there would be without the isolated level", () => {
	expect([isolatedLevel("service:a level:error"), withoutIsolation("service:a level:error")]).toEqual(["error", "service:a"]);
	expect([isolatedLevel("level:>=warn"), withoutIsolation("level:>=warn")]).toEqual([undefined, "level:>=warn"]);
});
