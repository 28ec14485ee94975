import { unixNanos } from "@spanglass/shared/units/time";
import { timeBuckets } from "@spanglass/shared/units/time-buckets";
import fc from "fast-check";
import { expect, it } from "vitest";
import { RangeParts } from "./range-parts.ts";

const halves = (time: bigint) => [Number(time >> 32n), Number(time & 0xffff_ffffn)] as const;

it("finds the part that whole numbers find, at every edge", () => {
	const start = fc.bigInt(0n, 2n ** 63n);
	const width = fc.oneof(fc.bigInt(1n, 100n), fc.bigInt(1n, 10n ** 13n), fc.bigInt(1n, 2n ** 62n));
	fc.assert(
		fc.property(start, width, fc.integer({ min: 1, max: 40 }), fc.nat(40), fc.bigInt(-2n, 2n), (from, length, parts, at, nudge) => {
			const ranges = new RangeParts({ start: unixNanos(from), end: unixNanos(from + length) }, parts);
			const edge = (BigInt(at % parts) * length) / BigInt(parts) + nudge;
			const offset = edge < 0n ? 0n : edge >= length ? length - 1n : edge;
			expect(ranges.of(...halves(from + offset))).toBe(Number((offset * BigInt(parts)) / length));
		}),
		{ numRuns: 2000 },
	);
});

it("takes a time in a range without end", () => {
	const ranges = new RangeParts({ start: unixNanos(0n), end: unixNanos(2n ** 64n - 1n) }, 2);
	expect([0n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 2n].map((time) => ranges.of(...halves(time)))).toEqual([0, 0, 1, 1]);
});

it("of buckets: is exact for every time that a range covers, edges included, however long it is", () => {
	const time = fc.oneof(fc.bigInt(0n, (1n << 64n) - 2n), fc.bigInt(1_790_000_000_000_000_000n, 1_790_000_300_000_000_000n));
	const nudge = fc.bigInt(-1n, 1n);
	fc.assert(
		fc.property(time, time, fc.nat(120), nudge, (a, b, edge, by) => {
			const [from, to] = a < b ? [a, b] : [b, a];
			const buckets = timeBuckets(from, to, { most: 120 });
			const step = BigInt(buckets.stepNanos);
			const parts = RangeParts.ofBuckets(buckets);
			for (const at of [from, to - 1n, buckets.start + BigInt(edge) * step + by]) {
				if (at < from || at >= to) continue;
				expect(parts.of(...halves(at))).toBe(Number((at - buckets.start) / step));
			}
		}),
		{ numRuns: 500 },
	);
});
