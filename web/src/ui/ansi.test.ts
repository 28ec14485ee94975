import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainText, textPieces } from "./ansi.ts";

const ESC = "\u001b";
const shown = (text: string) =>
	textPieces(text).map((piece) => [
		piece.text,
		piece.isControl ? "control" : [piece.tone, piece.bold && "bold", piece.underline && "underline"].filter(Boolean).join(" "),
	]);

describe("colours of terminals", () => {
	test("named colours, bold and reset", () => {
		expect(shown(`a ${ESC}[1;31mfailed${ESC}[0m after ${ESC}[90m3 tries${ESC}[39m.`)).toEqual([
			["a ", ""],
			["failed", "red bold"],
			[" after ", ""],
			["3 tries", "dim"],
			[".", ""],
		]);
	});

	test.each([
		["38;5;196", "red"],
		["38;5;46", "green"],
		["38;5;240", "dim"],
		["38;2;30;90;250", "blue"],
		["38;2;250;200;20", "yellow"],
		["38;2;20;20;20", ""],
		["97", ""],
		["96;4", "cyan underline"],
		["48;5;196", ""],
		["48;2;1;2;3;32", "green"],
	])("%s is %s", (codes, style) => {
		expect(shown(`${ESC}[${codes}mx`)).toEqual([["x", style]]);
	});

	test("an empty code resets, dim ends with 22", () => {
		expect(shown(`${ESC}[32mok${ESC}[m, ${ESC}[2mquiet${ESC}[22m loud`)).toEqual([
			["ok", "green"],
			[", ", ""],
			["quiet", "dim"],
			[" loud", ""],
		]);
	});
});

describe("what has no shape becomes visible", () => {
	test("control characters, other escape sequences and text that would reorder", () => {
		expect(shown(`a\u0000b${ESC}[2Jc\u202ed`)).toEqual([
			["a", ""],
			["\\x00", "control"],
			["b", ""],
			["\\x1b", "control"],
			["[2Jc", ""],
			["\\u202e", "control"],
			["d", ""],
		]);
	});

	test("tabs and line ends stay, a carriage return before a line feed goes", () => {
		expect(plainText("a\tb\r\nc\rd")).toBe("a\tb\nc\\x0dd");
	});
});

test("no piece holds a control character, and text without any is untouched", () => {
	const text = fc.string({
		unit: fc.oneof(fc.string({ minLength: 1, maxLength: 3 }), fc.constantFrom(ESC, `${ESC}[31m`, "\r", "\n", "\u0007", "[0m")),
	});
	fc.assert(
		fc.property(text, (value) => {
			const plain = plainText(value);
			// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
			expect(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(plain)).toBe(false);
			if (plainText(plain) !== plain) throw new Error("showing twice changes the text");
		}),
		{ seed: 1, numRuns: 500 },
	);
});
