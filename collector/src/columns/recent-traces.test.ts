import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecentTraces } from "./recent-traces.ts";

const ids = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.constant(0), fc.nat(2 ** 31)), { maxLength: 60 });

function wordsOf(list: readonly (readonly number[])[]): Uint32Array {
	return Uint32Array.from(list.flat());
}

describe("RecentTraces", () => {
	it("finds every group of a trace, and no group that was dropped", () => {
		fc.assert(
			fc.property(fc.array(ids, { maxLength: 12 }), fc.array(fc.nat(11), { maxLength: 4 }), (groups, dropped) => {
				const traces = new RecentTraces();
				groups.forEach((list, group) => {
					traces.add(group, wordsOf(list), list.length);
				});
				for (const group of dropped) traces.drop(group);
				groups.forEach((list, group) => {
					for (const [a, b, c, d] of list) expect(traces.find(a, b, c, d).includes(group)).toBe(!dropped.includes(group));
				});
			}),
		);
	});

	it("finds nothing for ids that were not added", () => {
		const traces = new RecentTraces();
		traces.add(
			1,
			Uint32Array.from({ length: 40_000 }, (_, at) => at),
			10_000,
		);
		let found = 0;
		for (let at = 0; at < 10_000; at++) found += traces.find(at, 7, 7, 7).length;
		expect(found).toBeLessThan(3);
	});

	it("stays within its bound by dropping the oldest groups", () => {
		const traces = new RecentTraces(4096);
		for (let group = 0; group < 20; group++) {
			traces.add(
				group,
				Uint32Array.from({ length: 1600 }, (_, at) => group * 1600 + at),
				400,
			);
		}
		expect(traces.byteLength).toBeLessThanOrEqual(4096 * 8);
		expect(traces.groups).toEqual([15, 16, 17, 18, 19]);
		expect(traces.find(19 * 1600, 19 * 1600 + 1, 19 * 1600 + 2, 19 * 1600 + 3)).toEqual([19]);
		expect(traces.find(0, 1, 2, 3)).toEqual([]);
	});

	it("keeps what fits of a group that is larger than the whole", () => {
		const traces = new RecentTraces(1024);
		traces.add(
			1,
			Uint32Array.from({ length: 8000 }, (_, at) => at),
			2000,
		);
		expect(traces.find(0, 1, 2, 3)).toEqual([1]);
		expect(traces.byteLength).toBeLessThanOrEqual(1024 * 8);
	});
});
