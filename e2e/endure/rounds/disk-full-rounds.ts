/** The rounds of R01, on whatever fills and frees a disk. */
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { API_BASE, PATHS } from "@spanglass/shared/api/paths";
import { type Stack, startStack } from "../../support/stack.ts";
import { AckJournal } from "../library/ack-journal.ts";
import { atLeast, atMost, type Check, exactly, fact, timed } from "../library/check.ts";
import type { FaultFile } from "../library/faults.ts";
import { Queries } from "../library/queries.ts";
import { createRandom, pickInt } from "../library/random.ts";
import { refusalChecks } from "../library/refusal-checks.ts";
import { Senders } from "../library/senders.ts";
import { SMALL_STORE } from "../library/test-settings.ts";
import { verdictChecks, verifyFolder } from "../library/verify.ts";
import { wait, waitUntil } from "../library/wait.ts";

const FULL_MS = 4000;
/** A second for the watch, and what was under way. */
const REFUSED_WITHIN_MS = 1500;
const BACK_WITHIN_MS = 10_000;
const GIVE_UP_MS = 40_000;

export interface Disk {
	fill(): void;
	free(): void;
}

/** A file that takes all room but `leftBytes`. */
export function createBallast(folder: string, leftBytes: number): Disk {
	const path = join(folder, "ballast");
	return {
		fill: () => {
			const chunk = Buffer.alloc(1024 * 1024);
			const { bavail, bsize } = statfsSync(folder);
			const chunks = Math.max(0, Math.ceil((bavail * bsize - leftBytes) / chunk.length));
			rmSync(path, { force: true });
			try {
				for (let at = 0; at < chunks; at++) writeFileSync(path, chunk, { flag: "a" });
			} catch (error) {
				if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
			}
		},
		free: () => rmSync(path, { force: true }),
	};
}

export function simulatedDisk(faults: FaultFile): Disk {
	return { fill: () => faults.set({ failCommit: "SQLITE_FULL" }), free: () => faults.set({}) };
}

export interface FillOptions {
	readonly times: number;
	readonly seed: number;
	readonly say: (line: string) => void;
	readonly folder: string;
	readonly disk: Disk;
	readonly env: Readonly<Record<string, string>>;
}

class Figures {
	slowestRefusal = 0;
	/** A log that was longer before has room of its own: what is stored in it is stored, though the disk is full. */
	longestSilence = 0;
	slowestReturn = 0;
	notRefused = 0;
	notBack = 0;
	fewestQueries = Number.POSITIVE_INFINITY;
	lines = 0;
}

export async function fillRounds({ times, seed, say, folder, disk, env }: FillOptions): Promise<readonly Check[]> {
	const random = createRandom(seed);
	const journal = new AckJournal();
	const figures = new Figures();
	let lastStored = 0;
	let firstRefused = Number.POSITIVE_INFINITY;
	/** The last that was stored before the first was refused. */
	let storedBefore = 0;
	const senders = new Senders({
		journal,
		pauseMs: 5,
		onAnswer: ({ fate }, atMs) => {
			if (fate === "stored") lastStored = atMs;
			if (fate === "stored" && atMs < firstRefused) storedBefore = atMs;
			if (fate !== "stored") firstRefused = Math.min(firstRefused, atMs);
		},
	});
	const stack = await startStack({ folder, env: { ...SMALL_STORE, ...env } });
	const end = senders.run(stack);
	const queries = new Queries([`${PATHS.traces}?from=now-15m&to=now`, `${PATHS.logs}?from=now-15m&to=now`]);
	const endQueries = queries.run(stack.ui + API_BASE, 50);
	for (let at = 1; at <= times; at++) {
		await wait(pickInt(random, 500, 2000));
		firstRefused = Number.POSITIVE_INFINITY;
		const answers = { firstRefused: () => firstRefused, storedBefore: () => storedBefore, lastStored: () => lastStored };
		await fillOnce({ stack, disk, queries, figures, ...answers });
		say(`round ${at} of ${times}: ${senders.fates.stored} stored, ${senders.fates.refused} refused`);
	}
	await endQueries();
	await end();
	const unsettled = await senders.settle(stack);
	const code = await stack.stop();
	const verdict = await verifyFolder(folder, journal.read(), { ...SMALL_STORE, ...env });
	await journal.remove();
	return [
		fact("rounds", times),
		exactly("rounds in which nothing was refused", figures.notRefused, 0),
		fact("from full to refused, ms", Math.round(figures.slowestRefusal)),
		timed(atMost("from full, or what was stored last after it, to refused, ms", figures.longestSilence, REFUSED_WITHIN_MS)),
		exactly("rounds after which nothing was taken", figures.notBack, 0),
		timed(atMost("from free to taken, ms", figures.slowestReturn, BACK_WITHIN_MS)),
		atLeast("fewest queries answered while full", figures.fewestQueries, 1),
		exactly("queries that ended otherwise than answered or refused", queries.wrong, 0),
		...refusalChecks([senders]),
		atMost("most lines of the log in a round", figures.lines, 10),
		...verdictChecks(verdict),
		exactly("sent again and still not stored", unsettled, 0),
		exactly("exit code of the stop", String(code), "0"),
	];
}

interface Fill {
	readonly stack: Stack;
	readonly disk: Disk;
	readonly queries: Queries;
	readonly figures: Figures;
	readonly firstRefused: () => number;
	readonly storedBefore: () => number;
	readonly lastStored: () => number;
}

async function fillOnce({ stack, disk, queries, figures, firstRefused, storedBefore, lastStored }: Fill): Promise<void> {
	const linesBefore = stack.output().split("\n").length;
	disk.fill();
	const full = performance.now();
	const answeredBefore = queries.answered;
	if (!(await waitUntil(() => firstRefused() < Number.POSITIVE_INFINITY, GIVE_UP_MS))) figures.notRefused++;
	else {
		figures.slowestRefusal = Math.max(figures.slowestRefusal, firstRefused() - full);
		figures.longestSilence = Math.max(figures.longestSilence, firstRefused() - Math.max(full, storedBefore()));
	}
	await wait(FULL_MS);
	figures.fewestQueries = Math.min(figures.fewestQueries, queries.answered - answeredBefore);
	disk.free();
	const freed = performance.now();
	if (await waitUntil(() => lastStored() > freed, GIVE_UP_MS))
		figures.slowestReturn = Math.max(figures.slowestReturn, lastStored() - freed);
	else figures.notBack++;
	figures.lines = Math.max(figures.lines, stack.output().split("\n").length - linesBefore);
}
