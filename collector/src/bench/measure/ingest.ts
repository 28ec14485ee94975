/** E1 to E5: what it costs to take items in and to keep them. */
import { setTimeout as sleep } from "node:timers/promises";
import { storedCounts } from "../api.ts";
import { POINTS_PER_INTERVAL } from "../dataset/encode-metrics.ts";
import { RECORDS_PER_REQUEST } from "../dataset/log-plan.ts";
import { tracesFor } from "../dataset/truth.ts";
import { type Generator, startGenerator } from "../load/generator.ts";
import { SIGNAL_OF, type Workload } from "../load/messages.ts";
import { rounded } from "../report.ts";
import { type Server, startReceiveOnly, startServer } from "../server.ts";
import { type Bench, CLOSED_LOOP, expectAllAcked, median, type Stock } from "./bench.ts";

interface Case {
	/** The figure that it is for. */
	readonly id: "E1" | "E2" | "E3" | "E4";
	readonly workload: Workload;
	readonly gzip: boolean;
	/** OTLP/HTTP is measured once and has no budget. */
	readonly transport: "grpc" | "http";
	/** Key of the figure for disk, if there is one. */
	readonly disk: string | undefined;
	/** Figures that are measured on the server which this leaves behind. */
	readonly keptFor: readonly string[];
}

const OF_STORED_SPANS = ["E6", "E7", "E8", "E11", "E13", "E14", "E15", "E16", "E17"];
const CASES: readonly Case[] = [
	{ id: "E1", workload: "spans", gzip: false, transport: "grpc", disk: "E5.span", keptFor: OF_STORED_SPANS },
	{ id: "E1", workload: "spans", gzip: false, transport: "http", disk: undefined, keptFor: [] },
	{ id: "E2", workload: "spans", gzip: true, transport: "grpc", disk: undefined, keptFor: [] },
	{ id: "E3", workload: "logs", gzip: false, transport: "grpc", disk: "E5.log", keptFor: ["E10"] },
	{ id: "E4", workload: "metrics", gzip: false, transport: "grpc", disk: "E5.sample", keptFor: [] },
];

const WAITING_SERVERS = 3;

const isWanted = (bench: Bench, { id, disk, keptFor }: Case): boolean => bench.wants(id, ...keptFor, ...(disk === undefined ? [] : ["E5"]));
const isKept = (bench: Bench, { keptFor }: Case): boolean => keptFor.length > 0 && bench.wants(...keptFor);

/** One case of one run, done. */
interface Run {
	readonly server: Server;
	readonly items: number;
	/** Traces, records or intervals. */
	readonly count: number;
	readonly perSecond: number;
	/** CPU seconds per 1 M until quiet. */
	readonly cpu: number;
	/** Bytes per item. */
	readonly disk: number;
	readonly peakMemory: number;
	/** CPU seconds per 1 M of the receive-only twin; NaN when it was not asked. */
	readonly receiving: number;
	/** Its server may be kept. */
	readonly isLast: boolean;
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

/**
 * Case after case from one load generator, each run to a server of its own. While one server gets quiet the next already takes items: CPU
 * time is counted by process. At most three wait, because each holds memory that the machine may need.
 */
export async function measureIngest(bench: Bench): Promise<IngestResult> {
	const cases = CASES.filter((one) => isWanted(bench, one));
	const runs = new Map<Case, Run[]>(cases.map((one) => [one, []]));
	const waiting: Promise<void>[] = [];
	const generator = await startGenerator();
	let stock: Stock = { name: "", generator, items: 0, count: 0 };
	for (const one of cases) {
		if (stock.name !== stockName(one)) stock = await prepare(bench, generator, one);
		const times = one.transport === "http" ? 1 : bench.options.runs;
		for (let run = 1; run <= times; run++) {
			const finish = await send(bench, one, stock);
			waiting.push(
				finish().then(async (done) => {
					const isLast = run === times;
					runs.get(one)?.push({ ...done, isLast });
					if (!isLast || !isKept(bench, one)) await done.server.discard();
				}),
			);
			if (waiting.length > WAITING_SERVERS) await waiting.shift();
		}
	}
	await Promise.all(waiting);
	generator.stop();
	return conclude(bench, runs);
}

const stockName = ({ workload, gzip }: Case): string => `${workload}${gzip ? ", gzip" : ""}`;

async function prepare(bench: Bench, generator: Generator, one: Case): Promise<Stock> {
	const { seed, items } = bench.options;
	const { workload, gzip } = one;
	const count = countFor(workload, items, seed);
	const prepared = await generator.prepare({ workload, gzip, seed, baseMs: bench.baseMs, first: 0, count });
	const name = stockName(one);
	bench.report.remark(
		`load: ${prepared.items} ${name}, ${rounded(prepared.bytes / prepared.items)} B each, in ${prepared.requests} requests`,
	);
	return { name, generator, items: prepared.items, count };
}

/** Answers what waits until the server is quiet and then measures it. */
async function send(bench: Bench, { id, workload, transport }: Case, stock: Stock): Promise<() => Promise<Omit<Run, "isLast">>> {
	const receiving = bench.wants(id) && transport === "grpc" ? await sendToTwin(stock) : Number.NaN;
	const server = await startServer({ profileFolder: bench.options.profileFolder });
	await sleep(500);
	const before = server.cpuSeconds();
	const threads = server.cpuSecondsByThread();
	const sent = await stock.generator.send({ transport, address: server[transport], ...CLOSED_LOOP });
	const lastItem = performance.now();
	expectAllAcked(bench, id, stock, sent);
	const perSecond = sent.ackedItems / sent.seconds;
	const times = `ack p50 ${rounded(sent.ackMs.p50)} p99 ${rounded(sent.ackMs.p99)} ms`;
	bench.report.remark(`${id} over ${transport}: ${rounded(perSecond / 1000)} k/s, ${times}, client ${rounded(sent.cpuSeconds)} CPU-s`);
	return async () => {
		await server.untilQuiet(lastItem);
		const items = sent.ackedItems;
		const cpu = ((server.cpuSeconds() - before) / items) * 1e6;
		bench.report.remark(`${id} over ${transport}, CPU-s by thread: ${differenceOf(threads, server.cpuSecondsByThread())}`);
		const stored = (await storedCounts(server.ui))[SIGNAL_OF[workload]];
		if (stored !== items) bench.report.fault(`${id}: ${items} ${workload} were acknowledged, ${stored} are stored`);
		return {
			server,
			items,
			count: stock.count,
			perSecond,
			cpu,
			disk: server.diskBytes() / items,
			peakMemory: server.memory().peakBytes,
			receiving,
		};
	};
}

function differenceOf(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string {
	const used = [...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)] as const);
	const most = used.filter(([, seconds]) => seconds > 0.05).sort((a, b) => b[1] - a[1]);
	return most.map(([name, seconds]) => `${name} ${rounded(seconds)}`).join(", ");
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

function conclude(bench: Bench, runs: ReadonlyMap<Case, readonly Run[]>): IngestResult {
	const spans = [...runs].find(([{ id }]) => id === "E1")?.[1] ?? [];
	const unit = median(spans.map(({ receiving }) => receiving));
	for (const [{ id, disk, transport }, own] of runs) {
		if (transport === "http") reportHttp(bench, own);
		else if (bench.wants(id)) reportCpu(bench, id, own, unit);
		if (disk !== undefined && bench.wants("E5")) bench.report.figure({ key: disk, value: median(own.map((run) => run.disk)) });
	}
	const peak = median(spans.map(({ perSecond }) => perSecond));
	if (bench.wants("E1")) bench.report.figure({ key: "E1.rate", value: peak / 1000 });
	const left = (wanted: Case["id"]): LoadedServer | undefined => {
		const [one, own] = [...runs].find(([{ id }]) => id === wanted) ?? [];
		const run = own?.find(({ isLast }) => isLast);
		if (one === undefined || run === undefined || !isKept(bench, one)) return undefined;
		return { server: run.server, items: run.items, count: run.count, cpuPerMillion: run.cpu, diskPerItem: run.disk };
	};
	return { spans: left("E1"), logs: left("E3"), peak };
}

function reportHttp({ report }: Bench, runs: readonly Run[]): void {
	for (const { cpu, perSecond } of runs)
		report.remark(`spans over OTLP/HTTP: ${rounded(cpu)} CPU-s per 1 M, ${rounded(perSecond / 1000)} k/s`);
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
