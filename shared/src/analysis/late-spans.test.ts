import { expect, it } from "vitest";
import { lateMsLeft } from "./late-spans.ts";

const TRACE = { startTime: 1_700_000_000_000_000_000n, durationNanos: 2_000e6 };

it.each([
	[2_000, 30_000],
	[31_999, 1],
	[32_000, 0],
	[60_000, -28_000],
	[-5_000, 30_000],
])("%i ms after its start late spans of a trace of 2 s are expected for %i ms", (afterMs, left) =>
	expect(lateMsLeft(TRACE, 1_700_000_000_000 + afterMs)).toBe(left),
);
