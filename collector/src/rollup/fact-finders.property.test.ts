import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spanFinder, traceFinder } from "./fact-finders.ts";

interface Drawn {
	readonly trace: number;
	readonly span: number;
	readonly nanos: number;
	readonly duration: number;
}

/** Few ids, so that spans share them; few traces, so that some have many spans. Ids differ in the upper halves of words only. */
const arbitrarySpan = fc.record({ trace: fc.nat(3), span: fc.nat(40), nanos: fc.nat(2), duration: fc.nat(2) });

const traceWords = (trace: number) => [trace * 0x1_0000, 0, 0, 9];
const spanWords = (span: number) => [0, span * 0x1_0000];

function factsOf(drawn: readonly Drawn[]) {
	const order = [0, 1, 2, 3].filter((trace) => drawn.some((span) => span.trace === trace));
	const spans = order.flatMap((trace) => drawn.filter((span) => span.trace === trace));
	const firstOf = Uint32Array.from([...order.map((trace) => spans.findIndex((span) => span.trace === trace)), spans.length]);
	const traces = Uint32Array.from(order.flatMap(traceWords));
	const none = new Uint32Array(spans.length);
	const facts = {
		...{ count: spans.length, traces, traceCount: order.length, firstOf, parentHigh: none, parentLow: none, subject: none, row: none },
		spanHigh: none,
		spanLow: Uint32Array.from(spans, ({ span }) => span * 0x1_0000),
		minute: none,
		nanos: Float64Array.from(spans, ({ nanos }) => nanos),
		duration: Float64Array.from(spans, ({ duration }) => duration),
		byteLength: 0,
		find: traceFinder(traces, order.length),
	};
	return { spans, order, facts };
}

describe("finders of facts", () => {
	it("find what looking at every span finds: the earliest, then the longest, then the first", () => {
		fc.assert(
			fc.property(fc.array(arbitrarySpan, { maxLength: 200 }), (drawn) => {
				const { spans, order, facts } = factsOf(drawn);
				const findSpan = spanFinder(facts);
				for (let trace = 0; trace < 5; trace++) {
					expect(facts.find(Uint32Array.from([7, ...traceWords(trace)]), 1)).toBe(order.indexOf(trace));
					for (let span = 0; span <= 41; span++) {
						const same = spans.filter((each) => each.trace === trace && each.span === span);
						const [best] = same.toSorted((a, b) => a.nanos - b.nanos || b.duration - a.duration);
						const place = best === undefined ? -1 : spans.indexOf(best);
						expect(findSpan(Uint32Array.from([...traceWords(trace), ...spanWords(span)]))).toBe(place);
					}
				}
			}),
			{ numRuns: 60 },
		);
	});
});
