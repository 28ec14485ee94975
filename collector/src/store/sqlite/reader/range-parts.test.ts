import { unixNanos } from "@spanglass/shared/units/time";
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
