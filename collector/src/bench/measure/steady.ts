/** E11 and E12: memory at a steady rate and under four times what the server can take; how soon what was acknowledged is seen. */
import { setTimeout as sleep } from "node:timers/promises";
import { API, createApiClient, SKELETON_TYPE } from "../api.ts";
import { timeBaseFromMillis } from "../dataset/body-writer.ts";
import { encodeTrace } from "../dataset/encode-spans.ts";
import { createTraceRandom, fillTrace, TracePlan } from "../dataset/trace-plan.ts";
import { traceIdOf } from "../dataset/truth.ts";
import type { Sent } from "../load/messages.ts";
import { rounded } from "../report.ts";
import { type Server, startServer } from "../server.ts";
import type { Bench, Stock } from "./bench.ts";
import { quantileOf } from "./queries.ts";
import { BACKGROUND_FIRST, createSpanStock } from "./span-stock.ts";

const STEADY_RATE = 10_000;
const STEADY_MS = 40_000;
const STEADY_TRACES = 15_000;
const PROBE_EVERY_MS = 100;
const PROBE_FIRST = 2_000_000;
const SAMPLE_MS = 250;
const OVERLOAD = { connections: 16, inFlight: 512, factor: 4 };
const MB = 1e6;

export async function measureSteady(bench: Bench, peak: number): Promise<void> {
	const stock = await createSpanStock(bench, BACKGROUND_FIRST, STEADY_TRACES);
	const server = await startServer({ profileFolder: bench.options.profileFolder });
	const steady = await runSteady(bench, server, stock);
	if (bench.wants("E11") && Number.isFinite(peak)) await runOverload(bench, server, stock, { peak, steady });
	stock.generator.stop();
	await server.discard();
}

/** Answers the resident memory of the second half, its highest sample, in bytes. */
async function runSteady(bench: Bench, server: Server, stock: Stock): Promise<number> {
	const memory = sampleMemory(server);
	const sending = stock.generator.send({
		...{ transport: "grpc", address: server.grpc, connections: 4, inFlight: 64 },
		...{ rate: STEADY_RATE, durationMs: STEADY_MS },
	});
	if (bench.wants("E12")) await probeVisibility(bench, server, STEADY_MS - 3_000);
	const sent = await sending;
	const samples = memory.stop();
	const resident = Math.max(...samples.slice(samples.length >> 1));
	const rate = rounded(sent.ackedItems / sent.seconds / 1000);
	bench.report.remark(`steady: ${rate} k/s, ack p50 ${rounded(sent.ackMs.p50)} p99 ${rounded(sent.ackMs.p99)} ms`);
	if (bench.wants("E11")) bench.report.figure({ key: "E11.steady", value: resident / MB });
	return resident;
}

async function runOverload(
	bench: Bench,
	server: Server,
	stock: Stock,
	at: { readonly peak: number; readonly steady: number },
): Promise<void> {
	const durationMs = bench.options.overload ? 120_000 : 20_000;
	const memory = sampleMemory(server);
	const { connections, inFlight, factor } = OVERLOAD;
	const sent = await stock.generator.send({
		transport: "grpc",
		address: server.grpc,
		connections,
		inFlight,
		rate: factor * at.peak,
		durationMs,
	});
	const highest = Math.max(...memory.stop());
	reportOverload(bench, sent, at.peak);
	bench.report.figure({
		key: "E11.overload",
		value: highest / at.steady,
		note: `highest ${rounded(highest / MB)} MB over ${durationMs / 1000} s`,
	});
}

function reportOverload({ report }: Bench, sent: Sent, peak: number): void {
	const turnedAway = sent.refusedRequests + sent.failedRequests;
	const offered = sent.offeredRequests / (sent.ackedRequests + turnedAway) || 0;
	const perSecond = sent.ackedItems / sent.seconds;
	const reached = (perSecond * sent.offeredRequests) / Math.max(1, sent.ackedRequests);
	report.remark(
		`overload: ${rounded(reached / 1000)} k/s offered (${rounded(reached / peak)} × peak), ${turnedAway} of ${sent.offeredRequests} requests turned away, answered ${rounded(100 * offered)} %, client ${rounded(sent.cpuSeconds / sent.seconds)} cores`,
	);
	report.figure({ key: "E11.accepted", value: (100 * perSecond) / peak });
	const hints = turnedAway === 0 ? 100 : (100 * sent.refusedWithHint) / turnedAway;
	report.figure({
		key: "E11.hints",
		value: hints,
		note: turnedAway === 0 ? "nothing was refused" : `${turnedAway} refusals; ${sent.firstFailure}`,
	});
}

/** Send one small trace after the other over OTLP/HTTP; from its acknowledgement on ask for it until it is there. */
async function probeVisibility(bench: Bench, server: Server, durationMs: number): Promise<void> {
	const { seed } = bench.options;
	const base = timeBaseFromMillis(bench.baseMs);
	const sender = createApiClient(`http://${server.http}`);
	const reader = createApiClient(server.ui);
	const plan = new TracePlan();
	const random = createTraceRandom(seed);
	const seen: number[] = [];
	const until = performance.now() + durationMs;
	for (let n = PROBE_FIRST; performance.now() < until; n++) {
		fillTrace(plan, random, n);
		const { status } = await sender.post("/v1/traces", encodeTrace({ seed, base }, n));
		const acked = performance.now();
		if (status !== 200) bench.report.fault(`E12: a trace was answered with HTTP ${status}`);
		const path = `${API}/traces/${traceIdOf(plan)}`;
		while ((await reader.get(path, SKELETON_TYPE)).status !== 200) if (performance.now() - acked > 5_000) break;
		seen.push(performance.now() - acked);
		await sleep(PROBE_EVERY_MS);
	}
	sender.close();
	reader.close();
	seen.sort((a, b) => a - b);
	const note = `p50 ${rounded(quantileOf(seen, 0.5))} ms of ${seen.length}, at 10 k spans/s`;
	bench.report.figure({ key: "E12.p99", value: quantileOf(seen, 0.99), note });
}

function sampleMemory(server: Server): { stop(): readonly number[] } {
	const samples: number[] = [];
	const timer = setInterval(() => samples.push(server.memory().residentBytes), SAMPLE_MS);
	return {
		stop: () => {
			clearInterval(timer);
			return samples;
		},
	};
}
