/**
 * A01: the alert clock is killed at random moments of its transitions, on a database that grows. No transition is lost, each begins where the
 * one before ended, and what receivers get twice carries the same key and sequence.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { createDataFolder, ROOT, removeDataFolder } from "../../support/stack.ts";
import { atLeast, type Check, exactly, fact } from "../library/check.ts";
import type { Round, RoundContext } from "../round.ts";

const LOOP = join(ROOT, "collector/src/alerting/killed/main.testdata.ts");

export const ALERT_KILL: Round = {
	id: "A01",
	title: "killed in the transitions of alerts",
	// Kills. `npm test` has its own, beside the code.
	times: { test: 0, short: 20, night: 200 },
	run,
};

interface Report {
	readonly transitions: number;
	readonly received: number;
	readonly duplicates: number;
	readonly faults: readonly string[];
}

async function run({ times, seed, say }: RoundContext): Promise<readonly Check[]> {
	const folder = createDataFolder();
	const ran = spawnSync(process.execPath, [LOOP, folder, String(times), String(seed)], { encoding: "utf8" });
	removeDataFolder(folder);
	if (ran.status !== 0) throw new Error(`the loop ended with ${ran.status}: ${ran.stderr}`);
	const { transitions, received, duplicates, faults } = JSON.parse(ran.stdout) as Report;
	say(`${times} kills, ${transitions} transitions, ${received} messages, ${duplicates} of them again, ${faults.length} faults`);
	return [
		fact("kills", times),
		atLeast("transitions", transitions, times * 10),
		fact("messages received, of them again under the same key", `${received}, ${duplicates}`),
		exactly("transitions or messages lost, out of order, or doubled under another key", faults.length, 0),
		...faults.slice(0, 3).map((fault) => fact("fault", fault)),
	];
}
