/**
 * D01: `kill -9` at a random moment under load, a start on the same folder, many times on one growing database. Generations are small, so
 * that kills also meet what the writer does beside ingest.
 */
import { createDataFolder, startStack } from "../../support/stack.ts";
import { AckJournal } from "../library/ack-journal.ts";
import { AgedTelemetry } from "../library/aged.ts";
import { type Check, exactly, fact } from "../library/check.ts";
import { countBlocks } from "../library/database.ts";
import { removeUnlessFaulty } from "../library/kept-folders.ts";
import { createRandom, pickInt } from "../library/random.ts";
import { ReadyTimes } from "../library/ready-times.ts";
import { Senders } from "../library/senders.ts";
import { SMALL_STORE } from "../library/test-settings.ts";
import { verdictChecks, verifyFolder } from "../library/verify.ts";
import { wait } from "../library/wait.ts";
import type { Round, RoundContext } from "../round.ts";

/** So often there is something for retention to delete, and so much. */
const KILLS_PER_AGED = 10;
const AGED_REQUESTS = 800;

export const KILL: Round = {
	id: "D01",
	title: "kill -9 under load",
	times: { test: 20, short: 20, night: 100 },
	run,
};

async function run({ times, seed, say }: RoundContext): Promise<readonly Check[]> {
	const random = createRandom(seed);
	const folder = createDataFolder();
	const journal = new AckJournal();
	const senders = new Senders({ journal });
	const ready = new ReadyTimes();
	const aged = new AgedTelemetry();
	for (let kill = 1; kill <= times; kill++) {
		if (kill % KILLS_PER_AGED === 0) await aged.add(folder, AGED_REQUESTS);
		const stack = await startStack({ folder, env: SMALL_STORE });
		ready.count(stack);
		const end = senders.run(stack);
		await wait(pickInt(random, 200, 3000));
		await stack.kill();
		await end();
		say(`kill ${kill} of ${times}, started in ${Math.round(stack.readyMs)} ms, ${senders.fates.stored} acknowledged`);
	}
	const last = await startStack({ folder, env: SMALL_STORE });
	const unsettled = await senders.settle(last);
	await last.stop();
	const verdict = await verifyFolder(folder, journal.read(), SMALL_STORE);
	const { made, kept, deletedItems } = countBlocks(folder);
	const checks = [
		fact("kills", times),
		...verdictChecks(verdict),
		fact("blocks made by sealing and merging / kept", `${made} / ${kept}`),
		fact("items of aged requests stored / deleted by retention", `${aged.stored} requests / ${deletedItems} items`),
		exactly("sent again and still not stored", unsettled, 0),
		exactly("answers without sense", senders.fates.wrong + senders.fates.unhinted, 0),
		...senders.messages.map((message) => fact("such an answer", message)),
		...ready.checks(),
	];
	await journal.remove();
	await aged.remove();
	removeUnlessFaulty(checks, say, folder);
	return checks;
}
