import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mayContainText, TextFilterBuilder } from "./text-filter.ts";

function filterOf(texts: readonly string[]): Uint8Array {
	const filter = new TextFilterBuilder(texts.length);
	const encoded = texts.map((text) => Buffer.from(text));
	const offsets = new Uint32Array(texts.length + 1);
	encoded.forEach((bytes, at) => {
		offsets[at + 1] = (offsets[at] as number) + bytes.length;
	});
	filter.addEntries({ bytes: Buffer.concat(encoded), offsets }, texts.length);
	return filter.finish();
}

const piece = fc.constantFrom("a", "Z", "7", "0", "-", " ", "É", "ж", "😀", "worker", "1234567890", "TimeoutError");
const body = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));

describe("text filter", () => {
	test("never rules out what a body contains, whatever its case", () => {
		fc.assert(
			fc.property(
				fc.array(body, { minLength: 1, maxLength: 5 }),
				fc.nat(),
				fc.nat({ max: 40 }),
				fc.boolean(),
				(bodies, at, length, upper) => {
					const text = [...(bodies[at % bodies.length] as string)];
					const from = text.length === 0 ? 0 : at % text.length;
					const part = text.slice(from, from + length).join("");
					expect(mayContainText(filterOf(bodies), upper ? part.toUpperCase().toLowerCase() : part.toLowerCase())).toBe(true);
				},
			),
			{ numRuns: 500 },
		);
	});

	test("rules out nearly all that no body contains", () => {
		const bodies = Array.from({ length: 200 }, (_, at) => `order ${at * 7919} was shipped by worker-${at % 9}`);
		const filter = filterOf(bodies);
		const absent = Array.from({ length: 200 }, (_, at) => `${at * 7919 + 400_000_003}`);
		expect(absent.filter((text) => mayContainText(filter, text)).length).toBeLessThan(20);
		expect(mayContainText(filter, "cancelled")).toBe(false);
		expect(mayContainText(filter, "shipped by work")).toBe(true);
	});

	test("a gram has 4 letters or 6 digits, so a shorter text is never ruled out", () => {
		const filter = filterOf(["order 123456"]);
		for (const text of ["xyz", "98765", "a98"]) expect(mayContainText(filter, text)).toBe(true);
		for (const text of ["wxyz", "987654", "9999a9"]) expect(mayContainText(filter, text)).toBe(false);
	});
});
