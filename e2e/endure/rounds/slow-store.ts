/**
 * R03: every commit takes two seconds more. What is received and not stored is bounded in bytes, what does not fit is refused with a time to
 * come back, queries answer, and within ten seconds of a fast disk acknowledgements are as before.
 */
import { API_BASE, PATHS } from "@spanglass/shared/api/paths";
import { createDataFolder, startStack } from "../../support/stack.ts";
import { atLeast, atMost, type Check, exactly, fact, timed } from "../library/check.ts";
import { FaultFile } from "../library/faults.ts";
import { Flood, quantile } from "../library/flood.ts";
import { floodVerdict } from "../library/flood-verdict.ts";
import { removeUnlessFaulty } from "../library/kept-folders.ts";
import { MemoryWatch } from "../library/memory-watch.ts";
import { Queries } from "../library/queries.ts";
import { refusalChecks } from "../library/refusal-checks.ts";
import { wait } from "../library/wait.ts";
import type { Round, RoundContext } from "../round.ts";

const MIB = 1024 * 1024;
const COMMIT_DELAY_MS = 2000;
/** Requests of 170 kB per second: three times what fits in flight between two commits. */
const RATE = 400;
/** Of the whole process: the default budget of memory. */
const BUDGET_BYTES = 512 * MIB;
const BACK_WITHIN_MS = 10_000;

export const SLOW_STORE: Round = {
	id: "R03",
	title: "two seconds per commit",
	// Seconds of slowness.
	times: { test: 0, short: 10, night: 60 },
	run,
};

async function run({ times, say }: RoundContext): Promise<readonly Check[]> {
	const faults = new FaultFile();
	const stack = await startStack({ folder: createDataFolder(), env: faults.env });
	const flood = new Flood();
	const before = await flood.run(stack, { rate: 10, seconds: 3 });
	const steadyWatch = new MemoryWatch(stack.pid);
	await wait(300);
	const steadyBytes = steadyWatch.end();
	const queries = new Queries([`${PATHS.traces}?from=now-15m&to=now`]);
	const endQueries = queries.run(stack.ui + API_BASE, 100);
	faults.set({ commitDelayMs: COMMIT_DELAY_MS });
	const watch = new MemoryWatch(stack.pid);
	// The run ends when everything under way is answered, some time after the disk is fast again.
	let began = 0;
	const healing = setTimeout(() => {
		faults.set({});
		began = performance.now();
	}, times * 1000);
	const slow = await flood.run(stack, { rate: RATE, seconds: times });
	clearTimeout(healing);
	const drainedMs = performance.now() - began;
	const peakBytes = watch.end();
	await endQueries();
	let backMs = Number.POSITIVE_INFINITY;
	const usual = Math.max(2 * quantile(before.latencies, 0.99), 200);
	const after = await flood.run(stack, {
		rate: 10,
		seconds: 5,
		onStored: (atMs, latencyMs) => {
			if (latencyMs < usual) backMs = Math.min(backMs, atMs - began);
		},
	});
	say(`stored ${slow.fates.stored}, refused ${slow.fates.refused} while slow; back after ${Math.round(backMs)} ms`);
	const checks = [
		fact("seconds / requests sent / stored meanwhile", `${times} / ${Math.round(RATE * times) - slow.held} / ${slow.fates.stored}`),
		atLeast("refused meanwhile", slow.fates.refused, 1),
		...refusalChecks([before, slow, after]),
		fact("memory before, MiB", Math.round(steadyBytes / MIB)),
		atMost("memory at the peak, MiB", peakBytes / MIB, BUDGET_BYTES / MIB),
		exactly("queries that ended otherwise than answered or refused", queries.wrong, 0),
		atLeast("queries answered meanwhile", queries.answered, 1),
		fact(
			"longest wait for an acknowledgement / until all were answered after it, ms",
			`${Math.round(quantile(slow.latencies, 1))} / ${Math.round(drainedMs)}`,
		),
		timed(atMost("until acknowledgements are as fast as before, ms", backMs, BACK_WITHIN_MS)),
		...(await floodVerdict(stack, flood.stored)),
	];
	await stack.stop();
	faults.remove();
	removeUnlessFaulty(checks, say, stack.folder);
	return checks;
}
