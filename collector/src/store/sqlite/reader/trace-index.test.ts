import { expect, it } from "vitest";
import { TraceIndex } from "./trace-index.ts";

const idOf = (id: number) => Uint32Array.of(id, 1, 2, 3);
const words = (value: number) => Uint32Array.of(value);
const sums = (start: number, end: number) => ({
	startHigh: words(0),
	startLow: words(start),
	endHigh: words(0),
	endLow: words(end),
	spans: words(2),
	errors: words(1),
});

it("goes on over another index without changing it", () => {
	const base = new TraceIndex();
	for (let id = 0; id < 3000; id++) base.addSums(base.intern(idOf(id), 0), sums(500, 600), 0);
	const over = base.over();
	over.columns.matched.fill(1);
	expect(over.find(idOf(2999), 0)).toBe(2999);
	over.addSums(over.intern(idOf(7), 0), sums(400, 700), 0);
	expect(over.intern(idOf(5000), 0)).toBe(3000);
	const at = (index: TraceIndex, trace: number) => [index.columns.startLow[trace], index.columns.endLow[trace], index.columns.spans[trace]];
	expect([base.count, base.find(idOf(5000), 0), at(base, 7), base.columns.matched[7]]).toEqual([3000, -1, [500, 600, 2], 0]);
	expect([over.count, over.find(idOf(5000), 0), at(over, 7), over.columns.matched[7]]).toEqual([3001, 3000, [400, 700, 4], 1]);
});
