import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeArrivals, encodeArrivals, mergeArrivals, type RequestArrival } from "./block-arrivals.ts";

const arrivals = fc
	.uniqueArray(
		fc.record({
			sequence: fc.integer({ min: 1, max: 2 ** 45 }),
			arrivedAt: fc.integer({ min: 0, max: 2 ** 42 }),
			rows: fc.integer({ min: 1, max: 200_000 }),
		}),
		{ selector: ({ sequence }) => sequence, maxLength: 200 },
	)
	.map((list) => list.toSorted((a, b) => a.sequence - b.sequence));

describe("arrivals", () => {
	it("read back as written, also when a clock went back", () => {
		fc.assert(
			fc.property(arrivals, (list) => {
				expect(decodeArrivals(encodeArrivals(list))).toEqual(list);
			}),
		);
	});

	it("of several blocks are those of each request, its rows added up", () => {
		fc.assert(
			fc.property(arrivals, arrivals, (a, b) => {
				const rows = new Map<number, number>();
				for (const arrival of [...a, ...b]) rows.set(arrival.sequence, (rows.get(arrival.sequence) ?? 0) + arrival.rows);
				const merged = mergeArrivals([a, b]);
				expect(new Map(merged.map((arrival) => [arrival.sequence, arrival.rows]))).toEqual(rows);
				expect(merged.map(({ sequence }) => sequence)).toEqual([...rows.keys()].sort((x, y) => x - y));
			}),
		);
	});

	it("take a byte or two a request", () => {
		const regular = Array.from(
			{ length: 10_000 },
			(_, at): RequestArrival => ({ sequence: 3 * at + 1, arrivedAt: 1e12 + at * 7 + (at % 3), rows: 512 }),
		);
		expect(encodeArrivals(regular).length).toBeLessThan(20_000);
	});

	it("throw when what is stored is something else", () => {
		for (const text of ["{}", "[1,2]", '["a",1,2]', "[1.5,2,3]"]) {
			expect(() => decodeArrivals(encodeRaw(text))).toThrow();
		}
		expect(() => decodeArrivals(Uint8Array.of(1, 2, 3))).toThrow();
	});
});

function encodeRaw(text: string): Uint8Array {
	return zstdCompressSync(text);
}
