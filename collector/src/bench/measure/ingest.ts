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
	{ id: "E2", workload: "spans", gzip: true, transport: "grpc", disk: undefined, keptFor: [] },
	{ id: "E3", workload: "logs", gzip: false, transport: "grpc", disk: "E5.log", keptFor: ["E10"] },
	{ id: "E4", workload: "metrics", gzip: false, transport: "grpc", disk: "E5.sample", keptFor: [] },
	{ id: "E1", workload: "spans", gzip: false, transport: "http", disk: undefined, keptFor: [] },
];

const isWanted = (bench: Bench, { id, disk, keptFor }: Case): boolean => bench.wants(id, ...keptFor, ...(disk === undefined ? [] : ["E5"]));
const isKept = (bench: Bench, { keptFor }: Case): boolean => keptFor.length > 0 && bench.wants(...keptFor);

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
	const cases = CASES.filter((one) => isWanted(bench, one));
	const stocks = await createStocks(bench, cases);
	const runs = new Map<Case, Run[]>(cases.map((one) => [one, []]));
	for (let run = 1; run <= bench.options.runs; run++) {
		const last = run === bench.options.runs;
		const sending: (readonly [Case, () => Promise<Run>])[] = [];
		for (const one of cases) {
			const stock = stocks.get(stockOf(one));
			if (stock !== undefined && (last || one.transport === "grpc")) sending.push([one, await send(bench, one, stock)]);
		}
		for (const [one, finish] of sending) {
			const done = await finish();
			runs.get(one)?.push(done);
			if (!(last && isKept(bench, one))) await done.server.discard();
		}
	}
	for (const { generator } of stocks.values()) generator.stop();
	return conclude(bench, runs, stocks);
}

const stockOf = ({ workload, gzip }: Case): string => `${workload}${gzip ? ", gzip" : ""}`;

/** The bodies of every case, encoded side by side. */
async function createStocks(bench: Bench, cases: readonly Case[]): Promise<ReadonlyMap<string, Stock>> {
	const byName = new Map(cases.map((one) => [stockOf(one), one]));
	const made = [...byName].map(async ([name, one]) => [name, await createStock(bench, one)] as const);
	return new Map(await Promise.all(made));
}

async function createStock(bench: Bench, one: Case): Promise<Stock> {
	const { seed, items } = bench.options;
	const { workload, gzip } = one;
	const generator = await startGenerator();
	const count = countFor(workload, items, seed);
	const prepared = await generator.prepare({ workload, gzip, seed, baseMs: bench.baseMs, first: 0, count });
	bench.report.remark(
		`load: ${prepared.items} ${stockOf(one)}, ${rounded(prepared.bytes / prepared.items)} B each, in ${prepared.requests} requests`,
	);
	return { generator, items: prepared.items, count };
}

/** Answers what waits until the server is quiet and then measures it. */
async function send(bench: Bench, { id, workload, transport }: Case, stock: Stock): Promise<() => Promise<Run>> {
	const receiving = bench.wants(id) && transport === "grpc" ? await sendToTwin(stock) : Number.NaN;
	const server = await startServer({ profileFolder: bench.options.profileFolder });
	await sleep(500);
	const before = server.cpuSeconds();
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

function conclude(bench: Bench, runs: ReadonlyMap<Case, readonly Run[]>, stocks: ReadonlyMap<string, Stock>): IngestResult {
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
		const run = own?.at(-1);
		if (one === undefined || run === undefined || !isKept(bench, one)) return undefined;
		const count = stocks.get(stockOf(one))?.count ?? 0;
		return { server: run.server, items: run.items, count, cpuPerMillion: run.cpu, diskPerItem: run.disk };
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
