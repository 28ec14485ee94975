import fc from "fast-check";
import { expect, it } from "vitest";
import { findJsonFault } from "./json-fault.ts";

const RUNS = { seed: 20260101, numRuns: 400 };

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

it("finds a fault in exactly the texts that are no JSON, however they are damaged", () => {
	const damaged = fc
		.tuple(fc.json(), fc.nat(), fc.nat(4), fc.constantFrom("", '"', "}", "]", ",", "\\", "1", "-", "\n", "\u0001", "nul", "{"))
		.map(([text, at, removed, put]) => text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + removed));
	fc.assert(
		fc.property(damaged, (text) => {
			expect(findJsonFault(text) === undefined).toBe(isJson(text));
		}),
		RUNS,
	);
});

it("says where a text was cut", () => {
	const cut = fc
		.tuple(
			fc.jsonValue().map((value) => JSON.stringify([value])),
			fc.nat(),
		)
		.map(([text, at]) => text.slice(0, at % text.length));
	fc.assert(
		fc.property(cut, (text) => {
			expect(findJsonFault(text)?.isCut).toBe(true);
		}),
		RUNS,
	);
});
