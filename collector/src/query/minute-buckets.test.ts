import { unixNanos } from "@spanglass/shared/units/time";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type BucketPiece, bucketOf, minuteBuckets, startOfBucket, sumByBucket } from "./minute-buckets.ts";

const MINUTE = 60_000_000_000n;
const at = (minute: number) => unixNanos(BigInt(minute) * MINUTE);

/** A reader's answer of one span in every minute: as roll-ups count steps, from the start of the piece. */
async function oneAMinute({ range, stepMinutes }: BucketPiece) {
	const minutes = Number((range.end - range.start) / MINUTE);
	const step = stepMinutes ?? minutes;
	return Array.from({ length: Math.ceil(minutes / step) }, (_, place) => ({
		start: unixNanos(range.start + BigInt(place * step) * MINUTE),
		count: Math.min(step, minutes - place * step),
	}));
}

it("counts every minute of the range once, in the bucket it lies in", async () => {
	const minutes = fc.record({ first: fc.integer({ min: 29_000_000, max: 29_100_000 }), length: fc.integer({ min: 1, max: 5000 }) });
	await fc.assert(
		fc.asyncProperty(minutes, fc.integer({ min: 1, max: 120 }), async ({ first, length }, most) => {
			const buckets = minuteBuckets({ start: at(first), end: at(first + length) }, most);
			expect(buckets.count).toBeLessThanOrEqual(most + 1);
			const counts = Array.from({ length: buckets.count }, () => 0);
			for (const { start, count } of await sumByBucket(buckets, oneAMinute)) {
				const bucket = bucketOf(buckets, start);
				counts[bucket] = (counts[bucket] ?? 0) + count;
			}
			const expected = counts.map(() => 0);
			for (let minute = first; minute < first + length; minute++) {
				const bucket = bucketOf(buckets, at(minute));
				expected[bucket] = (expected[bucket] ?? 0) + 1;
			}
			expect(counts).toEqual(expected);
			for (let bucket = 0; bucket < buckets.count; bucket++) {
				expect(startOfBucket(buckets, bucket) % (BigInt(buckets.stepMinutes) * MINUTE)).toBe(0n);
			}
		}),
	);
});
