/**
 * Which blocks are to be merged next. Small blocks come of pauses and of slow senders; points are merged further, because each block
 * repeats what its series are.
 *
 * A run is made of neighbours of one signal, partition and hour of arrival. None of its blocks is more than half of it, so a row is
 * written again only when its block at least doubles: a few times in all.
 */
import { SIGNALS, type Signal } from "@spanglass/shared/model/signal";
import type { BlockFacts } from "./block-table.ts";

const HOUR_MS = 3_600_000;

interface MergeRule {
	/** A block of fewer rows is small. */
	readonly smallRows: number;
	/** Of the block that is made. */
	readonly mostRows: number;
	/** Small neighbours that it takes while their hour lasts. Afterwards two are enough. */
	readonly fewest: number;
}

const RULES: Readonly<Record<Signal, MergeRule>> = {
	traces: { smallRows: 16_384, mostRows: 131_072, fewest: 8 },
	logs: { smallRows: 16_384, mostRows: 131_072, fewest: 8 },
	metrics: { smallRows: 196_608, mostRows: 524_288, fewest: 4 },
};

/**
 * The first run that is worth it at `now` (Unix ms), in order of arrival; undefined when there is none.
 *
 * Cost  O(n log n) in the number of blocks.
 */
export function planMerge(blocks: readonly BlockFacts[], now: number): readonly BlockFacts[] | undefined {
	for (const signal of SIGNALS) {
		for (const partition of ["main", "demo"] as const) {
			const own = blocks.filter((block) => block.signal === signal && block.partition === partition);
			const run = findRun(own.toSorted(byArrival), RULES[signal], now);
			if (run !== undefined) return run;
		}
	}
	return undefined;
}

function byArrival(a: BlockFacts, b: BlockFacts): number {
	return a.firstSequence - b.firstSequence || a.id - b.id;
}

function findRun(blocks: readonly BlockFacts[], rule: MergeRule, now: number): readonly BlockFacts[] | undefined {
	let run: BlockFacts[] = [];
	for (const block of blocks) {
		if (canFollow(run, block, rule)) run.push(block);
		else {
			if (isWorthIt(run, rule, now)) return run;
			run = isSmall(block, rule) ? [block] : [];
		}
	}
	return isWorthIt(run, rule, now) ? run : undefined;
}

function isSmall({ rows, quarantined }: BlockFacts, { smallRows }: MergeRule): boolean {
	return rows < smallRows && !quarantined;
}

function canFollow(run: readonly BlockFacts[], block: BlockFacts, rule: MergeRule): boolean {
	const last = run.at(-1);
	const isSameHour = last !== undefined && hourOf(last) === hourOf(block);
	return isSameHour && last.isRolledUp === block.isRolledUp && isSmall(block, rule) && rowsOf(run) + block.rows <= rule.mostRows;
}

function isWorthIt(run: readonly BlockFacts[], rule: MergeRule, now: number): boolean {
	const [first] = run;
	if (first === undefined) return false;
	const isOver = Math.floor(now / HOUR_MS) > hourOf(first);
	const largest = run.reduce((rows, block) => Math.max(rows, block.rows), 0);
	return run.length >= (isOver ? 2 : rule.fewest) && largest * 2 <= rowsOf(run);
}

function rowsOf(run: readonly BlockFacts[]): number {
	return run.reduce((sum, { rows }) => sum + rows, 0);
}

function hourOf({ lastArrival }: BlockFacts): number {
	return Math.floor(lastArrival / HOUR_MS);
}
