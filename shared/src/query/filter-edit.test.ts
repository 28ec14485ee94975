import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	chosenOf,
	durationLiteral,
	durationRangeOf,
	keyChoiceOf,
	withChosen,
	withCondition,
	withDurationRange,
	withKeyChoice,
} from "./filter-edit.ts";
import { parseFilter } from "./filter-parse.ts";

const NONE = { only: [], not: [] };

describe("the choice of a key", () => {
	test.each([
		["", NONE],
		["service:checkout", { only: ["checkout"], not: [] }],
		["service=checkout x", { only: ["checkout"], not: [] }],
		['service:"checkout"', { only: ["checkout"], not: [] }],
		["(service:a OR service:b) -service:c", { only: ["a", "b"], not: ["c"] }],
		["-(service:a OR service:b)", { only: [], not: ["a", "b"] }],
		["service:a OR service:b", { only: ["a", "b"], not: [] }],
		["root.service:a", NONE],
		["service:a* (service:a OR status:error) service:a >> service:b", NONE],
		["service:", NONE],
	])("%s", (text, choice) => {
		expect(keyChoiceOf(text, "service")).toEqual(choice);
	});

	test("replaces the key's own terms and leaves all others", () => {
		const text = 'service:a duration:>500ms (root.name:"GET /a" OR root.name:"GET /b")';
		expect(withKeyChoice(text, "service", { only: ["b"], not: [] })).toBe(
			'duration:>500ms (root.name:"GET /a" OR root.name:"GET /b") service:b',
		);
		expect(withKeyChoice(text, "root.name", { only: ["GET /c"], not: ["POST /c"] })).toBe(
			"service:a duration:>500ms root.name:GET\\ /c -root.name:POST\\ /c",
		);
		expect(withKeyChoice(text, "root.name", NONE)).toBe("service:a duration:>500ms");
		expect(withKeyChoice("a OR b", "service", { only: ["x", "y"], not: [] })).toBe("(a OR b) (service:x OR service:y)");
	});

	test("a text that cannot be read stays as it is", () => {
		expect(withKeyChoice("status:eror", "service", { only: ["a"], not: [] })).toBe("status:eror");
		expect(withCondition("a:", "b:1")).toBe("a:");
	});

	test("what was chosen is what is read, whatever the values hold", () => {
		const value = fc.string({ minLength: 1, maxLength: 12 });
		const names = fc.constantFrom("service", "root.name", "http.route", "resource.k8s.pod.name", "any.status_text");
		fc.assert(
			fc.property(names, fc.uniqueArray(value, { maxLength: 4 }), fc.uniqueArray(value, { maxLength: 2 }), (name, only, not) => {
				const text = withKeyChoice("other:1", name, { only, not });
				expect(parseFilter(text).ok).toBe(true);
				expect(keyChoiceOf(text, name)).toEqual({ only, not });
				expect(withKeyChoice(text, name, NONE)).toBe("other:1");
			}),
			{ seed: 7, numRuns: 300 },
		);
	});
});

describe("ranges of durations", () => {
	test("are written as people write them and replace every other comparison by size", () => {
		expect(withDurationRange("service:a", "root.duration", { from: 500e6, to: 1.3101e9 })).toBe("service:a root.duration:500ms..1.31s");
		const text = "root.duration:>500ms duration:>1s root.duration:10ms..1s";
		expect(withDurationRange(text, "root.duration", { from: 1_000, to: 2e9 })).toBe("duration:>1s root.duration:1us..2s");
		expect(withDurationRange(text, "root.duration", undefined)).toBe("duration:>1s");
	});

	test("are read back", () => {
		expect(durationRangeOf("service:a root.duration:500ms..1.31s", "root.duration")).toEqual({ from: 500e6, to: 1.31e9 });
		expect(durationRangeOf("duration:500ms..1.31s", "duration")).toEqual({ from: 500e6, to: 1.31e9 });
		expect(durationRangeOf("duration:>500ms", "duration")).toBeUndefined();
	});

	test.each([
		[0, "0ns"],
		[840, "840ns"],
		[12_400, "12.4us"],
		[999_999_999, "1000ms"],
		[7.2e12, "7200s"],
	])("%d is %s", (nanos, literal) => {
		expect(durationLiteral(nanos)).toBe(literal);
		expect(parseFilter(`duration:>${literal}`).ok).toBe(true);
	});
});

describe("alternatives", () => {
	const STATUS = ["-any.status:error", "any.status:error -root.status:error", "root.status:error"];

	test("one alone is its conditions, several are a group", () => {
		expect(withChosen("service:a", STATUS, [1])).toBe("service:a any.status:error -root.status:error");
		expect(withChosen("service:a", STATUS, [0, 1])).toBe("service:a (-any.status:error OR any.status:error -root.status:error)");
		for (const chosen of [[], [0], [1], [2], [0, 2], [1, 2], [0, 1, 2]]) {
			const text = withChosen("service:a", STATUS, chosen);
			expect(chosenOf(text, STATUS)).toEqual(chosen);
			expect(withChosen(text, STATUS, [])).toBe("service:a");
		}
	});

	test("a group of something else is none of them", () => {
		expect(chosenOf("(root.status:error OR service:a)", STATUS)).toEqual([]);
		expect(withChosen("(root.status:error OR service:a)", STATUS, [2])).toBe("(root.status:error OR service:a) root.status:error");
	});
});

test("a condition is added once", () => {
	expect(withCondition("service:a", "resource.service.version:v42")).toBe("service:a resource.service.version:v42");
	expect(withCondition("service:a x:1", "x:1 service:a")).toBe("service:a x:1");
	expect(withCondition("a OR b", "x:1")).toBe("(a OR b) x:1");
	expect(withCondition("", "x:1")).toBe("x:1");
});
