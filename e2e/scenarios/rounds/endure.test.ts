/** Short forms of the rounds of `npm run endure`; rules about time are left out. `kill.test.ts` is D01, `crash-points.test.ts` D02. */
import { expect, it } from "vitest";
import { untimedFaultsOf } from "../../endure/library/check.ts";
import type { Round } from "../../endure/round.ts";
import { ACK_ORDER } from "../../endure/rounds/ack-order.ts";
import { PAGING } from "../../endure/rounds/paging.ts";
import { SPREAD_TRACE } from "../../endure/rounds/spread-trace.ts";
import { THREAD_DEATHS } from "../../endure/rounds/thread-deaths.ts";

const SHORT: readonly (readonly [string, Round])[] = [ACK_ORDER, THREAD_DEATHS, SPREAD_TRACE, PAGING].map((round) => [
	`${round.id}, ${round.title}`,
	round,
]);

it.each(SHORT)("holds every rule of %s", { timeout: 400_000 }, async (_name, round) => {
	const checks = await round.run({ seed: 1, times: round.times.test, say: () => undefined });
	expect(checks.length).toBeGreaterThan(0);
	expect(untimedFaultsOf(checks)).toEqual([]);
});
