import { expect, test } from "vitest";
import { historyOf } from "./history.ts";

const FRAME = { start: "1763579000000000000", stepNanos: 10_000_000_000, spans: [], logRecords: [], metricPoints: [], rejected: [] };

test("an hour of ten seconds each becomes 120 bars of half a minute", () => {
	const steps = Array.from({ length: 360 }, (_, index) => index);
	const history = historyOf(FRAME, steps);
	expect([history.values.length, history.values[0], history.values.at(-1)]).toEqual([120, 0 + 1 + 2, 357 + 358 + 359]);
	expect([history.startMs, history.stepMs]).toEqual([1_763_579_000_000, 30_000]);
});

test("bars end with the last step; the first may begin before the first step", () => {
	const history = historyOf(
		FRAME,
		Array.from({ length: 121 }, () => 1),
	);
	expect([history.values.length, history.values[0], history.values.at(-1)]).toEqual([61, 1, 2]);
	expect(history.startMs).toBe(1_763_579_000_000 - 10_000);
});

test("few steps stay as they are", () => {
	expect(historyOf(FRAME, [4, 5])).toEqual({ startMs: 1_763_579_000_000, stepMs: 10_000, values: [4, 5] });
	expect(historyOf(FRAME, []).values).toEqual([]);
});
