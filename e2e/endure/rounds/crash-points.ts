/**
 * D02: the process kills itself at a named step of its own, is started again on the same folder and goes on until it comes to that step
 * again. What was committed and not acknowledged is sent again and stored once.
 */
import { join } from "node:path";
import { API_BASE, PATHS } from "@spanglass/shared/api/paths";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { getStatus } from "../../support/api.ts";
import { runCommand } from "../../support/command.ts";
import { createDataFolder, removeDataFolder, type Stack, startStack } from "../../support/stack.ts";
import { makeSpans, traceIdOf } from "../../support/synthetic.ts";
import { AckJournal } from "../library/ack-journal.ts";
import { AgedTelemetry } from "../library/aged.ts";
import { type Check, exactly, fact } from "../library/check.ts";
import { removeUnlessFaulty } from "../library/kept-folders.ts";
import { createRandom, pickInt } from "../library/random.ts";
import { ReadyTimes } from "../library/ready-times.ts";
import { createHttpSender, sendByHttp } from "../library/send.ts";
import { Senders } from "../library/senders.ts";
import { SMALL_STORE } from "../library/test-settings.ts";
import { type Verdict, verdictChecks, verifyFolder } from "../library/verify.ts";
import { wait } from "../library/wait.ts";
import type { Round, RoundContext } from "../round.ts";

/** Up to so many kills at each step one database serves for all steps. */
const TOGETHER = 2;
const REACHED_WITHIN_MS = 60_000;

interface Point {
	readonly name: string;
	/** It dies the nth time it comes there, 1 <= n <= upTo. */
	readonly upTo: number;
	/** What beside load brings it there. Does not reject when the process dies meanwhile. */
	readonly provoke?: (stack: Stack) => Promise<void>;
	/** Requests older than any policy that are there when the process starts. */
	readonly aged?: number;
}

const POINTS: readonly Point[] = [
	{ name: "before-journal-insert", upTo: 100 },
	{ name: "before-commit", upTo: 40 },
	{ name: "before-columns", upTo: 100 },
	{ name: "before-seal-commit", upTo: 3 },
	{ name: "after-seal-commit", upTo: 3 },
	{ name: "before-compaction-commit", upTo: 2 },
	{ name: "after-compaction-commit", upTo: 2 },
	{ name: "before-rollup-commit", upTo: 2 },
	{ name: "after-rollup-commit", upTo: 2 },
	{ name: "before-retention-commit", upTo: 2, aged: 400 },
	{ name: "after-retention-commit", upTo: 2, aged: 400 },
	{ name: "in-checkpoint", upTo: 2 },
	{ name: "in-backup", upTo: 2, provoke: backUp },
	{ name: "before-removal", upTo: 1, provoke: removeDemo },
	{ name: "after-removal", upTo: 1, provoke: removeDemo },
	// The last one: what it leaves to be sent again is sent before the database is judged.
	{ name: "after-commit", upTo: 40 },
];

export const CRASH_POINTS: Round = {
	id: "D02",
	title: "killed at each named step",
	times: { test: 2, short: 2, night: 10 },
	run,
};

async function run(context: RoundContext): Promise<readonly Check[]> {
	const random = createRandom(context.seed);
	const ready = new ReadyTimes();
	const checks: Check[] = [fact("kills at each step", context.times)];
	const groups = context.times <= TOGETHER ? [POINTS] : POINTS.map((point) => [point]);
	for (const points of groups) checks.push(...(await runPoints(points, context, random, ready)));
	return [...checks, ...ready.checks()];
}

/** On one growing database, which is judged at the end. */
async function runPoints(
	points: readonly Point[],
	context: RoundContext,
	random: () => number,
	ready: ReadyTimes,
): Promise<readonly Check[]> {
	const { times, say } = context;
	const folder = createDataFolder();
	const journal = new AckJournal();
	const senders = new Senders({ journal });
	const name = points.length === 1 ? (points[0]?.name ?? "") : "all";
	let reached = 0;
	const aged = new AgedTelemetry();
	for (const point of points.flatMap((point) => Array.from({ length: times }, () => point))) {
		if (point.aged !== undefined) await aged.add(folder, point.aged);
		if (await crashOnce(point, { folder, senders, ready, nth: pickInt(random, 1, point.upTo + 1) })) reached++;
	}
	const last = await startStack({ folder, env: SMALL_STORE });
	const unsettled = await senders.settle(last);
	const { resent } = await getStatus(last);
	await last.stop();
	const verdict = await verifyFolder(folder, journal.read(), SMALL_STORE);
	const recognised = resent.traces + resent.logs + resent.metrics;
	say(
		`${name}: ${reached} of ${times * points.length} kills, ${senders.fates.stored} acknowledged, ${recognised} recognised as sent again`,
	);
	const checks = pointChecks(name, {
		reached,
		times: times * points.length,
		unsettled,
		recognised,
		verdict,
		leavesCopies: points.at(-1)?.name === "after-commit",
	});
	await journal.remove();
	await aged.remove();
	removeUnlessFaulty(checks, say, folder);
	return checks;
}

interface Outcome {
	readonly reached: number;
	readonly times: number;
	readonly unsettled: number;
	/** By the last start alone. */
	readonly recognised: number;
	readonly verdict: Verdict;
	/** Something was committed and not acknowledged when it died last. */
	readonly leavesCopies: boolean;
}

/** One line when all is well, each broken rule otherwise. */
function pointChecks(name: string, { reached, times, unsettled, recognised, verdict, leavesCopies }: Outcome): readonly Check[] {
	const rules = [
		exactly(`${name}: kills`, reached, times),
		exactly(`${name}: sent again and still not stored`, unsettled, 0),
		...(leavesCopies ? [exactly(`${name}: copies recognised`, recognised > 0 ? "some" : "none", "some")] : []),
		...verdictChecks(verdict).map((check) => ({ ...check, what: `${name}: ${check.what}` })),
	];
	const broken = rules.filter(({ holds }) => holds !== true);
	if (broken.every(({ must }) => must === undefined)) {
		const { acknowledged, missing, doubled, partial } = verdict;
		const requests = acknowledged.traces + acknowledged.logs + acknowledged.points;
		return [exactly(`${name}: missing, doubled or partly there of ${requests} acknowledged`, missing + doubled + partial, 0)];
	}
	return broken;
}

interface Crash {
	readonly folder: string;
	readonly senders: Senders;
	readonly ready: ReadyTimes;
	readonly nth: number;
}

/** True when the process came to the point and died there. */
async function crashOnce(point: Point, { folder, senders, ready, nth }: Crash): Promise<boolean> {
	const env = { ...SMALL_STORE, SPANGLASS_TEST_CRASH: `${point.name}:${nth}` };
	const stack = await startStack({ folder, env }).catch(() => undefined);
	// What is done at the start can come to the point too.
	if (stack === undefined) return true;
	ready.count(stack);
	const end = senders.run(stack);
	const provoking = point.provoke?.(stack);
	const died = await Promise.race([stack.exited.then(() => true), wait(REACHED_WITHIN_MS).then(() => false)]);
	if (!died) await stack.kill();
	await provoking;
	await end();
	return died;
}

/** Copy the database as a person would; the copy of a server that died is thrown away. */
async function backUp(stack: Stack): Promise<void> {
	const folder = createDataFolder();
	for (let at = 0; !stack.hasExited(); at++) await runCommand(stack.folder, ["backup", join(folder, `copy-${at}.db`)]);
	removeDataFolder(folder);
}

/** Store something of the demo, then remove the demo. */
async function removeDemo(stack: Stack): Promise<void> {
	const start = unixNanosFromMillis(Date.now());
	const number = Math.floor(Number(start % 1_000_000_000_000n)) + 2 ** 40;
	const body = encodeTraceRequest(makeSpans({ traceId: traceIdOf(number), service: "demo", spans: 10, start, demo: true }));
	const sender = createHttpSender(stack.http);
	await sendByHttp(sender, "traces", body);
	sender.agent.destroy();
	await fetch(stack.ui + API_BASE + PATHS.demo, { method: "DELETE", headers: { "content-type": "application/json" } }).catch(
		() => undefined,
	);
}
