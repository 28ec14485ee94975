/**
 * R02: four times the measured capacity. What cannot be stored is refused with a time to come back, memory stays bounded, what is stored per
 * second hardly less than without the flood, and ten seconds later all is as before.
 * The client runs on the same cores: the flood takes from the product what the capacity was measured with.
 */
import { API_BASE, PATHS } from "@spanglass/shared/api/paths";
import { createDataFolder, type Stack, startStack } from "../../support/stack.ts";
import { atLeast, atMost, type Check, exactly, fact, timed } from "../library/check.ts";
import { FLOOD_SPANS, Flood, type FloodCounts, quantile } from "../library/flood.ts";
import { floodVerdict } from "../library/flood-verdict.ts";
import { removeUnlessFaulty } from "../library/kept-folders.ts";
import { MemoryWatch } from "../library/memory-watch.ts";
import { machineLoad } from "../library/process.ts";
import { Queries } from "../library/queries.ts";
import { refusalChecks } from "../library/refusal-checks.ts";
import type { Round, RoundContext } from "../round.ts";

const MIB = 1024 * 1024;
const OVERLOAD = 4;
/** The window in which latency is judged while it goes back. */
const WINDOW_MS = 1000;
const BACK_WITHIN_MS = 10_000;
/** Of the whole process: the default budget of memory. */
const BUDGET_BYTES = 512 * MIB;

export const FLOODED: Round = {
	id: "R02",
	title: "four times the capacity",
	// Seconds of overload.
	times: { test: 0, short: 10, night: 120 },
	run,
};

interface Latency {
	readonly atMs: number;
	readonly ms: number;
}

async function run({ times, say }: RoundContext): Promise<readonly Check[]> {
	const stack = await startStack({ folder: createDataFolder() });
	const flood = new Flood();
	const measure = Math.min(20, times);
	const capacity = await flood.run(stack, { seconds: measure });
	const rate = capacity.fates.stored / capacity.seconds;
	say(`capacity ${Math.round(rate * FLOOD_SPANS)} spans/s`);
	const steadyMemory = new MemoryWatch(stack.pid);
	const steady = await withQueries(stack, () => flood.run(stack, { rate: rate / 2, seconds: measure }));
	const steadyBytes = steadyMemory.end();
	const idle = await withQueries(stack, () => flood.run(stack, { rate: 0, seconds: Math.min(5, times) }));
	const memory = new MemoryWatch(stack.pid);
	const over = await withQueries(stack, () => flood.run(stack, { rate: rate * OVERLOAD, seconds: times }));
	const peakBytes = memory.end();
	say(`stored ${Math.round((over.counts.fates.stored / over.counts.seconds) * FLOOD_SPANS)} spans/s, refused ${over.counts.fates.refused}`);
	const { counts: after, backMs } = await goBack(flood, stack, rate / 2, quantile(steady.counts.latencies, 0.99));
	const phases = [capacity, steady.counts, over.counts, after];
	const goodput = over.counts.fates.stored / over.counts.seconds / rate;
	const checks = [
		fact(
			"capacity, spans/s / p99 of its acknowledgements, ms",
			`${Math.round(rate * FLOOD_SPANS)} / ${Math.round(quantile(capacity.latencies, 0.99))}`,
		),
		fact(
			"seconds of overload / requests due / held back by the client",
			`${times} / ${Math.round(rate * OVERLOAD * times)} / ${over.counts.held}`,
		),
		timed(atLeast("stored meanwhile, share of the capacity", goodput, 0.9)),
		...refusalChecks(phases),
		exactly("main ended", String(stack.hasExited()), "false"),
		atMost("memory at the peak, MiB", peakBytes / MIB, BUDGET_BYTES / MIB),
		atMost("memory at the peak, share of that at half of the capacity", peakBytes / steadyBytes, 1.5),
		timed(atMost("query p95, share of idle", quantile(over.queries.durations, 0.95) / quantile(idle.queries.durations, 0.95), 2)),
		fact(
			"query p95 idle / at half / overloaded, ms",
			[idle, steady, over].map(({ queries }) => Math.round(quantile(queries.durations, 0.95))).join(" / "),
		),
		exactly("queries that ended otherwise than answered or refused", over.queries.wrong, 0),
		timed(atMost("until acknowledgements are as fast as before, ms", backMs, BACK_WITHIN_MS)),
		...(await floodVerdict(stack, flood.stored)),
		fact("load of the machine", machineLoad()),
	];
	await stack.stop();
	removeUnlessFaulty(checks, say, stack.folder);
	return checks;
}

async function withQueries(
	stack: Stack,
	work: () => Promise<FloodCounts>,
): Promise<{ readonly counts: FloodCounts; readonly queries: Queries }> {
	const queries = new Queries([`${PATHS.traces}?from=now-15m&to=now`]);
	const end = queries.run(stack.ui + API_BASE, 100);
	const counts = await work();
	await end();
	return { counts, queries };
}

/** Half of the capacity after the flood. `backMs`: when the first window began whose p99 is below twice `usual`. */
async function goBack(
	flood: Flood,
	stack: Stack,
	rate: number,
	usual: number,
): Promise<{ readonly counts: FloodCounts; readonly backMs: number }> {
	const latencies: Latency[] = [];
	const began = performance.now();
	const counts = await flood.run(stack, { rate, seconds: 12, onStored: (atMs, ms) => latencies.push({ atMs: atMs - began, ms }) });
	for (let from = 0; from + WINDOW_MS <= 12_000; from += WINDOW_MS / 4) {
		const window = latencies.filter(({ atMs }) => atMs >= from && atMs < from + WINDOW_MS).map(({ ms }) => ms);
		if (window.length > 0 && quantile(window, 0.99) < 2 * usual) return { counts, backMs: from };
	}
	return { counts, backMs: Number.POSITIVE_INFINITY };
}
