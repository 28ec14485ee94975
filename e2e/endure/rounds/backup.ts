/** M03: a backup by command while senders send. The copy is sound and holds everything that was acknowledged before it began. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../support/command.ts";
import { createDataFolder, startStack } from "../../support/stack.ts";
import { AckJournal } from "../library/ack-journal.ts";
import { type Check, exactly, fact } from "../library/check.ts";
import { DATABASE_FILE } from "../library/database.ts";
import { removeUnlessFaulty } from "../library/kept-folders.ts";
import { Senders } from "../library/senders.ts";
import { SMALL_STORE } from "../library/test-settings.ts";
import { verdictChecks, verifyFolder } from "../library/verify.ts";
import { wait } from "../library/wait.ts";
import type { Round, RoundContext } from "../round.ts";

const LOAD_MS = 3000;

export const BACKUP: Round = {
	id: "M03",
	title: "backup while telemetry arrives",
	times: { test: 0, short: 1, night: 10 },
	run,
};

async function run({ times, say }: RoundContext): Promise<readonly Check[]> {
	const folder = createDataFolder();
	const journal = new AckJournal();
	const senders = new Senders({ journal });
	const stack = await startStack({ folder, env: SMALL_STORE });
	const end = senders.run(stack);
	const checks: Check[] = [fact("backups", times)];
	const copies: string[] = [];
	for (let at = 1; at <= times; at++) {
		await wait(LOAD_MS);
		const before = journal.read();
		const copy = createDataFolder();
		copies.push(copy);
		const path = join(copy, DATABASE_FILE);
		const began = performance.now();
		const { code, output } = await runCommand(folder, ["backup", path]);
		say(`backup ${at} of ${times}: ${output.trim()}, ${Math.round(performance.now() - began)} ms`);
		const mode = code === 0 ? (statSync(path).mode & 0o777).toString(8) : "no file";
		const rules = [
			exactly(`backup ${at}: exit code`, String(code), "0"),
			exactly(`backup ${at}: mode of the file`, mode, "600"),
			...(code === 0
				? verdictChecks(await verifyFolder(copy, before, SMALL_STORE)).map((check) => ({ ...check, what: `backup ${at}: ${check.what}` }))
				: []),
		];
		checks.push(...(at === 1 ? rules : rules.filter(({ holds }) => holds === false)));
	}
	await end();
	await stack.stop();
	checks.push(exactly("answers without sense meanwhile", senders.fates.wrong + senders.fates.unhinted + senders.fates.broken, 0));
	await journal.remove();
	removeUnlessFaulty(checks, say, folder, ...copies);
	return checks;
}
