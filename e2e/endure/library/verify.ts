/**
 * After the faults: a fresh process opens the store, and what it reads is compared with what was acknowledged. Every acknowledged request
 * is there exactly once, every other one wholly or not at all, and as many items are counted as can be read.
 */
import { isDeepStrictEqual } from "node:util";
import { everything, getLogs, getMetricPoints, getStatus, getTraces } from "../../support/api.ts";
import { type Stack, startStack } from "../../support/stack.ts";
import { RECORDS_PER_REQUEST, SPANS_PER_TRACE, traceIdOf } from "../../support/synthetic.ts";
import type { AcknowledgedSets } from "./ack-journal.ts";
import { type Check, exactly, fact } from "./check.ts";
import { checkIntegrity } from "./database.ts";

const EXAMPLES = 5;
const MOST_TRIES = 10;

export interface Tally {
	readonly acknowledged: { readonly traces: number; readonly logs: number; readonly points: number };
	/** Requests whose items are missing though acknowledged, doubled, or partly there. */
	readonly missing: number;
	readonly doubled: number;
	readonly partial: number;
	/** Items that the product counts as stored less those that can be read: a copy that is only hidden shows here. */
	readonly uncounted: { readonly traces: number; readonly logs: number };
	/** The first few requests that are not as they must be, for people. */
	readonly examples: readonly string[];
}

class Judge {
	missing = 0;
	doubled = 0;
	partial = 0;
	readonly examples: string[] = [];

	judge(what: string, seen: number, whole: number, isAcknowledged: boolean): void {
		if (isAcknowledged && seen === 0) this.missing++;
		else if (seen > whole) this.doubled++;
		else if (seen > 0 && seen < whole) this.partial++;
		else return;
		if (this.examples.length < EXAMPLES) this.examples.push(`${what}: ${seen} of ${whole}${isAcknowledged ? ", acknowledged" : ""}`);
	}
}

/** Compare a running product with the sets; again when retention deleted something between what is read and what is counted. */
async function compare(stack: Stack, sets: AcknowledgedSets, others: readonly string[]): Promise<Tally> {
	for (let tries = 1; ; tries++) {
		const before = await getStatus(stack);
		const tally = await compareOnce(stack, sets, others);
		const after = await getStatus(stack);
		if (tries === MOST_TRIES || isDeepStrictEqual(before.kept.deleted, after.kept.deleted)) return tally;
	}
}

async function compareOnce(stack: Stack, sets: AcknowledgedSets, others: readonly string[]): Promise<Tally> {
	const range = everything();
	const judge = new Judge();
	const traces = await judgeTraces(stack, range, { acknowledged: sets.traces, others }, judge);
	const logs = await judgeLogs(stack, range, sets.logs, judge);
	const points = await judgePoints(stack, range, sets.points, judge);
	const { stored } = await getStatus(stack);
	return {
		acknowledged: { traces: sets.traces.size, logs: sets.logs.size, points },
		missing: judge.missing,
		doubled: judge.doubled,
		partial: judge.partial,
		uncounted: { traces: stored.traces - traces, logs: stored.logs - logs },
		examples: judge.examples,
	};
}

/**
 * Start the product on the folder, compare, stop it, and let another SQLite than the product's own check the file. `others`: ids of traces
 * that are there and are judged elsewhere.
 */
export async function verifyFolder(
	folder: string,
	sets: AcknowledgedSets,
	env: Readonly<Record<string, string>> = {},
	others: readonly string[] = [],
): Promise<Verdict> {
	const stack = await startStack({ folder, env });
	const tally = await compare(stack, sets, others);
	await stack.stop();
	return { ...tally, integrity: checkIntegrity(folder) };
}

export interface Verdict extends Tally {
	readonly integrity: string;
}

/** The lines of the table that every durability round shares. */
export function verdictChecks(verdict: Verdict): readonly Check[] {
	const { acknowledged, missing, doubled, partial, uncounted, integrity, examples } = verdict;
	return [
		fact("acknowledged requests (traces / logs / points)", `${acknowledged.traces} / ${acknowledged.logs} / ${acknowledged.points}`),
		exactly("acknowledged and missing", missing, 0),
		exactly("doubled", doubled, 0),
		exactly("partly there", partial, 0),
		exactly("counted as stored and not readable (spans / records)", `${uncounted.traces} / ${uncounted.logs}`, "0 / 0"),
		exactly("integrity_check", integrity, "ok"),
		...examples.map((example) => fact("example", example)),
	];
}

interface TraceSets {
	readonly acknowledged: ReadonlySet<number>;
	readonly others: readonly string[];
}

/** Result: spans that can be read. */
async function judgeTraces(stack: Stack, range: string, { acknowledged, others }: TraceSets, judge: Judge): Promise<number> {
	const seen = new Map<string, number>();
	for (const { traceId, spanCount } of await getTraces(stack, range)) seen.set(traceId, (seen.get(traceId) ?? 0) + spanCount);
	const expected = new Map([...acknowledged].map((number) => [String(traceIdOf(number)), number]));
	for (const id of new Set([...seen.keys(), ...expected.keys()])) {
		if (others.includes(id)) continue;
		judge.judge(`trace ${id}`, seen.get(id) ?? 0, SPANS_PER_TRACE, expected.has(id));
	}
	return [...seen.values()].reduce((sum, count) => sum + count, 0);
}

/** Result: records that can be read. */
async function judgeLogs(stack: Stack, range: string, acknowledged: ReadonlySet<number>, judge: Judge): Promise<number> {
	const seen = new Map<number, number>();
	const records = await getLogs(stack, range);
	for (const { body } of records) {
		const number = Number(/request (\d+) /.exec(String(body?.stringValue))?.[1]);
		seen.set(number, (seen.get(number) ?? 0) + 1);
	}
	for (const number of new Set([...seen.keys(), ...acknowledged])) {
		judge.judge(`log request ${number}`, seen.get(number) ?? 0, RECORDS_PER_REQUEST, acknowledged.has(number));
	}
	return records.length;
}

/** Result: acknowledged points. */
async function judgePoints(stack: Stack, range: string, acknowledged: AcknowledgedSets["points"], judge: Judge): Promise<number> {
	let count = 0;
	for (const [metric, values] of acknowledged) {
		const seen = await readPoints(stack, metric, range);
		for (const value of new Set([...seen.keys(), ...values])) judge.judge(`${metric} ${value}`, seen.get(value) ?? 0, 1, values.has(value));
		count += values.size;
	}
	return count;
}

async function readPoints(stack: Stack, metric: string, range: string): Promise<ReadonlyMap<number, number>> {
	const seen = new Map<number, number>();
	for (const { point } of await getMetricPoints(stack, metric, range)) {
		const value = Number(point.asInt);
		seen.set(value, (seen.get(value) ?? 0) + 1);
	}
	return seen;
}
