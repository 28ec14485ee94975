import { context, trace } from "@opentelemetry/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AsyncContextManager } from "./async-context.ts";
import { createExemplarReservoir } from "./exemplar-reservoir.ts";

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

beforeAll(() => void context.setGlobalContextManager(new AsyncContextManager()));
afterAll(() => context.disable());

function within(spanId: string, traceFlags: number, run: () => void): void {
	const span = trace.wrapSpanContext({ traceId: TRACE_ID, spanId, traceFlags });
	context.with(trace.setSpan(context.active(), span), run);
}

describe("the exemplar reservoir", () => {
	it("keeps measurements of sampled spans by series, and gives each away once", () => {
		const reservoir = createExemplarReservoir(() => 7);
		within("00000000000000a1", 1, () => reservoir.offer("took", { a: 1, b: "x" }, 0.5));
		within("00000000000000a2", 0, () => reservoir.offer("took", { a: 1, b: "x" }, 0.6));
		reservoir.offer("took", { a: 1, b: "x" }, 0.7);
		expect(reservoir.take("took", { a: 2 })).toEqual([]);
		expect(reservoir.take("took", { b: "x", a: 1 })).toEqual([{ value: 0.5, at: 7, traceId: TRACE_ID, spanId: "00000000000000a1" }]);
		expect(reservoir.take("took", { a: 1, b: "x" })).toEqual([]);
	});

	it("when full it forgets the oldest, but never the largest", () => {
		const reservoir = createExemplarReservoir();
		within("00000000000000a1", 1, () => {
			for (const value of [1, 9, 2, 3, 4, 5, 6]) reservoir.offer("took", {}, value);
		});
		expect(reservoir.take("took", {}).map(({ value }) => value)).toEqual([9, 4, 5, 6]);
	});
});
