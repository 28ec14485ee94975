import { expect, test } from "vitest";
import { comparisonOf, numbersOf, versionsOf } from "../../testing/fake-rollups.ts";
import { measured, newOperations, type Version, versionPairs } from "./version-rows.ts";

const [EXAMPLE] = versionsOf().data;
const version = (name: string, firstSeen: string | null, environment = "prod"): Version => ({
	...EXAMPLE!,
	version: name,
	firstSeen,
	environment,
});

test("each version against the one that appeared before it, in its own environment", () => {
	const pairs = versionPairs([version("v42", "300"), version("v41", "200"), version("v40", "100"), version("v9", "50", "test")]);
	expect(pairs).toEqual([
		{ a: "v41", b: "v42" },
		{ a: "v40", b: "v41" },
	]);
	expect(versionPairs([version("v2", "9"), version("v10", "100")])).toEqual([{ a: "v2", b: "v10" }]);
	expect(versionPairs([version("", "300"), version("v1", null), version("v2", "5")])).toEqual([]);
});

test("many versions: only the newest six are compared unasked", () => {
	const many = Array.from({ length: 9 }, (_, at) => version(`v${at}`, String(1_000 - at)));
	expect(versionPairs(many).map(({ b }) => b)).toEqual(["v0", "v1", "v2", "v3", "v4", "v5"]);
});

test("an operation that only the second version has is new", () => {
	expect(newOperations(comparisonOf())).toEqual(["POST /refund"]);
});

test("a measure with the sample that it rests on", () => {
	const numbers = numbersOf(200, 10, 500);
	expect(measured(numbers, "p99")).toEqual({ value: 500e6, count: 200 });
	expect(measured(numbers, "errors")).toEqual({ value: 0.05, count: 200 });
	expect(measured(null, "rate")).toBeUndefined();
});
