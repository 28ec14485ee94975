/**
 * D05: the writer, and query workers, ended at a random moment under load of both kinds. Main stays up: senders are refused with a time to
 * come back and never see a broken connection, queries are answered or told `unavailable`, and all goes on within two seconds.
 */
import { API_BASE, PATHS } from "@spanglass/shared/api/paths";
import { wideRange } from "../../support/api.ts";
import { createDataFolder, type Stack, startStack } from "../../support/stack.ts";
import { AckJournal } from "../library/ack-journal.ts";
import { atMost, type Check, exactly, fact, timed } from "../library/check.ts";
import { removeUnlessFaulty } from "../library/kept-folders.ts";
import { machineLoad } from "../library/process.ts";
import { Queries } from "../library/queries.ts";
import { createRandom, pickInt } from "../library/random.ts";
import { refusalChecks } from "../library/refusal-checks.ts";
import { Senders } from "../library/senders.ts";
import { SMALL_STORE } from "../library/test-settings.ts";
import { verdictChecks, verifyFolder } from "../library/verify.ts";
import { wait, waitUntil } from "../library/wait.ts";
import type { Round, RoundContext } from "../round.ts";

type Thread = "writer" | "query";

/** More than five in a minute end the process, by design. */
const DEATHS_PER_START = 4;
const RECOVERY_MS = 2000;
const GIVE_UP_MS = 15_000;

export const THREAD_DEATHS: Round = {
	id: "D05",
	title: "the writer and query workers die under load",
	times: { test: 4, short: 8, night: 100 },
	run,
};

async function run(context: RoundContext): Promise<readonly Check[]> {
	return [...(await runThread("writer", context)), ...(await runThread("query", context))];
}

class Deaths {
	asked = 0;
	died = 0;
	readonly recoveries: number[] = [];
	exits = 0;
}

async function runThread(thread: Thread, { times, seed, say }: RoundContext): Promise<readonly Check[]> {
	const random = createRandom(seed);
	const folder = createDataFolder();
	const journal = new AckJournal();
	const deaths = new Deaths();
	let lastStored = 0;
	const senders = new Senders({
		journal,
		onAnswer: ({ fate }, atMs) => {
			if (fate === "stored") lastStored = atMs;
		},
	});
	const queries = new Queries([
		`${PATHS.traces}?${wideRange()}&sort=longest`,
		`${PATHS.logs}?${wideRange()}&q=record`,
		`${PATHS.services}?${wideRange()}`,
	]);
	while (deaths.asked < times) {
		const stack = await startStack({ folder, env: { ...SMALL_STORE, SPANGLASS_TEST_DEATHS: thread } });
		const endLoad = senders.run(stack);
		const endQueries = queries.run(stack.ui + API_BASE);
		const isBack = (since: number) => (thread === "writer" ? lastStored : queries.lastAnswered) > since;
		for (let at = 0; at < DEATHS_PER_START && deaths.asked < times; at++) await dieOnce(thread, { stack, deaths, random, isBack });
		await endQueries();
		await endLoad();
		if (stack.hasExited()) deaths.exits++;
		else await stack.stop();
		say(`${thread}: ${deaths.died} of ${times} deaths, slowest recovery ${Math.round(Math.max(0, ...deaths.recoveries))} ms`);
	}
	const last = await startStack({ folder, env: SMALL_STORE });
	const unsettled = await senders.settle(last);
	await last.stop();
	const verdict = await verifyFolder(folder, journal.read(), SMALL_STORE);
	const checks = [
		exactly("deaths", deaths.died, times),
		exactly("main ended", deaths.exits, 0),
		...verdictChecks(verdict),
		exactly("sent again and still not stored", unsettled, 0),
		...refusalChecks([senders]),
		fact("queries answered / told unavailable", `${queries.answered} / ${queries.unavailable}`),
		exactly("queries that ended otherwise", queries.wrong, 0),
		...queries.messages.map((message) => fact("such a query", message)),
		timed(atMost("slowest recovery, ms", Math.max(0, ...deaths.recoveries), RECOVERY_MS)),
		fact("load of the machine", machineLoad()),
	].map((check) => ({ ...check, what: `${thread}: ${check.what}` }));
	await journal.remove();
	removeUnlessFaulty(checks, say, folder);
	return checks;
}

interface Death {
	readonly stack: Stack;
	readonly deaths: Deaths;
	readonly random: () => number;
	/** Work that needs the thread was done after this moment. */
	readonly isBack: (since: number) => boolean;
}

async function dieOnce(thread: Thread, { stack, deaths, random, isBack }: Death): Promise<void> {
	await wait(pickInt(random, 200, 1500));
	const seen = () => stack.output().split(thread === "writer" ? "the writer stopped" : "query worker ").length;
	const before = seen();
	deaths.asked++;
	const began = performance.now();
	process.kill(stack.pid, "SIGUSR2");
	if (!(await waitUntil(() => seen() > before, GIVE_UP_MS))) return;
	deaths.died++;
	const gone = performance.now();
	await waitUntil(() => isBack(gone), GIVE_UP_MS);
	deaths.recoveries.push(performance.now() - began);
}
