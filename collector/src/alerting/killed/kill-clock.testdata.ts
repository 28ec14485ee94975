/** A01: the alert clock is killed again and again in the middle of transitions; then what it kept and what was received is compared. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AlertTransition } from "@spanglass/shared/model/alert";
import { createAlertReader } from "../../store/sqlite/app/alert-store.ts";
import { openReader } from "../../store/sqlite/driver.ts";

export interface KilledReport {
	readonly kills: number;
	readonly transitions: number;
	readonly received: number;
	/** The same change of the same alert, told again. */
	readonly duplicates: number;
	/** Sentences; none: nothing was lost or out of order. */
	readonly faults: readonly string[];
}

const CHILD = join(import.meta.dirname, "child.testdata.ts");
/** Ticks after the last kill: everything comes to an end. */
const LAST_TICKS = 40;

/** Kill the clock `kills` times on one database in `folder`; `random` in [0, 1) says when. */
export async function killAlertClock(folder: string, kills: number, random: () => number): Promise<KilledReport> {
	const databasePath = join(folder, "spanglass.db");
	const receivedPath = join(folder, "received");
	for (let kill = 0; kill < kills; kill++) await runChild([databasePath, receivedPath], 5 + random() * 120);
	await runChild([databasePath, receivedPath, String(LAST_TICKS)], undefined);
	return compare(databasePath, receivedPath, kills);
}

async function runChild(argv: readonly string[], killAfterMs: number | undefined): Promise<void> {
	const child = spawn(process.execPath, [CHILD, ...argv], { stdio: ["ignore", "pipe", "pipe"] });
	const exited = once(child, "exit");
	let said = "";
	child.stderr.on("data", (chunk: Buffer) => {
		said += chunk.toString();
	});
	if (killAfterMs !== undefined) {
		await Promise.race([once(child.stdout, "data"), exited]);
		setTimeout(() => child.kill("SIGKILL"), killAfterMs);
	} else child.stdout.resume();
	const [code, signal] = (await exited) as [number | null, string | null];
	if (signal !== "SIGKILL" && code !== 0) throw new Error(`the child ended with ${code}: ${said}`);
}

function compare(databasePath: string, receivedPath: string, kills: number): KilledReport {
	const connection = openReader(databasePath);
	const reader = createAlertReader(connection);
	const all = { from: 0, to: Number.MAX_SAFE_INTEGER, limit: Number.MAX_SAFE_INTEGER };
	const transitions = reader.listTransitions(all);
	const outbox = reader.listOutbox(all).toReversed();
	connection.close();
	const received = readFileSync(receivedPath, "utf8")
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as [string, number, string]);
	const faults = [...chainFaults(transitions), ...receivedFaults(received)];
	const known = new Set(received.map(([key, sequence, event]) => `${key} ${sequence} ${event}`));
	for (const { notification, state } of outbox) {
		const { dedupKey, sequence, event } = notification;
		if (!known.has(`${dedupKey} ${sequence} ${event}`)) faults.push(`${dedupKey} ${sequence} ${event} was never received, it is ${state}`);
	}
	if (known.size !== outbox.length) faults.push(`${known.size} different messages were received of ${outbox.length} in the outbox`);
	const fired = transitions.filter(({ from, to }) => to === "firing" && from !== "recovering").length;
	const told = outbox.filter(({ notification }) => notification.event === "firing").length;
	if (fired !== told) faults.push(`${fired} alerts fired and ${told} were told`);
	return { kills, transitions: transitions.length, received: received.length, duplicates: received.length - known.size, faults };
}

/** Of each alert every change begins where the one before ended. */
function chainFaults(transitions: readonly AlertTransition[]): string[] {
	const faults: string[] = [];
	const last = new Map<string, string>();
	let id = 0;
	for (const transition of transitions) {
		if (transition.id !== id + 1) faults.push(`transition ${transition.id} follows ${id}`);
		id = transition.id;
		const before = last.get(transition.key) ?? "ok";
		if (transition.from !== before)
			faults.push(`transition ${id} of ${transition.key} is from ${transition.from}, the one before went to ${before}`);
		last.set(transition.key, transition.to);
	}
	return faults;
}

/** Of each episode the sequences come in order, without a gap; what comes again is what was last. */
function receivedFaults(received: readonly (readonly [string, number, string])[]): string[] {
	const faults: string[] = [];
	const last = new Map<string, number>();
	const events = new Map<string, string>();
	for (const [key, sequence, event] of received) {
		const highest = last.get(key) ?? 0;
		const named = `${key} ${sequence}`;
		if (sequence > highest + 1) faults.push(`${named} came after ${highest}`);
		if (sequence <= highest && events.get(named) !== event) faults.push(`${named} came again as ${event}`);
		events.set(named, event);
		last.set(key, Math.max(highest, sequence));
	}
	return faults;
}
