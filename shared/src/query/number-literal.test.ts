import fc from "fast-check";
import { expect, it } from "vitest";
import { nearestLiteral, numberFromLiteral } from "./number-literal.ts";

it("units of ten are exact to the nanosecond", () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (nanos) => {
			const digits = String(nanos).padStart(10, "0");
			const seconds = `${digits.slice(0, -9)}.${digits.slice(-9)}`;
			expect(numberFromLiteral(`${seconds}s`)).toBe(nanos);
			expect(numberFromLiteral(`${nanos}ns`)).toBe(nanos);
		}),
		{ seed: 5 },
	);
});

it.each([
	["1.5MiB", 1_572_864],
	["90m", 5_400e9],
	["1d", 86_400e9],
	["7%", 0.07],
	["-3e2", -300],
	["1e3ms", 1e9],
	[".5KB", 500],
	["5.", 5],
])("%s", (text, number) => expect(numberFromLiteral(text)).toBe(number));

it.each(["", "ms", "1 ms", "1MS", "1x", "0x10", "1e400", "--1", "1e", "constructor", "1constructor"])("%j is no number", (text) =>
	expect(numberFromLiteral(text)).toBeUndefined(),
);

it.each([
	["500mz", "500ms"],
	["500MS", "500ms"],
	["20 kb", "20KB"],
	["1,5", "1.5"],
	["-3minutes", "-3m"],
	["5xyz", undefined],
	["fast", undefined],
	["", undefined],
])("%j was meant to be %s", (text, meant) => {
	expect(nearestLiteral(text)).toBe(meant);
	if (meant !== undefined) expect(numberFromLiteral(meant)).toBeDefined();
});
