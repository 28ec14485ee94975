/** The structured filter against its rules written down once more, and against texts that are none. */
import type { Attribute } from "@spanglass/shared/model/attributes";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Span } from "@spanglass/shared/model/span";
import { isItemFilter } from "@spanglass/shared/query/filter";
import { evaluateSpan } from "@spanglass/shared/query/filter-eval";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import fc from "fast-check";
import { expect, it } from "vitest";
import { filterOfCall } from "./filter.ts";
import { callFromJson } from "./filter-json.ts";

const RUNS = { seed: 7, numRuns: 1000 };
const [DRAWN] = traceFromText("shop: GET / {kind=server} [=]");

const KEYS = ["a", "b"];
const VALUES = ["x", "y", "5", "10"];
const attributes = fc
	.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES))
	.map((texts) => Object.entries(texts).map(([key, text]): Attribute => ({ key, value: { type: "string", value: text } })));
const spanWith = fc.record({ own: attributes, resource: attributes, events: fc.array(attributes, { maxLength: 2 }) });
type SpanWith = typeof spanWith extends fc.Arbitrary<infer T> ? T : never;

function spanOf({ own, resource, events }: SpanWith): Span {
	if (DRAWN === undefined) throw new Error("nothing drawn");
	const eventWith = (ofEvent: readonly Attribute[]) => ({
		time: DRAWN.startTime,
		name: "e",
		attributes: ofEvent,
		droppedAttributesCount: 0,
	});
	return { ...DRAWN, attributes: own, resource: { ...DRAWN.resource, attributes: resource }, events: events.map(eventWith) };
}

interface Predicate {
	readonly op: string;
	readonly key: string;
	readonly level: "" | "span" | "resource" | "event";
	readonly values: readonly string[];
}
type Tree = Predicate | { readonly op: "and" | "or" | "not"; readonly terms: readonly Tree[] };

const predicate: fc.Arbitrary<Predicate> = fc.oneof(
	fc.record({
		op: fc.constantFrom("eq", "ne", "in", "not_in", "exists"),
		key: fc.constantFrom(...KEYS),
		level: fc.constantFrom("", "span", "resource", "event"),
		values: fc.array(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 2 }),
	}),
	fc.record({
		op: fc.constantFrom("gt", "gte", "lt", "lte"),
		key: fc.constantFrom(...KEYS),
		level: fc.constantFrom("", "span", "resource", "event"),
		values: fc.constantFrom(["5"], ["10"]),
	}),
);
const tree: fc.Arbitrary<Tree> = fc.letrec<{ readonly tree: Tree }>((tie) => ({
	tree: fc.oneof(
		{ maxDepth: 3 },
		predicate,
		fc.record({ op: fc.constantFrom("and", "or"), terms: fc.array(tie("tree"), { minLength: 2, maxLength: 3 }) }),
		fc.record({ op: fc.constant("not"), terms: fc.tuple(tie("tree")) }),
	),
})).tree;

function toJson(node: Tree): object {
	if ("terms" in node) return { op: node.op, args: node.terms.map((term) => ({ call: toJson(term) })) };
	const { op, key, level, values } = node;
	const attr = { attr: level === "" ? { key } : { key, level } };
	if (op === "exists") return { op, args: [attr] };
	return { op, args: [attr, op.endsWith("in") ? { list: { values } } : { scalar: { value: values[0] } }] };
}

/** The rules of the filter's own description, by themselves. */
function holds(node: Tree, span: SpanWith): boolean {
	if ("terms" in node) {
		if (node.op === "not") return !node.terms.some((term) => holds(term, span));
		return node.op === "and" ? node.terms.every((term) => holds(term, span)) : node.terms.some((term) => holds(term, span));
	}
	const { op, key, level, values } = node;
	const places = { "": [span.own, span.resource], span: [span.own], resource: [span.resource], event: span.events }[level];
	const found = places.flat().flatMap((own) => (own.key === key && own.value.type === "string" ? [own.value.value] : []));
	const isMember = found.some((text) => (op === "eq" || op === "ne" ? text === values[0] : values.includes(text)));
	const bound = Number(values[0]);
	switch (op) {
		case "exists":
			return found.length > 0;
		case "eq":
		case "in":
			return isMember;
		case "ne":
		case "not_in":
			return found.length > 0 && !isMember;
		case "gt":
			return found.some((text) => Number(text) > bound);
		case "gte":
			return found.some((text) => Number(text) >= bound);
		case "lt":
			return found.some((text) => Number(text) < bound);
		default:
			return found.some((text) => Number(text) <= bound);
	}
}

it("finds the spans that its rules name", () => {
	const seen = { true: 0, false: 0 };
	const property = fc.property(tree, spanWith, (node, span) => {
		const filter = filterOfCall(callFromJson(JSON.stringify(toJson(node))));
		const expected = holds(node, span);
		seen[`${expected}`] += 1;
		expect(isItemFilter(filter) && evaluateSpan(filter, spanOf(span))).toBe(expected);
	});
	fc.assert(property, RUNS);
	expect(Math.min(seen.true, seen.false)).toBeGreaterThan(100);
});

const word = fc.constantFrom(
	"eq",
	"and",
	"some",
	"constructor",
	"__proto__",
	"span",
	"event",
	"duration",
	"name",
	"5",
	"",
	"int",
	"string",
);
const term: fc.Arbitrary<unknown> = fc.letrec<{ readonly term: unknown; readonly call: unknown }>((tie) => ({
	call: fc.record({ op: word, args: fc.array(tie("term"), { maxLength: 3 }) }, { requiredKeys: [] }),
	term: fc.oneof(
		{ maxDepth: 4 },
		fc.record({ scalar: fc.record({ value: word, type: word }, { requiredKeys: [] }) }),
		fc.record({ attr: fc.record({ key: word, level: word }, { requiredKeys: [] }) }),
		fc.record({ field: fc.record({ name: word, level: word }, { requiredKeys: [] }) }),
		fc.record({ nested: fc.record({ level: word }) }),
		fc.record({ list: fc.record({ values: fc.array(word), type: word }, { requiredKeys: [] }) }),
		fc.record({ ref: fc.record({ name: word, level: word, attr: fc.boolean() }, { requiredKeys: [] }) }),
		fc.record({ call: tie("call") }),
		fc.jsonValue(),
	),
})).call;

it("anything else is refused in words", () => {
	const property = fc.property(fc.oneof(term, fc.jsonValue()), (json) => {
		try {
			filterOfCall(callFromJson(JSON.stringify(json)));
		} catch (error) {
			if (!(error instanceof SpanglassError)) throw error;
			expect(["invalid_input", "unsupported"]).toContain(error.kind);
		}
	});
	fc.assert(property, RUNS);
});
