import { expect, it } from "vitest";
import { untimedFaultsOf } from "../../endure/library/check.ts";
import { KILL } from "../../endure/rounds/kill.ts";

it("loses nothing and doubles nothing over 20 kills under load", { timeout: 240_000 }, async () => {
	const checks = await KILL.run({ seed: 1, times: KILL.times.test, say: () => undefined });
	expect(untimedFaultsOf(checks)).toEqual([]);
});
