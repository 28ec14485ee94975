import fc from "fast-check";
import { expect, it } from "vitest";
import type { TraceId } from "../model/ids.ts";
import type { TraceSkeleton } from "../model/trace-skeleton.ts";
import { unixNanos } from "../units/time.ts";
import { decodeSkeleton, encodeSkeleton, skeletonToJson } from "./skeleton-codec.ts";

const skeleton: fc.Arbitrary<TraceSkeleton> = fc.integer({ min: 0, max: 9 }).chain((n) => {
	const list = { minLength: n, maxLength: n };
	const words = fc.array(fc.nat(), list).map((values) => Uint32Array.from(values));
	const bytes = (width: number) => fc.uint8Array({ minLength: n * width, maxLength: n * width });
	const shorts = fc.array(fc.nat(65_535), list).map((values) => Uint16Array.from(values));
	const doubles = fc.array(fc.double({ noNaN: true }), list).map((values) => Float64Array.from(values));
	const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 5 }), { maxLength: 3 });
	return fc.record({
		traceId: fc.constant("0af7651916cd43dd8448eb211c80319c" as TraceId),
		startTime: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map(unixNanos),
		durationNanos: fc.nat(),
		spanCount: fc.constant(n),
		logCount: fc.nat(),
		services: texts,
		serviceColors: fc.array(fc.nat(24)),
		operations: texts,
		instances: texts,
		warnings: texts,
		complete: fc.boolean(),
		parent: fc.array(fc.integer({ min: -2, max: 9 }), list).map((values) => Int32Array.from(values)),
		start: doubles,
		duration: doubles,
		service: shorts,
		operation: words,
		instance: words,
		kind: bytes(1),
		status: bytes(1),
		marks: shorts,
		eventCount: words,
		linkCount: words,
		spanLogCount: words,
		spanIds: bytes(8),
		parentIds: bytes(8),
		errorMessages: fc.array(fc.record({ row: fc.nat(), message: fc.string() }), { maxLength: 2 }),
	});
});

it("decodes what it encoded", () => {
	fc.assert(
		fc.property(skeleton, (given) => {
			expect(decodeSkeleton(encodeSkeleton(given))).toEqual(given);
			expect(skeletonToJson(given).spanIds).toHaveLength(given.spanCount);
		}),
		{ numRuns: 200, seed: 5 },
	);
});
