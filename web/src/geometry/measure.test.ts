import { drawnSkeleton, rowNamed } from "@spanglass/shared/analysis/drawn-skeleton.testdata";
import { expect, it } from "vitest";
import { measureStretch } from "./measure.ts";
import { shapeOf } from "./trace-model.ts";

const SKELETON = drawnSkeleton(
	["shop: GET /  [====================]", "  pay: one    [========]", "  pay: two              [======!]"].join("\n"),
);
const MODEL = { skeleton: SKELETON, ...shapeOf(SKELETON) };
const span = (name: string) => {
	const row = rowNamed(SKELETON, name);
	return { from: MODEL.tree.start[row] ?? 0, to: MODEL.tree.end[row] ?? 0 };
};

it("says who holds the critical path in a stretch, drawn either way round", () => {
	const { from, to } = span("one");
	const forward = measureStretch(MODEL, { from, to });
	expect(forward.contributors).toEqual([{ node: rowNamed(SKELETON, "one"), nanos: to - from, ratio: 1 }]);
	expect([forward.nanos, forward.spanCount, forward.errorCount]).toEqual([to - from, 2, 0]);
	expect(measureStretch(MODEL, { from: to, to: from })).toEqual(forward);
});

it("of the whole trace the parts add up", () => {
	const whole = measureStretch(MODEL, { from: 0, to: MODEL.durationNanos });
	expect(whole.contributors.reduce((sum, { nanos }) => sum + nanos, 0)).toBeCloseTo(MODEL.durationNanos, 0);
	expect([whole.spanCount, whole.errorCount]).toEqual([3, 1]);
	expect(whole.contributors).toHaveLength(3);
});
