/**
 * R06: more is sent than the database may hold, so retention deletes the oldest blocks while newer ones come. What is gone is the oldest,
 * what is there is whole, the size is kept, and acknowledgements hardly notice.
 */
import { everything, getStatus, getTraces } from "../../support/api.ts";
import { createDataFolder, startStack } from "../../support/stack.ts";
import { atLeast, atMost, type Check, exactly, fact, timed } from "../library/check.ts";
import { FLOOD_SPANS, Flood, quantile } from "../library/flood.ts";
import { removeUnlessFaulty } from "../library/kept-folders.ts";
import { refusalChecks } from "../library/refusal-checks.ts";
import { SizeWatch } from "../library/size-watch.ts";
import { wait, waitUntil } from "../library/wait.ts";
import type { Round, RoundContext } from "../round.ts";

const MIB = 1024 * 1024;
const LIMIT_BYTES = 24 * MIB;
/** The journal of what is not sealed, and what is deleted a slice at a time. */
const SLACK_BYTES = 96 * MIB;
const WAL_BYTES = 256 * MIB;
/** Requests under way, which may be stored in another order than they were acknowledged. */
const OUT_OF_ORDER = 100;
const REQUESTS_PER_SECOND = 40;
const SETTLES_WITHIN_MS = 600_000;
const LIMITS = { SPANGLASS_TEST_LIMITS: JSON.stringify({ generationRows: 32_768, sealQuietMs: 2000 }) };

export const RETENTION: Round = {
	id: "R06",
	title: "retention by size while telemetry arrives",
	// Seconds of ingest.
	times: { test: 0, short: 30, night: 180 },
	run,
};

async function run({ times, say }: RoundContext): Promise<readonly Check[]> {
	const stack = await startStack({ folder: createDataFolder(), env: LIMITS, args: ["--retention-size", `${LIMIT_BYTES / MIB}MiB`] });
	const flood = new Flood();
	const before = await flood.run(stack, { rate: REQUESTS_PER_SECOND, seconds: Math.min(5, times) });
	const watch = new SizeWatch(stack);
	const during = await flood.run(stack, { rate: REQUESTS_PER_SECOND, seconds: times });
	const { walBytes, databaseBytes } = watch.end();
	const began = performance.now();
	const isSmall = async () => (await getStatus(stack)).databaseBytes <= LIMIT_BYTES * 1.1;
	const returned = await waitUntil(isSmall, SETTLES_WITHIN_MS);
	const settledMs = performance.now() - began;
	await wait(1000);
	const ids = [...flood.stored];
	const seen = new Map((await getTraces(stack, everything())).map(({ traceId, spanCount }) => [String(traceId), spanCount]));
	const lastMissing = ids.findLastIndex((id) => !seen.has(id));
	const firstSeen = ids.findIndex((id) => seen.has(id));
	const { stored } = await getStatus(stack);
	say(`${ids.length} requests stored, ${seen.size} kept, at most ${Math.round(databaseBytes / MIB)} MiB`);
	const checks = [
		fact("requests of 1,024 spans stored / kept", `${ids.length} / ${seen.size}`),
		atLeast("requests deleted", ids.length - seen.size, 1),
		atMost("requests that are gone though older ones are there", Math.max(0, lastMissing - firstSeen), OUT_OF_ORDER),
		exactly("traces that are not whole", [...seen.values()].filter((count) => count !== FLOOD_SPANS).length, 0),
		exactly("counted as stored and not readable", stored.traces - [...seen.values()].reduce((sum, count) => sum + count, 0), 0),
		atMost("database at most, MiB", databaseBytes / MIB, (LIMIT_BYTES + SLACK_BYTES) / MIB),
		atMost("WAL at most, MiB", walBytes / MIB, WAL_BYTES / MIB),
		exactly("the file became small again", String(returned), "true"),
		fact("within, ms", Math.round(settledMs)),
		...refusalChecks([before, during]),
		timed(
			atMost("p99 of acknowledgements, share of that before", quantile(during.latencies, 0.99) / quantile(before.latencies, 0.99), 1.5),
		),
		fact(
			"p99 of acknowledgements before / meanwhile, ms",
			`${Math.round(quantile(before.latencies, 0.99))} / ${Math.round(quantile(during.latencies, 0.99))}`,
		),
	];
	await stack.stop();
	removeUnlessFaulty(checks, say, stack.folder);
	return checks;
}
