/** The part of round R01 that runs on a file system of its own: `disk-full-inside.ts FOLDER TIMES SEED`. Prints its checks as JSON. */
import { join } from "node:path";
import { killStacks } from "../support/stack.ts";
import type { Check } from "./library/check.ts";
import { createBallast, fillRounds } from "./rounds/disk-full-rounds.ts";

const MIB = 1024 * 1024;
const [folder = "", times = "1", seed = "1"] = process.argv.slice(2);
const say = (line: string) => process.stderr.write(`${line}\n`);

/** Below the reserve ingest stops before anything fails; without one SQLite meets the end of the disk itself. */
async function run(): Promise<readonly Check[]> {
	const half = Math.ceil(Number(times) / 2);
	const shared = { times: half, seed: Number(seed), say };
	const reserve = {
		folder: join(folder, "reserve"),
		disk: createBallast(folder, 20 * MIB),
		env: { SPANGLASS_DISK_RESERVE: String(64 * MIB) },
	};
	const none = { folder: join(folder, "none"), disk: createBallast(folder, 0), env: { SPANGLASS_DISK_RESERVE: "0" } };
	const named = (name: string, checks: readonly Check[]) => checks.map((check) => ({ ...check, what: `${name}: ${check.what}` }));
	return [
		...named("below the reserve", await fillRounds({ ...shared, ...reserve })),
		...named("to the last byte", await fillRounds({ ...shared, ...none })),
	];
}

try {
	const checks = await run();
	process.stdout.write(`${JSON.stringify(checks)}\n`);
} finally {
	killStacks();
}
