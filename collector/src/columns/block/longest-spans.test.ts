import type { Span } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { arbitrarySpans } from "@spanglass/shared/testing/arbitrary";
import fc from "fast-check";
import { expect, it } from "vitest";
import { SpanColumn } from "../layout.ts";
import { generationOf, itemsOf, opened, sealed } from "./block-harness.testdata.ts";

it("says how long the spans of each operation last at most, a little rounded up", () => {
	const requests = fc.sample(arbitrarySpans, { numRuns: 60, seed: 5 }).map(encodeTraceRequest);
	const block = sealed([{ view: generationOf("traces", requests) }]);
	if (block === undefined) throw new Error("nothing was sealed");
	const view = opened(block);
	const longest = view.longestSpans();
	const expected = new Map<number, bigint>();
	(itemsOf(view) as readonly Span[]).forEach(({ startTime, endTime }, row) => {
		const operation = view.value(SpanColumn.operation, row);
		const lasts = endTime > startTime ? endTime - startTime : 0n;
		const known = expected.get(operation) ?? 0n;
		expected.set(operation, lasts > known ? lasts : known);
	});
	expect([...expected.values()].some((nanos) => nanos > 0n)).toBe(true);
	for (let entity = 0; entity < view.counts.entities; entity++) {
		const exact = Number(expected.get(entity) ?? 0n);
		expect(longest[entity]).toBeGreaterThanOrEqual(exact);
		expect(longest[entity]).toBeLessThanOrEqual(exact * 1.000_001);
	}
});
