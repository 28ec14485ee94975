import { halvesFromUnixNanos, unixNanos } from "@spanglass/shared/units/time";
import { timeBuckets } from "@spanglass/shared/units/time-buckets";
import fc from "fast-check";
import { expect, it } from "vitest";
import { bucketIndexOf } from "./bucket-index.ts";

it("is exact for every time that a range covers, edges included, however long it is", () => {
	const time = fc.oneof(fc.bigInt(0n, (1n << 64n) - 2n), fc.bigInt(1_790_000_000_000_000_000n, 1_790_000_300_000_000_000n));
	const nudge = fc.bigInt(-1n, 1n);
	fc.assert(
		fc.property(time, time, fc.nat(120), nudge, (a, b, edge, by) => {
			const [from, to] = a < b ? [a, b] : [b, a];
			const buckets = timeBuckets(from, to, { most: 120 });
			const step = BigInt(buckets.stepNanos);
			const index = bucketIndexOf(buckets);
			for (const at of [from, to - 1n, buckets.start + BigInt(edge) * step + by]) {
				if (at < from || at >= to) continue;
				expect(index(...halvesFromUnixNanos(unixNanos(at)))).toBe(Number((at - buckets.start) / step));
			}
		}),
		{ numRuns: 500 },
	);
});
