/**
 * One comparison of a filter, made ready to be asked for many values. Stores test their dictionaries with it, so that they equal
 * `filter-eval.ts`.
 */
import { RE2JS } from "re2js";
import type { AttributeValue } from "../model/attributes.ts";
import { valueText } from "../semconv/value-text.ts";
import type { CompareOp, FilterValue } from "./filter.ts";

/**
 * Whether a value satisfies `op value`. For `!=` the test is the one of `=`: the caller asks that the key is there and no value of it passes.
 * `text` is for strings; `number` for ints (exact as bigint) and doubles; `plain` for the canonical text of any other type.
 */
export interface ValueTest {
	text(value: string): boolean;
	number(value: number | bigint): boolean;
	plain(text: string): boolean;
}

const INTEGER = /^[+-]?\d+$/;
const NUMERIC = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** The number that a numeric string stands for, exact for integers of any size; undefined when it is not numeric. */
export function numberFromText(text: string): number | bigint | undefined {
	if (!NUMERIC.test(text)) return undefined;
	if (!INTEGER.test(text)) return Number(text);
	const value = Number(text);
	return Number.isSafeInteger(value) ? value : BigInt(text.startsWith("+") ? text.slice(1) : text);
}

/** The number of a literal, exact for integers without a unit. */
function literalNumber(value: FilterValue): number | bigint | undefined {
	return value.number === undefined ? undefined : (numberFromText(value.text) ?? value.number);
}

const never = () => false;

/** Prepare one comparison. Throws when a regular expression does not compile (the parser has refused those). Cost O(length). */
export function createValueTest(op: CompareOp, value: FilterValue): ValueTest {
	switch (op) {
		case "=":
		case "!=":
			return equalityTest(value);
		case "glob":
			return textTest(globTest(value.text));
		case "regex": {
			const pattern = RE2JS.compile(value.text);
			return textTest((text) => pattern.test(text));
		}
		default:
			return orderTest(op, value);
	}
}

function textTest(test: (text: string) => boolean): ValueTest {
	return { text: test, number: (value) => test(String(value)), plain: test };
}

function equalityTest(value: FilterValue): ValueTest {
	if (value.quoted) return { text: (text) => text === value.text, number: never, plain: never };
	const literal = literalNumber(value);
	const isText = (text: string) => text === value.text;
	if (literal === undefined) return textTest(isText);
	return {
		text: (text) => isText(text) || sameNumber(numberFromText(text), literal),
		number: (number) => sameNumber(number, literal) || isText(String(number)),
		plain: isText,
	};
}

/** Equality across bigint and number compares mathematical values. */
function sameNumber(left: number | bigint | undefined, right: number | bigint): boolean {
	// biome-ignore lint/suspicious/noDoubleEquals: loose equality is the exact comparison of a bigint with a number
	return left !== undefined && left == right;
}

function orderTest(op: ">" | ">=" | "<" | "<=", value: FilterValue): ValueTest {
	const literal = literalNumber(value);
	if (literal === undefined) return { text: never, number: never, plain: never };
	const number = (candidate: number | bigint) => compareNumbers(op, candidate, literal);
	const text = (candidate: string) => {
		const parsed = numberFromText(candidate);
		return parsed !== undefined && number(parsed);
	};
	return { text, number, plain: never };
}

function compareNumbers(op: ">" | ">=" | "<" | "<=", left: number | bigint, right: number | bigint): boolean {
	switch (op) {
		case ">":
			return left > right;
		case ">=":
			return left >= right;
		case "<":
			return left < right;
		case "<=":
			return left <= right;
	}
}

/**
 * Match a whole text against a glob: `*` is any run of characters, `\x` is the character x. Linear: the pieces between stars are found from
 * left to right.
 */
export function globTest(pattern: string): (text: string) => boolean {
	const pieces = globPieces(pattern);
	const first = pieces[0] ?? "";
	const last = pieces.at(-1) ?? "";
	if (pieces.length === 1) return (text) => text === first;
	const middle = pieces.slice(1, -1).filter((piece) => piece !== "");
	return (text) => {
		if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
		let at = first.length;
		const end = text.length - last.length;
		for (const piece of middle) {
			const found = text.indexOf(piece, at);
			if (found < 0 || found + piece.length > end) return false;
			at = found + piece.length;
		}
		return at <= end;
	};
}

function globPieces(pattern: string): string[] {
	const pieces = [""];
	for (let at = 0; at < pattern.length; at++) {
		const character = pattern.charAt(at);
		if (character === "*") {
			pieces.push("");
			continue;
		}
		const literal = character === "\\" && at + 1 < pattern.length ? pattern.charAt(++at) : character;
		pieces[pieces.length - 1] += literal;
	}
	return pieces;
}

/** Ask a test for a value of any type: an array passes when its text or any element passes. */
export function testValue(test: ValueTest, value: AttributeValue): boolean {
	switch (value.type) {
		case "string":
			return test.text(value.value);
		case "int":
		case "double":
			return test.number(value.value);
		case "array":
			return test.plain(valueText(value)) || value.value.some((element) => testValue(test, element));
		case "empty":
		case "bool":
		case "bytes":
		case "kvlist":
			return test.plain(valueText(value));
	}
}
