import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBuckets, encodeBuckets, isOfRuns } from "./bucket-runs.ts";
import { encodePairs, TransformChoice } from "./word-encoder.ts";

const histograms = fc
	.tuple(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(3), { minLength: 1, maxLength: 20 }))
	.chain(([stride, series]) =>
		fc.record({
			stride: fc.constant(stride),
			series: fc.constant(Uint32Array.from(series)),
			pairs: fc.uint32Array({ minLength: series.length * stride * 2, maxLength: series.length * stride * 2 }),
		}),
	);

describe("buckets by runs", () => {
	it("read back to the bit", () => {
		fc.assert(
			fc.property(histograms, ({ stride, series, pairs }) => {
				const encoded = encodeBuckets(pairs, new Uint32Array(series.length).fill(stride), series) as Uint8Array;
				expect(isOfRuns(encoded)).toBe(true);
				expect(decodeBuckets(encoded)).toEqual(pairs);
			}),
			{ seed: 20_260_844 },
		);
	});

	it("are for points with as many buckets each", () => {
		const pairs = new Uint32Array(6);
		expect(encodeBuckets(pairs, Uint32Array.of(1, 2), Uint32Array.of(0, 0))).toBeUndefined();
		expect(encodeBuckets(pairs, Uint32Array.of(1, 1), Uint32Array.of(0, 0))).toBeUndefined();
		expect(encodeBuckets(pairs, Uint32Array.of(3), Uint32Array.of(0, 0))).toBeUndefined();
		expect(encodeBuckets(new Uint32Array(0), Uint32Array.of(0), Uint32Array.of(0))).toBeUndefined();
		expect(isOfRuns(encodePairs(pairs, pairs, new TransformChoice()))).toBe(false);
	});

	it("take little for counters that go on evenly", () => {
		const pairs = Uint32Array.from({ length: 40 * 12 * 2 }, (_, at) =>
			at % 2 === 0 ? 0 : Math.floor(at / 24) * (1 + ((at >> 1) % 12)) * 3,
		);
		const encoded = encodeBuckets(pairs, new Uint32Array(40).fill(12), new Uint32Array(40)) as Uint8Array;
		expect(encoded.length).toBeLessThan(180);
	});
});
