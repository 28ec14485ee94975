/** E15 and E17: what ingest at half of the peak does to queries, and what it is like for senders. */
import { setTimeout as sleep } from "node:timers/promises";
import type { TraceSet } from "../dataset/truth.ts";
import type { Sent } from "../load/messages.ts";
import { rounded } from "../report.ts";
import type { Server } from "../server.ts";
import type { Bench } from "./bench.ts";
import {
	attributeQueries,
	describeTimings,
	type Query,
	quantileOf,
	rangeOf,
	runQueries,
	searchQueries,
	type Timings,
	traceQueries,
} from "./queries.ts";
import { conclude } from "./search.ts";
import { BACKGROUND_FIRST, createSpanStock } from "./span-stock.ts";

const BACKGROUND_TRACES = 20_000;
const ALONE_MS = 15_000;
const ROUNDS = 200;
const ROUND_LIMIT_MS = 15_000;
/** The server was started just before: its code for ingest is compiled while the load runs for so long without queries. */
const LOAD_WARM_MS = 4_000;
const WARM = 10;

/** `peak` in spans per second. The server holds `set` and is quiet. */
export async function measureBusy(bench: Bench, server: Server, set: TraceSet, peak: number): Promise<void> {
	const stock = await createSpanStock(bench, BACKGROUND_FIRST, BACKGROUND_TRACES);
	const half = (durationMs: number): Promise<Sent> =>
		stock.generator.send({ transport: "grpc", address: server.grpc, connections: 4, inFlight: 128, rate: peak / 2, durationMs });
	if (bench.wants("E15")) {
		const idle = await ask(bench, server, set);
		let over = false;
		const sending = half(LOAD_WARM_MS + 3 * ROUND_LIMIT_MS + 5_000).finally(() => {
			over = true;
		});
		await sleep(LOAD_WARM_MS);
		const busy = await ask(bench, server, set);
		if (over) bench.report.remark("E15: the load ended before the queries did");
		reportRatio(bench, idle, busy);
		judge(bench, await sending, peak);
	}
	if (bench.wants("E17")) {
		const sent = await half(ALONE_MS);
		judge(bench, sent, peak);
		bench.report.figure({ key: "E17.p50", value: sent.ackMs.p50 });
		bench.report.figure({ key: "E17.p99", value: sent.ackMs.p99, note: `longest ${rounded(sent.ackMs.max)} ms` });
	}
	stock.generator.stop();
}

/** The three kinds, one after the other; in the order of KINDS. */
async function ask(bench: Bench, server: Server, set: TraceSet): Promise<readonly Timings[]> {
	const range = rangeOf(set, bench.baseMs);
	const kinds: readonly (readonly Query[])[] = [
		traceQueries(set, ROUNDS),
		searchQueries(set, range, ROUNDS),
		attributeQueries(set, range, ROUNDS),
	];
	const timings: Timings[] = [];
	for (const queries of kinds) timings.push(await runQueries(server, queries, { warm: WARM, limitMs: ROUND_LIMIT_MS }));
	return timings;
}

const KINDS = ["trace by id", "service + operation + duration", "attribute = value"];

function reportRatio(bench: Bench, idle: readonly Timings[], busy: readonly Timings[]): void {
	let worst = 0;
	KINDS.forEach((name, kind) => {
		const [alone, loaded] = [idle[kind], busy[kind]];
		if (alone === undefined || loaded === undefined) return;
		conclude(bench, `${name}, idle`, alone);
		conclude(bench, `${name}, while ingesting`, loaded);
		worst = Math.max(worst, quantileOf(loaded.ms, 0.99) / quantileOf(alone.ms, 0.99));
	});
	const note = busy.map((timings, kind) => `${KINDS[kind]} ${describeTimings(timings)}`).join("; ");
	bench.report.figure({ key: "E15.ratio", value: worst, note });
}

function judge(bench: Bench, sent: Sent, peak: number): void {
	const lost = sent.failedRequests + sent.refusedRequests;
	if (lost > 0) bench.report.remark(`at half of peak ${lost} of ${sent.offeredRequests} requests were not taken ${sent.firstFailure}`);
	const reached = sent.ackedItems / sent.seconds;
	bench.report.remark(`half of peak is ${rounded(peak / 2000)} k/s; ${rounded(reached / 1000)} k/s were acknowledged`);
}
