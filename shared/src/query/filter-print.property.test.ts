import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Filter, INTRINSICS, type KeyTerm, type TraceScope } from "./filter.ts";
import { parseFilter, parseItemFilter } from "./filter-parse.ts";
import { printFilter } from "./filter-print.ts";
import { numberFromLiteral } from "./number-literal.ts";

type Field = Extract<Filter, { type: "exists" }>["field"];

const key = fc.oneof(
	fc.constantFrom(
		"http.route",
		"service",
		"span.kind",
		"root.x",
		"name",
		"db.system",
		"k8s.pod.uid",
		"a b",
		'"',
		"-x",
		"a:b",
		"键",
		"any.",
	),
	fc.string({ minLength: 1, maxLength: 8, unit: "grapheme" }),
);
const field: fc.Arbitrary<Field> = fc.oneof(
	fc.constantFrom(...INTRINSICS).map((name): Field => ({ scope: "intrinsic", key: name })),
	fc.record({ scope: fc.constantFrom("any", "span", "resource", "scope", "event", "link"), key }) as fc.Arbitrary<Field>,
);
const text = fc.oneof(
	fc.string({ maxLength: 12, unit: "grapheme" }),
	fc.constantFrom("1..2", "/pay/", "*", "a*", "OR", ">5", "a\\", "\\*", "5ms", "-1e3", "x)"),
);
const isFree = (candidate: Field) =>
	candidate.scope !== "intrinsic" || !["trace", "span", "parent", "kind", "status", "level", "duration"].includes(candidate.key);
const attributeField = field.filter(isFree);
const number = fc.oneof(fc.integer().map(String), fc.constantFrom("5ms", "1.5h", "3KiB", "10%", "-2e-3", "9007199254740993"));

type Comparison = Extract<KeyTerm, { readonly type: "compare" }>;
type Op = Comparison["op"];

const compared = (on: Field, op: Op, value: string): Comparison => ({
	type: "compare",
	field: on,
	op,
	value: { text: value, number: numberFromLiteral(value), quoted: false },
});
const pattern = fc.oneof(
	fc
		.tuple(attributeField, fc.constantFrom("GET*", "*a b*", "\\**", "*(x)*", '"*'))
		.map(
			([on, value]): Comparison => ({ type: "compare", field: on, op: "glob", value: { text: value, number: undefined, quoted: false } }),
		),
	fc
		.tuple(attributeField, fc.constantFrom("time(d)? out", "a/b", "\\\\/", "^x$", "\\."))
		.map(
			([on, value]): Comparison => ({ type: "compare", field: on, op: "regex", value: { text: value, number: undefined, quoted: false } }),
		),
);
const simple: fc.Arbitrary<KeyTerm> = fc.oneof(
	fc.record({ type: fc.constant("exists" as const), field }),
	fc.tuple(attributeField, fc.constantFrom("=" as const, "!=" as const), text, fc.boolean()).map(([on, op, value, isQuoted]): KeyTerm => {
		const quoted = isQuoted || value === "";
		return { type: "compare", field: on, op, value: { text: value, number: quoted ? undefined : numberFromLiteral(value), quoted } };
	}),
	fc
		.tuple(attributeField, fc.constantFrom(">" as const, ">=" as const, "<" as const, "<=" as const), number)
		.map(([on, op, value]) => compared(on, op, value)),
	pattern,
);
const keyTerm: fc.Arbitrary<KeyTerm> = fc.oneof(
	simple,
	fc
		.tuple(attributeField, number, number)
		.map(([on, a, b]) => [on, ...(Number(numberFromLiteral(a)) > Number(numberFromLiteral(b)) ? [b, a] : [a, b])] as const)
		.map(([on, low = "", high = ""]): KeyTerm => ({ type: "all", terms: [compared(on, ">=", low), compared(on, "<=", high)] })),
	pattern.map(
		(term): KeyTerm => ({
			type: "all",
			terms: [
				{ type: "exists", field: term.field },
				{ type: "not", term },
			],
		}),
	),
);
const leaf: fc.Arbitrary<Filter> = fc.oneof(
	fc.record({ type: fc.constant("text" as const), text }),
	simple,
	fc.record({ type: fc.constant("other" as const), span: fc.constantFrom<TraceScope[]>("root", "any", "parent"), term: keyTerm }),
);

/** The written form of a group: see `filter-parse.ts`. */
function flat(type: "all" | "any", terms: readonly Filter[]): Filter {
	const inner = terms.flatMap((term) => (term.type === type ? term.terms : [term]));
	return inner.length === 1 && inner[0] !== undefined ? inner[0] : { type, terms: inner };
}

const filters = fc.letrec<{ filter: Filter }>((tie) => ({
	filter: fc.oneof(
		{ maxDepth: 3, depthSize: "small" },
		leaf,
		fc.array(tie("filter"), { maxLength: 4 }).map((terms) => flat("all", terms)),
		fc.array(tie("filter"), { minLength: 1, maxLength: 4 }).map((terms) => flat("any", terms)),
		tie("filter").map((term): Filter => ({ type: "not", term })),
		fc.record({
			type: fc.constant("structure" as const),
			op: fc.constantFrom(">" as const, ">>" as const),
			above: tie("filter"),
			below: tie("filter"),
		}),
	),
})).filter;

const leaves = (filter: Filter): number =>
	filter.type === "not" ? leaves(filter.term) : partsOf(filter).reduce((sum, part) => sum + leaves(part), "terms" in filter ? 0 : 1);
const partsOf = (filter: Filter): readonly Filter[] =>
	filter.type === "structure" ? [filter.above, filter.below] : "terms" in filter ? filter.terms : [];

describe("printFilter", () => {
	it("is read back as the same filter", () => {
		fc.assert(
			fc.property(
				filters.filter((filter) => leaves(filter) <= 64),
				(filter) => {
					const printed = printFilter(filter);
					const parsed = parseFilter(printed);
					expect(parsed, printed).toEqual({ ok: true, filter });
				},
			),
			{ numRuns: 3000, seed: 3 },
		);
	});
});

describe("parseFilter", () => {
	it("never throws, and every fault has a place and a repaired text without fault", () => {
		const piece = fc.oneof(
			fc.constantFrom(
				"(",
				")",
				'"',
				"-",
				"OR",
				"AND",
				"NOT",
				":",
				">",
				">>",
				"k:",
				"duration:>",
				"status:x",
				"/(/",
				"*",
				" ",
				"a",
				"k!=*",
				"k:..5",
				"k:9..5",
				"k!=1..2",
				"level:warn..",
				'duration:>"5ms"',
				"root.a:b",
				"any.span.a!=b*",
				"parent.a:1..2",
				" > ",
				" >> (",
				"a > 5",
				"..",
				"\\",
			),
			fc.string({ maxLength: 4 }),
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
				const text = pieces.join("");
				const parsed = parseFilter(text);
				if (parsed.ok) {
					expect(parseFilter(printFilter(parsed.filter))).toEqual(parsed);
				} else {
					const { position, length, expected, repaired } = parsed.fault;
					expect(parseFilter(repaired).ok, repaired).toBe(true);
					expect(position + length).toBeLessThanOrEqual(text.length);
					expect(expected).not.toBe("");
				}
				const item = parseItemFilter(text, "log record");
				if (item.ok) expect(parsed).toEqual(item);
				else expect(parseItemFilter(item.fault.repaired, "log record").ok).toBe(true);
			}),
			{ numRuns: 2500, seed: 3 },
		);
	});
});
