/**
 * `npm run endure -- --profile night [--seed N]`: the long runs, printed as a table to record under docs/.
 * Profiles: `night` kills the server 200 times under load; `short` 20 times.
 */
import { parseArgs } from "node:util";
import { removeDataFolder } from "../support/stack.ts";
import { runKillLoop } from "./kill-loop.ts";

const CYCLES: Readonly<Record<string, number>> = { short: 20, night: 200 };

const { values } = parseArgs({ options: { profile: { type: "string", default: "night" }, seed: { type: "string", default: "1" } } });
const cycles = CYCLES[values.profile];
if (cycles === undefined) {
	process.stderr.write(`unknown profile "${values.profile}"; use one of: ${Object.keys(CYCLES).join(", ")}\n`);
	process.exit(1);
}
const result = await runKillLoop(cycles, Number(values.seed));
const { acknowledged } = result;
const rows: readonly (readonly [string, string | number])[] = [
	["kills", result.cycles],
	["seed", result.seed],
	["acknowledged requests (traces / logs / points)", `${acknowledged.traces} / ${acknowledged.logs} / ${acknowledged.points}`],
	["acknowledged and missing", result.missing],
	["doubled", result.doubled],
	["partly there", result.partial],
	["integrity_check", result.integrity],
	["slowest start, ms", Math.round(result.slowestReadyMs)],
];
process.stdout.write(`| what | ${values.profile} |\n|---|---|\n${rows.map(([name, value]) => `| ${name} | ${value} |\n`).join("")}`);
if (result.missing + result.doubled + result.partial > 0 || result.integrity !== "ok") process.exitCode = 1;
else removeDataFolder(result.folder);
