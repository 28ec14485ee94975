/** Ten million spans and ten million log records: what does not show at one million. */
import { setTimeout as sleep } from "node:timers/promises";
import { startGenerator } from "../load/generator.ts";
import type { Workload } from "../load/messages.ts";
import { rounded } from "../report.ts";
import { type Server, startServer } from "../server.ts";
import { type Bench, CLOSED_LOOP, expectAllAcked } from "./bench.ts";
import { countFor, type LoadedServer } from "./ingest.ts";
import { quantileOf, type Timings } from "./queries.ts";
import { measureLogQueries, measureTraceQueries, type QueryTimes } from "./search.ts";
import { measureRestart } from "./unsealed.ts";

const CHUNKS = 10;

/** What was measured at 1 M; the slopes start from it. */
export interface SmallFigures {
	readonly spans: LoadedServer;
	readonly times: QueryTimes;
	readonly readySeconds: number;
}

export async function measureLarge(bench: Bench, small: SmallFigures | undefined): Promise<void> {
	if (bench.wants("E10")) {
		const logs = await loadLarge(bench, "logs");
		await measureLogQueries(bench, logs.server, logs.count, "10 M");
		await logs.server.discard();
	}
	if (small === undefined || !bench.wants("E6", "E7", "E8", "E13", "E14")) return;
	const large = await loadLarge(bench, "spans");
	const set = { seed: bench.options.seed, count: large.count };
	const times = await measureTraceQueries(bench, large.server, set, "10 M");
	const { server, readySeconds, firstMs } = await measureRestart(bench, large.server, set, large.items);
	if (bench.wants("E13")) bench.report.figure({ key: "E13.ready", value: readySeconds });
	if (bench.wants("E6")) bench.report.figure({ key: "E6.first", value: firstMs });
	if (bench.wants("E14")) reportSlopes(bench, small, { spans: large, times, readySeconds });
	await server.discard();
}

/** Ten data sets of the small size one after the other; each is encoded while the server has nothing to take. */
async function loadLarge(bench: Bench, workload: Workload): Promise<LoadedServer> {
	const { seed, items, profileFolder } = bench.options;
	const generator = await startGenerator();
	const server = await startServer({ profileFolder });
	await sleep(500);
	const before = server.cpuSeconds();
	const count = countFor(workload, items, seed);
	let stored = 0;
	let lastItem = 0;
	for (let chunk = 0; chunk < CHUNKS; chunk++) {
		const prepared = await generator.prepare({ workload, gzip: false, seed, baseMs: bench.baseMs, first: chunk * count, count });
		const sent = await generator.send({ transport: "grpc", address: server.grpc, ...CLOSED_LOOP });
		lastItem = performance.now();
		expectAllAcked(bench, `${workload}, part ${chunk + 1}`, prepared, sent);
		stored += sent.ackedItems;
		bench.report.remark(`${workload}: ${rounded(stored / 1e6)} M, ${rounded(sent.ackedItems / sent.seconds / 1000)} k/s`);
	}
	generator.stop();
	return settle(bench, server, { workload, stored, before, lastItem, count: CHUNKS * count });
}

interface Load {
	readonly workload: Workload;
	readonly stored: number;
	readonly before: number;
	readonly lastItem: number;
	readonly count: number;
}

async function settle(bench: Bench, server: Server, { workload, stored, before, lastItem, count }: Load): Promise<LoadedServer> {
	await server.untilQuiet(lastItem);
	const cpuPerMillion = ((server.cpuSeconds() - before) / stored) * 1e6;
	const diskPerItem = server.diskBytes() / stored;
	bench.report.remark(
		`${workload}, 10 M: ${rounded(cpuPerMillion)} CPU-s per 1 M, ${rounded(diskPerItem)} B each, peak memory ${rounded(server.memory().peakBytes / 1e6)} MB`,
	);
	return { server, items: stored, count, cpuPerMillion, diskPerItem };
}

/** Each cost's growth as the exponent of the size: 0 is none, 1 is ten times the cost for ten times the data. */
function reportSlopes(bench: Bench, small: SmallFigures, large: SmallFigures): void {
	const median = (timings: Timings | undefined): number => quantileOf(timings?.ms ?? [], 0.5);
	const costs: readonly (readonly [string, number, number])[] = [
		["CPU per span", small.spans.cpuPerMillion, large.spans.cpuPerMillion],
		["disk per span", small.spans.diskPerItem, large.spans.diskPerItem],
		["trace by id p50", median(small.times.trace), median(large.times.trace)],
		["search p50", median(small.times.search), median(large.times.search)],
		["attribute p50", median(small.times.attribute), median(large.times.attribute)],
		["start", small.readySeconds, large.readySeconds],
	];
	const slopes = costs.map(([, before, after]) => Math.log10(after / before));
	const note = costs.map(([name], place) => `${name} ${rounded(slopes[place] ?? 0)}`).join("; ");
	bench.report.figure({ key: "E14.slope", value: Math.max(...slopes), note });
}
