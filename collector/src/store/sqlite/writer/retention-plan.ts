/** Which block retention deletes next: whole blocks only, by the arrival of their newest request. */
import { SIGNALS, type Signal } from "@spanglass/shared/model/signal";
import type { BlockFacts } from "./block-table.ts";

export type DeletionReason = "age" | "size";

export interface RetentionState {
	/** Unix milliseconds. */
	readonly now: number;
	/** Milliseconds, by signal. */
	readonly ages: Readonly<Record<Signal, number>>;
	/** Bytes of the database that hold something, and how many it may have. */
	readonly usedBytes: number;
	readonly totalBytes: number;
}

export interface PlannedDeletion {
	readonly block: BlockFacts;
	readonly reason: DeletionReason;
}

/**
 * The block to delete next; undefined when everything may stay.
 *
 * Result  by age the one that arrived first of those whose every request is older than its signal's age; over the size the oldest of the
 *         signal that takes most.
 * Cost    O(n) in the number of blocks.
 */
export function planDeletion(
	blocks: readonly BlockFacts[],
	{ now, ages, usedBytes, totalBytes }: RetentionState,
): PlannedDeletion | undefined {
	const expired = oldest(blocks.filter(({ signal, lastArrival }) => now - lastArrival > ages[signal]));
	if (expired !== undefined) return { block: expired, reason: "age" };
	if (usedBytes <= totalBytes) return undefined;
	const block = oldest(largestSignal(blocks));
	return block === undefined ? undefined : { block, reason: "size" };
}

function oldest(blocks: readonly BlockFacts[]): BlockFacts | undefined {
	let first: BlockFacts | undefined;
	for (const block of blocks) {
		if (first === undefined || block.lastArrival < first.lastArrival) first = block;
	}
	return first;
}

function largestSignal(blocks: readonly BlockFacts[]): readonly BlockFacts[] {
	let largest: readonly BlockFacts[] = [];
	let most = 0;
	for (const signal of SIGNALS) {
		const own = blocks.filter((block) => block.signal === signal);
		const bytes = own.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
		if (bytes > most) [largest, most] = [own, bytes];
	}
	return largest;
}
