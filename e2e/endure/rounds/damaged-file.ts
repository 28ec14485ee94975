/**
 * D07: a damaged database. The product serves what it can, or sets the file aside and serves anew, or refuses a foreign or newer file
 * and leaves it as it is. It never goes on as if nothing were missing, never deletes, and starts again the next time.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { API_BASE } from "@spanglass/shared/api/paths";
import { getJson, getLogs, getTraces } from "../../support/api.ts";
import { createDataFolder, removeDataFolder, type Stack, startStack } from "../../support/stack.ts";
import { traceRequest } from "../../support/synthetic.ts";
import { AckJournal } from "../library/ack-journal.ts";
import { type Check, exactly, fact, untimedFaultsOf } from "../library/check.ts";
import { DAMAGES, type Damage } from "../library/damage.ts";
import { DATABASE_FILE } from "../library/database.ts";
import { createRandom } from "../library/random.ts";
import { createHttpSender, sendByHttp } from "../library/send.ts";
import { Senders } from "../library/senders.ts";
import { SMALL_STORE } from "../library/test-settings.ts";
import { wait, waitUntil } from "../library/wait.ts";
import type { Round, RoundContext } from "../round.ts";

const REQUESTS = 1200;
const SEALED_WITHIN_MS = 4000;
const FAULTS_KEPT = 8;

export const DAMAGED_FILE: Round = {
	id: "D07",
	title: "damaged files",
	// Bytes flipped; the other kinds by their share of it.
	times: { test: 0, short: 10, night: 500 },
	run,
};

/** What was stored before the damage, by how the process ended: `killed` has a write-ahead log. */
interface Base {
	readonly stopped: string;
	readonly killed: string;
	readonly traces: number;
	readonly records: number;
}

async function run({ times, seed, say }: RoundContext): Promise<readonly Check[]> {
	const random = createRandom(seed);
	const base = await makeBase();
	const checks: Check[] = [fact("requests in the file", base.traces + base.records / 5)];
	for (const damage of DAMAGES) {
		const rounds = Math.max(1, Math.round(times * damage.share));
		const outcomes = new Outcomes();
		for (let at = 0; at < rounds; at++) await damageOnce(damage, base, random, outcomes);
		say(`${damage.name}: ${outcomes.text()}`);
		checks.push(
			fact(`${damage.name}: rounds, of which ${outcomes.text()}`, rounds),
			exactly(`${damage.name}: rounds with a fault`, outcomes.faulty, 0),
			...outcomes.faults.map((fault) => fact(`${damage.name}: fault`, fault)),
		);
	}
	if (untimedFaultsOf(checks).length === 0) for (const folder of [base.stopped, base.killed]) removeDataFolder(folder);
	else say(`bases kept: ${base.stopped} ${base.killed}`);
	return checks;
}

async function makeBase(): Promise<Base> {
	const journal = new AckJournal();
	const senders = new Senders({ journal });
	const killed = createDataFolder();
	const first = await startStack({ folder: killed, env: SMALL_STORE });
	const end = senders.run(first);
	await waitUntil(() => senders.fates.stored >= REQUESTS, 60_000);
	await end();
	await senders.settle(first);
	await wait(SEALED_WITHIN_MS);
	const more = senders.run(first);
	await wait(300);
	await more();
	await senders.settle(first);
	await first.kill();
	const stopped = createDataFolder();
	cpSync(killed, stopped, { recursive: true });
	await (await startStack({ folder: stopped, env: SMALL_STORE })).stop();
	const sets = journal.read();
	await journal.remove();
	return { stopped, killed, traces: sets.traces.size, records: sets.logs.size * 5 };
}

class Outcomes {
	whole = 0;
	less = 0;
	aside = 0;
	refused = 0;
	faulty = 0;
	readonly faults: string[] = [];

	/** The sentence of a round, undefined when all is well. */
	count(what: "whole" | "less" | "aside" | "refused", fault: string | undefined): void {
		this[what]++;
		if (fault === undefined) return;
		this.faulty++;
		if (this.faults.length < FAULTS_KEPT) this.faults.push(fault);
	}

	text(): string {
		return `served whole ${this.whole}, served less and said so ${this.less}, set aside ${this.aside}, refused ${this.refused}`;
	}
}

async function damageOnce(damage: Damage, base: Base, random: () => number, outcomes: Outcomes): Promise<void> {
	const folder = createDataFolder();
	cpSync(damage.needsWal ? base.killed : base.stopped, folder, { recursive: true });
	const what = damage.apply(folder, random);
	const before = digest(join(folder, DATABASE_FILE));
	const faults: string[] = [];
	let outcome: "whole" | "less" | "aside" | "refused" = "refused";
	try {
		const stack = await startStack({ folder, env: SMALL_STORE });
		outcome = await judgeServing(stack, base, faults);
		if ((await stack.stop()) !== 0) faults.push("did not stop with 0");
		const again = await startStack({ folder, env: SMALL_STORE });
		await again.stop();
	} catch (error) {
		const text = error instanceof Error ? error.message : String(error);
		if (outcome !== "refused") faults.push(`after it had served: ${firstLines(text)}`);
		else if (!damage.mayRefuse(what)) faults.push(`did not start: ${firstLines(text)}`);
		else if (digest(join(folder, DATABASE_FILE)) !== before) faults.push("refused the file and changed it");
	}
	outcomes.count(outcome, faults.length === 0 ? undefined : `${what}: ${faults.join("; ")} (${folder})`);
	if (faults.length === 0) removeDataFolder(folder);
}

async function judgeServing(stack: Stack, base: Base, faults: string[]): Promise<"whole" | "less" | "aside"> {
	const isAside = readdirSync(stack.folder).some((name) => name.includes(".damaged-"));
	const range = `from=0&to=${Date.now() + 24 * 3_600_000}`;
	const traces = await told(() => getTraces(stack, range));
	const records = await told(() => getLogs(stack, range));
	const isWhole =
		traces.rows?.length === base.traces && records.rows?.length === base.records && traces.rows.every(({ spanCount }) => spanCount === 10);
	const health = await (await fetch(`${stack.ui}/healthz`)).text();
	const status = await told(() => getJson<{ readonly data?: unknown }>(`${stack.ui}${API_BASE}/status`));
	if (status.rows === undefined) faults.push(`status does not answer: ${status.error}`);
	const isTold = health.includes("degraded") || traces.error !== undefined || records.error !== undefined;
	if (!isWhole && !isTold) {
		faults.push(`silently ${traces.rows?.length} of ${base.traces} traces, ${records.rows?.length} of ${base.records} records`);
	}
	const sender = createHttpSender(stack.http);
	const { fate, message } = await sendByHttp(sender, "traces", traceRequest(2 ** 43, "after"));
	sender.agent.destroy();
	if (fate !== "stored" && fate !== "refused") faults.push(`a new request: ${fate} ${message}`);
	if (fate === "refused" && !health.includes("degraded")) faults.push("a new request is refused and health says ok");
	return isAside ? "aside" : isWhole ? "whole" : "less";
}

interface Told<T> {
	readonly rows: T | undefined;
	readonly error: string | undefined;
}

async function told<T>(ask: () => Promise<T>): Promise<Told<T>> {
	try {
		return { rows: await ask(), error: undefined };
	} catch (error) {
		return { rows: undefined, error: error instanceof Error ? error.message : String(error) };
	}
}

function digest(path: string): string {
	return existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest("hex") : "";
}

function firstLines(text: string): string {
	return text.split("\n").slice(0, 3).join(" ").slice(0, 300);
}
