import { expect, test } from "vitest";
import { instanceOf, numbersOf } from "../../testing/fake-rollups.ts";
import { orderInstances, outliers, runningVersions } from "./instance-rows.ts";

const FLEET = [
	instanceOf("b", { numbers: numbersOf(100, 0, 10) }),
	instanceOf("missed", { liveness: "lost", version: "v40" }),
	instanceOf("a", { numbers: numbersOf(100, 0, 10) }),
	instanceOf("slow", { liveness: "late", numbers: numbersOf(5, 0, 10) }),
	instanceOf("old", { version: "v41", numbers: numbersOf(200, 0, 10) }),
];

test("what runs, by version; the lost count apart", () => {
	expect(runningVersions([...FLEET, instanceOf("replaced", { liveness: "lost", gone: true })])).toEqual({
		versions: [
			{ version: "v42", count: 3 },
			{ version: "v41", count: 1 },
		],
		live: 3,
		late: 1,
		lost: 1,
	});
});

test("lost, late, then the busiest, gone last; ties by name, whatever the order of the answer", () => {
	const names = (rows: readonly { readonly instance: string }[]): string => rows.map(({ instance }) => instance).join(" ");
	const all = [instanceOf("replaced", { liveness: "lost", gone: true }), ...FLEET];
	expect(names(orderInstances(all))).toBe("missed slow old a b replaced");
	expect(names(orderInstances(all.toReversed()))).toBe("missed slow old a b replaced");
});

test("who is three times slower or fails three times more often than its peers stands out; few requests tell nothing", () => {
	const peers = ["a", "b", "c"].map((name) => instanceOf(name, { numbers: numbersOf(100, 1, 100) }));
	const odd = outliers([
		...peers,
		instanceOf("slow", { numbers: numbersOf(100, 1, 301) }),
		instanceOf("failing", { numbers: numbersOf(100, 4, 100) }),
		instanceOf("rare", { numbers: numbersOf(19, 19, 9_000) }),
		instanceOf("usual", { numbers: numbersOf(100, 3, 300) }),
	]);
	expect([...odd].map(({ instance }) => instance)).toEqual(["slow", "failing"]);
	expect(outliers([instanceOf("a"), instanceOf("b", { numbers: numbersOf(100, 99, 9_000) })]).size).toBe(0);
});
