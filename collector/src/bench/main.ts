/**
 * `npm run bench`: the figures that the product promises, measured on the real product by a load generator in a process of its own.
 * `--help` lists the options; README.md of this folder tells how each figure is taken.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { storedCounts } from "./api.ts";
import { measureAlerts } from "./measure/alerts.ts";
import type { Bench } from "./measure/bench.ts";
import { measureBusy } from "./measure/busy.ts";
import { type LoadedServer, measureIngest } from "./measure/ingest.ts";
import { measureLarge, type SmallFigures } from "./measure/large.ts";
import { measureLogQueries, measureTraceQueries } from "./measure/search.ts";
import { measureSteady } from "./measure/steady.ts";
import { measureRestart, measureUnsealed } from "./measure/unsealed.ts";
import { HELP, type Options, parseOptions } from "./options.ts";
import { machineOf, Report, recordEngine, tableOf } from "./report.ts";

const RECORD = join(import.meta.dirname, "..", "..", "..", "docs", "benchmarks.md");
/** The data sets lie in the last hours: inside the default ranges and every retention, nothing in the future. */
const BACK_MS = 3 * 3_600_000;
const LATER_ISSUE = ["E9"];

async function run(options: Options): Promise<void> {
	const began = performance.now();
	const say = (line: string): void => {
		process.stdout.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}\n`);
	};
	const report = new Report(say);
	const wants = (...ids: readonly string[]): boolean => options.only.size === 0 || ids.some((id) => options.only.has(id));
	const bench: Bench = { options, report, wants, baseMs: Math.floor(Date.now() / 1000) * 1000 - BACK_MS };
	await measure(bench);
	conclude(bench, (performance.now() - began) / 1000);
}

async function measure(bench: Bench): Promise<void> {
	const { spans, logs, peak } = await measureIngest(bench);
	if (logs !== undefined) {
		await measureLogQueries(bench, logs.server, logs.count, "1 M");
		await logs.server.discard();
	}
	const small = spans === undefined ? undefined : await measureStored(bench, spans, peak);
	if (bench.wants("E11", "E12")) await measureSteady(bench, peak);
	if (bench.wants("A06")) await measureAlerts(bench);
	if (bench.options.large) await measureLarge(bench, small);
}

/** Everything that is measured on the server with 1 M spans, which is gone afterwards. */
async function measureStored(bench: Bench, spans: LoadedServer, peak: number): Promise<SmallFigures> {
	const set = { seed: bench.options.seed, count: spans.count };
	const times = await measureTraceQueries(bench, spans.server, set, "1 M");
	if (!bench.wants("E13", "E14", "E15", "E16", "E17")) {
		await spans.server.discard();
		return { spans, times, readySeconds: Number.NaN };
	}
	const grown = await measureUnsealed(bench, spans.server, set, times);
	const { traces } = await storedCounts(spans.server.ui);
	const { server, readySeconds } = await measureRestart(bench, spans.server, grown, traces);
	if (bench.wants("E15", "E17")) await measureBusy(bench, server, grown, peak);
	await server.discard();
	return { spans, times, readySeconds };
}

function conclude({ options, report, wants }: Bench, seconds: number): void {
	const lines = report.lines(wants);
	const table = tableOf(lines);
	process.stdout.write(`\n${table}\n`);
	for (const id of LATER_ISSUE) if (wants(id)) process.stdout.write(`${id}: not measured: later issue\n`);
	for (const fault of report.faults) process.stdout.write(`WRONG: ${fault}\n`);
	process.stdout.write(`${seconds.toFixed(0)} s in all\n`);
	if (options.out !== undefined)
		writeFileSync(options.out, JSON.stringify({ figures: report.figures, remarks: report.remarks, faults: report.faults }, null, "\t"));
	if (options.record) recordEngine(RECORD, recordText(options, table, report));
	if (report.faults.length > 0 || lines.some(({ verdict }) => verdict === "MISSED")) process.exitCode = 1;
}

function recordText(options: Options, table: string, report: Report): string {
	const command = `npm run bench -- ${options.large ? "--large " : ""}--record`;
	const details = report.remarks.map((remark) => `- ${remark}\n`).join("");
	return `Written by \`${command}\`. Machine: ${machineOf()}.\n\n${table}\nBesides:\n\n${details}`;
}

try {
	const options = parseOptions(process.argv.slice(2));
	if (options === "help") process.stdout.write(HELP);
	else await run(options);
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
}
