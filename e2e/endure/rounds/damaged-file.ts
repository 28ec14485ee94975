/**
 * D07: a damaged database. The product serves what it can, or sets the file aside and serves anew, or refuses a foreign or newer file
 * and leaves it as it is. It never goes on as if nothing were missing, never deletes, and starts again the next time.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { everything, getLogs, getMetricPoints, getMetrics, getStatus, getTraces } from "../../support/api.ts";
import { createDataFolder, removeDataFolder, type Stack, startStack } from "../../support/stack.ts";
import { traceRequest } from "../../support/synthetic.ts";
import { AckJournal } from "../library/ack-journal.ts";
import { type Check, exactly, fact } from "../library/check.ts";
import { DAMAGES, type Damage } from "../library/damage.ts";
import { DATABASE_FILE } from "../library/database.ts";
import { removeUnlessFaulty } from "../library/kept-folders.ts";
import { createRandom } from "../library/random.ts";
import { createHttpSender, sendByHttp } from "../library/send.ts";
import { Senders } from "../library/senders.ts";
import { SMALL_STORE } from "../library/test-settings.ts";
import { wait, waitUntil } from "../library/wait.ts";
import type { Round, RoundContext } from "../round.ts";

const REQUESTS = 1200;
const SEALED_WITHIN_MS = 4000;
const FAULTS_KEPT = 8;
const TOLD_WITHIN_MS = 5000;

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
	readonly content: Content;
}

/** All that lists and points say, and how much it is. */
interface Content {
	readonly traces: number;
	readonly records: number;
	readonly points: number;
	readonly digest: string;
}

async function run({ times, seed, say }: RoundContext): Promise<readonly Check[]> {
	const random = createRandom(seed);
	const base = await makeBase();
	const checks: Check[] = [fact("traces / records / points in the file", textOf(base.content))];
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
	removeUnlessFaulty(checks, say, base.stopped, base.killed);
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
	const second = await startStack({ folder: stopped, env: SMALL_STORE });
	const content = await contentOf(second);
	await second.stop();
	const { traces } = journal.read();
	if (content.traces < traces.size) throw new Error(`the base has ${content.traces} of ${traces.size} traces`);
	await journal.remove();
	return { stopped, killed, content };
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
	const content = await told(() => contentOf(stack));
	const isWhole = content.value?.digest === base.content.digest;
	const askHealth = async () => (await fetch(`${stack.ui}/healthz`)).text();
	// A damaged block is found by the query that reads it, and told a moment later.
	if (!isWhole) await waitUntil(async () => (await askHealth()).includes("degraded"), TOLD_WITHIN_MS);
	const health = await askHealth();
	const status = await told(() => getStatus(stack));
	if (status.value === undefined) faults.push(`status does not answer: ${status.error}`);
	const isTold = health.includes("degraded") || content.error !== undefined;
	if (!isWhole && !isTold) faults.push(`silently ${textOf(content.value)} of ${textOf(base.content)}, or the same with other content`);
	const sender = createHttpSender(stack.http);
	const { fate, message } = await sendByHttp(sender, "traces", traceRequest(2 ** 43, "after"));
	sender.agent.destroy();
	if (fate !== "stored" && fate !== "refused") faults.push(`a new request: ${fate} ${message}`);
	if (fate === "refused" && !health.includes("degraded")) faults.push("a new request is refused and health says ok");
	return isAside ? "aside" : isWhole ? "whole" : "less";
}

async function contentOf(stack: Stack): Promise<Content> {
	const range = everything();
	const traces = await getTraces(stack, range);
	const records = await getLogs(stack, range);
	const points: unknown[] = [];
	for (const { name } of await getMetrics(stack, range)) points.push(...(await getMetricPoints(stack, name, range)));
	const all = [traces, records, points].map((rows) => rows.map((row) => JSON.stringify(row)).sort());
	const digest = createHash("sha256").update(JSON.stringify(all)).digest("hex");
	return { traces: traces.length, records: records.length, points: points.length, digest };
}

function textOf(content: Content | undefined): string {
	return content === undefined ? "nothing" : `${content.traces} / ${content.records} / ${content.points}`;
}

interface Told<T> {
	readonly value: T | undefined;
	readonly error: string | undefined;
}

async function told<T>(ask: () => Promise<T>): Promise<Told<T>> {
	try {
		return { value: await ask(), error: undefined };
	} catch (error) {
		return { value: undefined, error: error instanceof Error ? error.message : String(error) };
	}
}

function digest(path: string): string {
	return existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest("hex") : "";
}

function firstLines(text: string): string {
	return text.split("\n").slice(0, 3).join(" ").slice(0, 300);
}
