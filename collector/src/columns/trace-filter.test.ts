import { describe, expect, it } from "vitest";
import { createTraceFilter, mayHoldTrace } from "./trace-filter.ts";

function idsFrom(seed: number, count: number): Uint32Array {
	let state = seed;
	return Uint32Array.from({ length: count * 4 }, () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state;
	});
}

describe("trace filters", () => {
	it("miss no id and rule out nearly all others", () => {
		const ids = idsFrom(1, 2000);
		const filter = createTraceFilter(ids, 2000);
		const holds = (list: Uint32Array, at: number) => mayHoldTrace(filter, list.subarray(at * 4, at * 4 + 4));
		expect(Array.from({ length: 2000 }, (_, at) => holds(ids, at)).every(Boolean)).toBe(true);
		const others = idsFrom(99, 2000);
		expect(Array.from({ length: 2000 }, (_, at) => holds(others, at)).filter(Boolean).length).toBeLessThan(60);
	});

	it("tell counted ids apart too", () => {
		const ids = Uint32Array.from({ length: 400 }, (_, at) => (at % 4 === 3 ? at : 0));
		const filter = createTraceFilter(ids, 100);
		const strangers = Array.from({ length: 1000 }, (_, at) => mayHoldTrace(filter, Uint32Array.of(0, 0, 0, 10_000 + at * 4)));
		expect(strangers.filter(Boolean).length).toBeLessThan(40);
	});

	it("hold nothing when empty", () => {
		expect(mayHoldTrace(createTraceFilter(new Uint32Array(0), 0), Uint32Array.of(1, 2, 3, 4))).toBe(false);
	});
});
