import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LogLine } from "./log-line.ts";
import { LogSignature } from "./log-signature.ts";

const line = new LogLine();
const signature = new LogSignature();

function signatureOf(text: string): string | undefined {
	const bytes = Buffer.from(`x${text}y`);
	const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return signature.read(data, bytes, 1, bytes.length - 1) ? `${signature.high} ${signature.low}` : undefined;
}

/** All that the miner is told of a line. */
function lineOf(text: string): string {
	const bytes = Buffer.from(text);
	line.read(bytes, 0, bytes.length);
	return `${line.structure} ${line.words.subarray(0, line.wordCount).join()}`;
}

describe("the quick number of a line", () => {
	it("is the same only for lines that are read alike", () => {
		const told = new Map<string, readonly [line: string, text: string]>();
		let alike = 0;
		const piece = fc.constantFrom(
			"a",
			"f3",
			"7",
			"42",
			"g",
			"-",
			"+",
			".",
			":",
			" ",
			"=",
			'"',
			"'",
			"\\",
			"{",
			"msg",
			"\n",
			"\t",
			"\u001b[",
			"ü",
		);
		const text = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(""));
		for (const sample of fc.sample(text, { seed: 11, numRuns: 20_000 })) {
			const number = signatureOf(sample);
			if (number === undefined) continue;
			const [before, other] = told.get(number) ?? [lineOf(sample), sample];
			told.set(number, [before, other]);
			expect([sample, other, lineOf(sample)]).toEqual([sample, other, before]);
			if (other !== sample) alike++;
		}
		expect(alike).toBeGreaterThan(500);
	});

	it.each([
		["payment 7h9q3bj43jxe released by worker 2 after 25 ms", "payment rpzg9 released by worker 17 after 4 ms"],
		["from 10.0.49.18 in region eu-32", "from 10.0.4.1:8080 in region eu-3"],
		["id 3f2a9c01-ab3f-4c1d-beef-0123456789ab done", "id a1-1 done"],
		["at 2026-01-02T03:04:05.678Z: up", "at 1: up"],
		["first 1\nsecond", "first 22\nanother"],
	])("of %s is that of %s", (a, b) => {
		expect(signatureOf(a)).toBeDefined();
		expect(signatureOf(a)).toBe(signatureOf(b));
	});

	it("tells words apart wherever they stand", () => {
		const word = fc.string({ unit: fc.constantFrom("a", "b", "x", " "), minLength: 1, maxLength: 40 });
		fc.assert(
			fc.property(word, word, (a, b) => {
				fc.pre(a !== b && a.trim() === a && b.trim() === b);
				expect(signatureOf(a)).not.toBe(signatureOf(b));
			}),
		);
	});

	it.each([" a 1", "\u001b[31mred 1", 'a1msg="b"', "a".repeat(1025)])("is none for %j", (text) => {
		expect(signatureOf(text)).toBeUndefined();
	});
});
