import { expect, test } from "vitest";
import { errorState, serviceState } from "./error-state.ts";

test.each([
	[0, "ok"],
	[0.01, "ok"],
	[0.010_001, "warn"],
	[0.05, "warn"],
	[0.050_001, "error"],
	[1, "error"],
] as const)("%d of the requests failed: %s", (ratio, state) => {
	expect(errorState(ratio)).toBe(state);
	expect(serviceState({ errorRatio: ratio, isHeard: true })).toBe(state);
});

test("without requests it is idle when something else arrived, else silent", () => {
	expect(serviceState({ errorRatio: null, isHeard: true })).toBe("idle");
	expect(serviceState({ errorRatio: null, isHeard: false })).toBe("silent");
});
