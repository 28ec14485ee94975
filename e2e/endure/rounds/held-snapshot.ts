/**
 * R07: readers that hold a snapshot keep the WAL from being used again. Two kinds: clients that ask for a large trace and never take the
 * answer, and another process that reads the file. The product ends the first by itself; the WAL stays under its cap and ingest goes on.
 */
import { get } from "node:http";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { API_BASE } from "@spanglass/shared/api/paths";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { getStatus } from "../../support/api.ts";
import { createDataFolder, type Stack, startStack } from "../../support/stack.ts";
import { makeSpans, traceIdOf } from "../../support/synthetic.ts";
import { atLeast, atMost, type Check, exactly, fact, timed } from "../library/check.ts";
import { DATABASE_FILE } from "../library/database.ts";
import { Flood, type FloodCounts, quantile } from "../library/flood.ts";
import { floodVerdict } from "../library/flood-verdict.ts";
import { removeUnlessFaulty } from "../library/kept-folders.ts";
import { refusalChecks } from "../library/refusal-checks.ts";
import { createHttpSender, sendByHttp } from "../library/send.ts";
import { type Sizes, SizeWatch } from "../library/size-watch.ts";
import { waitUntil } from "../library/wait.ts";
import type { Round, RoundContext } from "../round.ts";

const MIB = 1024 * 1024;
const WAL_CAP_BYTES = 1024 * MIB;
const LARGE_SPANS = 100_000;
const SPANS_PER_REQUEST = 10_000;
const STALLED_CLIENTS = 3;
const REQUESTS_PER_SECOND = 40;
/** The deadline of a query and what the pool grants a stuck one. */
const ENDED_WITHIN_MS = 70_000;

export const HELD_SNAPSHOT: Round = {
	id: "R07",
	title: "readers that hold a snapshot",
	// Seconds of each kind.
	times: { test: 0, short: 20, night: 120 },
	run,
};

async function run({ times, say }: RoundContext): Promise<readonly Check[]> {
	const stack = await startStack({ folder: createDataFolder() });
	await sendLargeTrace(stack);
	const flood = new Flood();
	const before = await flood.run(stack, { rate: REQUESTS_PER_SECOND, seconds: 5 });
	const clients = Array.from({ length: STALLED_CLIENTS }, () => stallOnTrace(stack));
	const stalled = await watched(stack, () => flood.run(stack, { rate: REQUESTS_PER_SECOND, seconds: times }));
	const ended = await waitUntil(async () => (await getStatus(stack)).queryWorkers.every(({ running }) => running === 0), ENDED_WITHIN_MS);
	for (const client of clients) client.close();
	say(`stalled clients: WAL at most ${Math.round(stalled.walBytes / MIB)} MiB`);
	const reader = holdSnapshot(stack.folder);
	const outside = await watched(stack, () => flood.run(stack, { rate: REQUESTS_PER_SECOND, seconds: times }));
	reader.close();
	say(`another process: WAL at most ${Math.round(outside.walBytes / MIB)} MiB`);
	const shrinks = await waitUntil(async () => (await getStatus(stack)).walBytes < 80 * MIB, 60_000);
	const usual = quantile(before.latencies, 0.99);
	const checks = [
		atMost("WAL with stalled clients, MiB", stalled.walBytes / MIB, WAL_CAP_BYTES / MIB),
		exactly("queries of stalled clients were ended", String(ended), "true"),
		atMost("WAL with a reader of another process, MiB", outside.walBytes / MIB, WAL_CAP_BYTES / MIB),
		exactly("WAL small again without it", String(shrinks), "true"),
		...refusalChecks([before, stalled.counts, outside.counts]),
		timed(exactly("requests refused", stalled.counts.fates.refused + outside.counts.fates.refused, 0)),
		...[stalled, outside].map(({ counts }) =>
			timed(atLeast("stored, share of what was sent", counts.fates.stored / (REQUESTS_PER_SECOND * counts.seconds), 0.9)),
		),
		timed(atMost("p99 of acknowledgements, share of that before", quantile(stalled.counts.latencies, 0.99) / usual, 1.5)),
		fact(
			"p99 before / stalled / outside, ms",
			[before, stalled.counts, outside.counts].map(({ latencies }) => Math.round(quantile(latencies, 0.99))).join(" / "),
		),
		exactly("main ended", String(stack.hasExited()), "false"),
		...(await floodVerdict(stack, flood.stored, [traceIdOf(LARGE_SPANS)])),
	];
	await stack.stop();
	removeUnlessFaulty(checks, say, stack.folder);
	return checks;
}

async function sendLargeTrace(stack: Stack): Promise<void> {
	const start = unixNanosFromMillis(Date.now());
	const spans = makeSpans({ traceId: traceIdOf(LARGE_SPANS), service: "large", spans: LARGE_SPANS, start, fanOut: 8 });
	const sender = createHttpSender(stack.http);
	for (let at = 0; at < LARGE_SPANS; at += SPANS_PER_REQUEST) {
		const { fate, message } = await sendByHttp(sender, "traces", encodeTraceRequest(spans.slice(at, at + SPANS_PER_REQUEST)));
		if (fate !== "stored") throw new Error(`the large trace: ${fate} ${message}`);
	}
	sender.agent.destroy();
}

/** Ask for the whole trace and take nothing of the answer beyond what the sockets hold. */
function stallOnTrace(stack: Stack): { close(): void } {
	const request = get(`${stack.ui}${API_BASE}/traces/${traceIdOf(LARGE_SPANS)}/otlp`, (answer) => {
		answer.on("error", () => undefined);
		answer.pause();
	});
	request.on("error", () => undefined);
	return { close: () => request.destroy() };
}

function holdSnapshot(folder: string): { close(): void } {
	const database = new DatabaseSync(join(folder, DATABASE_FILE), { readOnly: true });
	database.exec("BEGIN");
	database.prepare("SELECT count(*) FROM journal").get();
	return {
		close: () => {
			database.exec("COMMIT");
			database.close();
		},
	};
}

async function watched(stack: Stack, work: () => Promise<FloodCounts>): Promise<Sizes & { readonly counts: FloodCounts }> {
	const watch = new SizeWatch(stack);
	const counts = await work();
	return { counts, ...watch.end() };
}
