import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SEGMENT_ROWS } from "./layout.ts";
import { TimeExtent } from "./summarize-times.ts";

const COLUMNS = { high: 0, low: 1, fallback: { high: 2, low: 3 } };
/** Halves that meet often, so that low halves decide; 0 falls back. */
const anyHalf = fc.constantFrom(0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff);
const anyRow = fc.tuple(anyHalf, anyHalf, anyHalf, anyHalf);
type Row = readonly [number, number, number, number];

function sourceOf(rows: readonly Row[]) {
	return (column: number, segment: number) =>
		Uint32Array.from(rows.slice(segment * SEGMENT_ROWS, (segment + 1) * SEGMENT_ROWS), (row) => row[column] as number);
}

const join = (high: number, low: number): bigint => (BigInt(high) << 32n) | BigInt(low);

function timeOf([high, low, otherHigh, otherLow]: Row): bigint {
	return join(high, low) === 0n ? join(otherHigh, otherLow) : join(high, low);
}

describe("the extent of event times", () => {
	it("is that of all rows, in whatever pieces they come", () => {
		const anyPieces = fc.array(fc.array(anyRow, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 });
		fc.assert(
			fc.property(anyPieces, (pieces) => {
				const extent = new TimeExtent(COLUMNS);
				const rows: Row[] = [];
				for (const piece of pieces) {
					rows.push(...piece);
					extent.extendTo(rows.length, sourceOf(rows));
					const times = rows.map(timeOf).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
					const { min, max, minHalves } = extent.times;
					expect([min, max]).toEqual([times[0], times.at(-1)]);
					expect(join(...minHalves)).toBe(min);
				}
			}),
		);
	});

	it("reaches over segments, whose borders a piece may cross", () => {
		const rows = Array.from({ length: 2 * SEGMENT_ROWS + 3 }, (_, row): Row => [5, 1000 + row, 0, 0]);
		rows[SEGMENT_ROWS] = [4, 7, 0, 0];
		const extent = new TimeExtent(COLUMNS);
		for (const end of [SEGMENT_ROWS - 1, SEGMENT_ROWS + 1, rows.length]) extent.extendTo(end, sourceOf(rows));
		expect(extent.times).toEqual({ min: join(4, 7), max: join(5, 1000 + rows.length - 1), minHalves: [4, 7] });
	});

	it("is nothing without rows", () => {
		expect(new TimeExtent(COLUMNS).times).toEqual({ min: 0n, max: 0n, minHalves: [0, 0] });
	});
});
