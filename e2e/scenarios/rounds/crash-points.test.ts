/** The short form of D02 of `npm run endure`, by itself since it takes as long as all others together; rules about time are left out. */
import { expect, it } from "vitest";
import { untimedFaultsOf } from "../../endure/library/check.ts";
import { CRASH_POINTS } from "../../endure/rounds/crash-points.ts";

it(`holds every rule of ${CRASH_POINTS.id}, ${CRASH_POINTS.title}`, { timeout: 400_000 }, async () => {
	const checks = await CRASH_POINTS.run({ seed: 1, times: CRASH_POINTS.times.test, say: () => undefined });
	expect(checks.length).toBeGreaterThan(0);
	expect(untimedFaultsOf(checks)).toEqual([]);
});
