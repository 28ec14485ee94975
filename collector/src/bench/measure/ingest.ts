/** E1 to E5: what it costs to take items in and to keep them. */
import { storedCounts } from "../api.ts";
import { POINTS_PER_INTERVAL } from "../dataset/encode-metrics.ts";
import { RECORDS_PER_REQUEST } from "../dataset/log-plan.ts";
import { tracesFor } from "../dataset/truth.ts";
import { startGenerator } from "../load/generator.ts";
import { SIGNAL_OF, type Workload } from "../load/messages.ts";
import { rounded } from "../report.ts";
import { type Server, sleep, startReceiveOnly, startServer } from "../server.ts";
import { type Bench, CLOSED_LOOP, expectAllAcked, median, type Stock } from "./bench.ts";

interface Case {
	readonly id: "E1" | "E2" | "E3" | "E4";
	readonly workload: Workload;
	readonly gzip: boolean;
	/** Key of the figure for disk, if there is one. */
	readonly disk: string | undefined;
	/** Figures that are measured on the server which this leaves behind. */
	readonly keptFor: readonly string[];
}

const CASES: readonly Case[] = [
	{ id: "E1", workload: "spans", gzip: false, disk: "E5.span", keptFor: ["E6", "E7", "E8", "E11", "E13", "E14", "E15", "E16", "E17"] },
	{ id: "E2", workload: "spans", gzip: true, disk: undefined, keptFor: [] },
	{ id: "E3", workload: "logs", gzip: false, disk: "E5.log", keptFor: ["E10"] },
	{ id: "E4", workload: "metrics", gzip: false, disk: "E5.sample", keptFor: [] },
];

/** One case of one run, done. */
interface Run {
	readonly server: Server;
	readonly items: number;
	readonly perSecond: number;
	/** CPU seconds per 1 M until quiet. */
	readonly cpu: number;
	/** Bytes per item. */
	readonly disk: number;
	readonly peakMemory: number;
	/** CPU seconds per 1 M of the receive-only twin; NaN when it was not asked. */
	readonly receiving: number;
}

/** A quiet server with a data set; who gets it discards it. */
export interface LoadedServer {
	readonly server: Server;
	readonly items: number;
	/** Traces, records or intervals. */
	readonly count: number;
	/** Of the whole data set. */
	readonly cpuPerMillion: number;
	readonly diskPerItem: number;
}

export interface IngestResult {
	readonly spans: LoadedServer | undefined;
	readonly logs: LoadedServer | undefined;
	/** Spans per second in the closed loop; NaN when spans were not sent. */
	readonly peak: number;
}

/** Traces, records or intervals that hold about so many items. */
export function countFor(workload: Workload, items: number, seed: number): number {
	if (workload === "spans") return tracesFor(seed, items).traces;
	if (workload === "logs") return Math.ceil(items / RECORDS_PER_REQUEST) * RECORDS_PER_REQUEST;
	return Math.ceil(items / POINTS_PER_INTERVAL);
}

/** All cases of one run send one after the other, each to a server of its own, and get quiet together: CPU time is counted by process. */
export async function measureIngest(bench: Bench): Promise<IngestResult> {
	const cases = CASES.filter((one) => bench.wants(one.id, ...one.keptFor) || (one.disk !== undefined && bench.wants("E5")));
	const stocks = await Promise.all(cases.map((one) => createStock(bench, one.workload, one.gzip)));
	const byCase: Run[][] = cases.map(() => []);
	for (let run = 1; run <= bench.options.runs; run++) {
		const sending: (() => Promise<Run>)[] = [];
		for (const [place, one] of cases.entries()) {
			const stock = stocks[place];
			if (stock !== undefined) sending.push(await send(bench, one, stock));
		}
		for (const [place, finish] of sending.entries()) {
			const done = await finish();
			byCase[place]?.push(done);
			if (run < bench.options.runs || !bench.wants(...(cases[place]?.keptFor ?? []))) await done.server.discard();
		}
	}
	for (const { generator } of stocks) generator.stop();
	return conclude(bench, cases, stocks, byCase);
}

async function createStock(bench: Bench, workload: Workload, gzip: boolean): Promise<Stock> {
	const { seed, items } = bench.options;
	const generator = await startGenerator();
	const count = countFor(workload, items, seed);
	const prepared = await generator.prepare({ workload, gzip, seed, baseMs: bench.baseMs, first: 0, count });
	const each = rounded(prepared.bytes / prepared.items);
	bench.report.remark(`load: ${prepared.items} ${workload} of ${each} B${gzip ? ", gzip" : ""} in ${prepared.requests} requests`);
	return { generator, items: prepared.items, count };
}

/** Answers what waits until the server is quiet and then measures it. */
async function send(bench: Bench, { id, workload }: Case, stock: Stock): Promise<() => Promise<Run>> {
	const receiving = bench.wants(id) ? await sendToTwin(stock) : Number.NaN;
	const server = await startServer({ profileFolder: bench.options.profileFolder });
	await sleep(500);
	const before = server.cpuSeconds();
	const sent = await stock.generator.send({ transport: "grpc", address: server.grpc, ...CLOSED_LOOP });
	const lastItem = performance.now();
	expectAllAcked(bench, id, stock, sent);
	const perSecond = sent.ackedItems / sent.seconds;
	const times = `ack p50 ${rounded(sent.ackMs.p50)} p99 ${rounded(sent.ackMs.p99)} ms`;
	bench.report.remark(`${id}: ${rounded(perSecond / 1000)} k/s, ${times}, client ${rounded(sent.cpuSeconds)} CPU-s`);
	return async () => {
		await server.untilQuiet(lastItem);
		const items = sent.ackedItems;
		const cpu = ((server.cpuSeconds() - before) / items) * 1e6;
		const stored = (await storedCounts(server.ui))[SIGNAL_OF[workload]];
		if (stored !== items) bench.report.fault(`${id}: ${items} ${workload} were acknowledged, ${stored} are stored`);
		return { server, items, perSecond, cpu, disk: server.diskBytes() / items, peakMemory: server.memory().peakBytes, receiving };
	};
}

async function sendToTwin(stock: Stock): Promise<number> {
	const twin = await startReceiveOnly();
	const before = twin.cpuSeconds();
	await stock.generator.send({ transport: "grpc", address: twin.grpc, ...CLOSED_LOOP });
	await sleep(200);
	const used = twin.cpuSeconds() - before;
	twin.stop();
	return (used / stock.items) * 1e6;
}

function conclude(bench: Bench, cases: readonly Case[], stocks: readonly Stock[], byCase: readonly (readonly Run[])[]): IngestResult {
	const of = (id: string): readonly Run[] => byCase[cases.findIndex((one) => one.id === id)] ?? [];
	const unit = median(of("E1").map(({ receiving }) => receiving));
	for (const [place, { id, disk }] of cases.entries()) {
		const runs = byCase[place] ?? [];
		if (bench.wants(id)) reportCpu(bench, id, runs, unit);
		if (disk !== undefined && bench.wants("E5")) bench.report.figure({ key: disk, value: median(runs.map((run) => run.disk)) });
	}
	const peak = median(of("E1").map(({ perSecond }) => perSecond));
	if (bench.wants("E1")) bench.report.figure({ key: "E1.rate", value: peak / 1000 });
	const left = (id: Case["id"]): LoadedServer | undefined => {
		const place = cases.findIndex((one) => one.id === id);
		const run = byCase[place]?.at(-1);
		if (run === undefined || !bench.wants(...(cases[place]?.keptFor ?? []))) return undefined;
		return { server: run.server, items: run.items, count: stocks[place]?.count ?? 0, cpuPerMillion: run.cpu, diskPerItem: run.disk };
	};
	return { spans: left("E1"), logs: left("E3"), peak };
}

function reportCpu(bench: Bench, id: string, runs: readonly Run[], unit: number): void {
	const value = median(runs.map(({ cpu }) => cpu));
	const receiving = rounded(median(runs.map((run) => run.receiving)));
	const memory = rounded(Math.max(...runs.map(({ peakMemory }) => peakMemory)) / 1e6);
	const all = runs.map(({ cpu }) => rounded(cpu)).join(", ");
	const rate = rounded(median(runs.map(({ perSecond }) => perSecond)) / 1000);
	const note = `runs ${all}; receiving alone ${receiving}; ${rate} k/s; peak memory ${memory} MB`;
	bench.report.figure({ key: `${id}.cpu`, value, note, ...(Number.isFinite(unit) ? { multiple: value / unit } : {}) });
}
