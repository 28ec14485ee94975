import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SpanId } from "../model/ids.ts";
import { type Span, StatusCode } from "../model/span.ts";
import { traceFromText } from "../testing/trace-from-text.ts";
import { unixNanos } from "../units/time.ts";
import { type Filter, isItemFilter, ownCondition } from "./filter.ts";
import { evaluateSpan } from "./filter-eval.ts";
import { parseFilterOrThrow } from "./filter-parse.ts";
import { evaluateTrace } from "./trace-eval.ts";

const DRAWN = traceFromText(`
	gateway: entry {kind=server}  [==================]
	  checkout: order {size=3}     [===============]
	    payment: charge              [====!]
	      bank: debit {size=9}         [==]
	    payment: refund                      [===]
	? mailer: send                                 [!]
`);

/** Names of the spans that a query finds. */
const found = (query: string, spans: readonly Span[] = DRAWN) => {
	const answers = evaluateTrace(parseFilterOrThrow(query), spans);
	return spans.filter((_, at) => answers[at]).map(({ name }) => name);
};
const ALL = DRAWN.map(({ name }) => name);

describe("evaluateTrace", () => {
	it.each<[string, readonly string[]]>([
		["root.service:gateway", ALL],
		["root.service:gateway service:payment", ["charge", "refund"]],
		["root.service:payment", []],
		["-root.service:payment name:send", ["send"]],
		["any.status:error service:bank", ["debit"]],
		["-any.service:nobody", ALL],
		["any.size:4..8", []],
		["any.size>=4 any.size<=8 service:bank", ["debit"]],
		["any.size!=3 service:bank", ["debit"]],
		["parent.service:checkout", ["charge", "refund"]],
		["parent.service:*", ["order", "charge", "debit", "refund"]],
		["-parent.service:*", ["entry", "send"]],
		["service:gateway > service:checkout", ["order"]],
		["service:gateway > service:payment", []],
		["service:gateway >> service:payment", ["charge", "refund"]],
		["service:gateway >> (service:payment status:error)", ["charge"]],
		["service:checkout > service:payment > service:bank", ["debit"]],
		["service:checkout > (service:payment > service:bank)", []],
		["service:gateway >> * > service:bank", ["debit"]],
		["* >> *", ["order", "charge", "debit", "refund"]],
		["-(* > *)", ["entry", "send"]],
		["(name:entry OR name:charge) > *", ["order", "debit"]],
		["service:gateway > * OR name:send", ["order", "send"]],
	])("%s", (query, names) => expect(found(query)).toEqual(names));

	it("takes the earliest span without a parent as the root, and none when there is none", () => {
		const [entry, ...others] = DRAWN;
		if (entry === undefined) throw new Error("the drawing is empty");
		expect(found("root.name:*", others)).toEqual([]);
		const earlier = { ...entry, spanId: "ee" as SpanId, name: "earlier", startTime: unixNanos(entry.startTime - 1n) };
		expect(found("root.name:earlier name:debit", [...DRAWN, earlier])).toEqual(["debit"]);
	});

	it("takes the earliest, then the longest of several spans with one id as the parent", () => {
		const child = DRAWN.find(({ name }) => name === "debit") as Span;
		const parent = DRAWN.find(({ name }) => name === "charge") as Span;
		const short = { ...parent, name: "unfinished", endTime: parent.startTime };
		expect(found("parent.name:charge", [short, parent, child])).toEqual(["debit"]);
		const early = { ...short, name: "early", startTime: unixNanos(parent.startTime - 1n) };
		expect(found("parent.name:early", [short, parent, early, child])).toEqual(["debit"]);
	});

	it("ends in a circle of parents, where a span is its own ancestor", () => {
		const [a, b] = DRAWN;
		if (a === undefined || b === undefined) throw new Error("the drawing has two spans");
		const circle = [
			{ ...a, parentSpanId: b.spanId },
			{ ...b, parentSpanId: a.spanId },
		];
		expect(found("name:entry >> *", circle)).toEqual(["entry", "order"]);
		expect(found("name:entry > *", circle)).toEqual(["order"]);
		expect(found("name:entry > *", [{ ...a, parentSpanId: a.spanId }])).toEqual(["entry"]);
	});
});

/** Spans that are told apart by name and status alone; parents are any of a few ids. */
const spans = fc.array(
	fc.record({
		id: fc.integer({ min: 1, max: 6 }),
		up: fc.integer({ min: 0, max: 7 }),
		name: fc.constantFrom("a", "b", "c"),
		at: fc.nat(4),
	}),
	{ minLength: 1, maxLength: 9 },
);
const idOf = (number: number) => number.toString(16).padStart(16, "0") as SpanId;
const built = spans.map((list) =>
	list.map(({ id, up, name, at }): Span => {
		const startTime = unixNanos(BigInt(at));
		const parentSpanId = up === 0 ? undefined : idOf(up);
		const status = { code: (id + up) % 2 === 0 ? StatusCode.ok : StatusCode.error, message: "" };
		return { ...(DRAWN[0] as Span), spanId: idOf(id), parentSpanId, name, startTime, endTime: startTime, status };
	}),
);
const query = fc
	.array(
		fc.constantFrom(
			"name:a",
			"-name:b",
			"status:error",
			"root.name:a",
			"any.name:c",
			"-any.status:ok",
			"parent.name:b",
			"*",
			">",
			">>",
			"OR",
		),
		{ minLength: 1, maxLength: 9 },
	)
	.map((words) => words.join(" "))
	.filter((text) => isReadable(text));

function isReadable(text: string): boolean {
	try {
		parseFilterOrThrow(text);
		return true;
	} catch {
		return false;
	}
}

/** The meaning said once more, span by span, as slowly as the words of `filter.ts`. */
function holdsSlowly(filter: Filter, at: number, all: readonly Span[]): boolean {
	const parentOf = (child: number): number => {
		const copies = [...all.keys()].filter((other) => all[other]?.spanId === all[child]?.parentSpanId);
		return copies.sort((a, b) => Number((all[a] as Span).startTime - (all[b] as Span).startTime) || a - b)[0] ?? -1;
	};
	const isAt = (term: Filter, place: number) => place >= 0 && holdsSlowly(term, place, all);
	switch (filter.type) {
		case "all":
			return filter.terms.every((term) => holdsSlowly(term, at, all));
		case "any":
			return filter.terms.some((term) => holdsSlowly(term, at, all));
		case "not":
			return !holdsSlowly(filter.term, at, all);
		case "other": {
			if (filter.span === "any") return all.some((_, place) => isAt(filter.term, place));
			if (filter.span === "parent") return isAt(filter.term, parentOf(at));
			const roots = [...all.keys()].filter((place) => all[place]?.parentSpanId === undefined);
			const order = (a: number, b: number) =>
				Number((all[a] as Span).startTime - (all[b] as Span).startTime) ||
				((all[a] as Span).spanId < (all[b] as Span).spanId ? -1 : (all[a] as Span).spanId > (all[b] as Span).spanId ? 1 : a - b);
			return isAt(filter.term, roots.sort(order)[0] ?? -1);
		}
		case "structure": {
			if (!holdsSlowly(filter.below, at, all)) return false;
			const ups: number[] = [];
			for (let up = parentOf(at); up >= 0 && !ups.includes(up); up = parentOf(up)) ups.push(up);
			return (filter.op === ">" ? ups.slice(0, 1) : ups).some((up) => isAt(filter.above, up));
		}
		default:
			return evaluateSpan(filter, all[at] as Span);
	}
}

describe("random queries over random families", () => {
	it("mean what the words say, and what they ask of the span alone is necessary", () => {
		fc.assert(
			fc.property(query, built, (text, all) => {
				const filter = parseFilterOrThrow(text);
				const answers = evaluateTrace(filter, all);
				expect(answers, text).toEqual(all.map((_, at) => holdsSlowly(filter, at, all)));
				const own = ownCondition(filter);
				expect(isItemFilter(own)).toBe(true);
				for (const [at, span] of all.entries()) if (answers[at]) expect(evaluateSpan(own, span)).toBe(true);
			}),
			{ numRuns: 2000, seed: 5 },
		);
	});
});
