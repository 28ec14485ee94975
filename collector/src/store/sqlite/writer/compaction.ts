/** Merges small blocks into one, in slices; one transaction puts it in their place. A crash leaves the blocks of before or the one of after. */
import { DamagedBlockError, type SealedBlock } from "../../../columns/block/contract.ts";
import { sealBlock } from "../../../columns/block/seal-block.ts";
import type { Clock } from "../../../self/clock.ts";
import { mergeArrivals, type RequestArrival } from "../block-arrivals.ts";
import type { Connection } from "../driver.ts";
import { openStoredBlock, storedArrivals } from "./block-access.ts";
import type { BlockFacts, BlockTable } from "./block-table.ts";
import { planMerge } from "./merge-plan.ts";

/** Of decoded chunks, over all blocks of a merge. */
const CACHE_BYTES = 64 * 1024 * 1024;

export interface CompactionOptions {
	readonly connection: Connection;
	readonly clock: Clock;
	readonly blocks: BlockTable;
	readonly merged: (from: readonly BlockFacts[], to: BlockFacts) => void;
	readonly damaged: (blockId: number, fault: unknown) => void;
}

interface Merge {
	readonly from: readonly BlockFacts[];
	readonly work: Generator<undefined, SealedBlock | undefined, undefined>;
	/** Ready to be stored. */
	sealed: SealedBlock | undefined;
}

export class Compaction {
	readonly #options: CompactionOptions;
	#merge: Merge | undefined;
	/** Blocks that could not be merged though none is damaged: left alone until the next start. */
	readonly #excluded = new Set<number>();

	constructor(options: CompactionOptions) {
		this.#options = options;
	}

	/** One slice; false when there is nothing to do. Throws unavailable: what is merged is kept and stored by a later step. */
	step(): boolean {
		this.#merge ??= this.#begin();
		const merge = this.#merge;
		if (merge === undefined) return false;
		if (merge.sealed === undefined) this.#work(merge);
		else this.#store(merge, merge.sealed);
		return true;
	}

	#begin(): Merge | undefined {
		const { blocks, clock } = this.#options;
		const candidates = blocks.list().filter(({ id }) => !this.#excluded.has(id));
		const from = planMerge(candidates, clock.now());
		return from === undefined ? undefined : { from, work: this.#workOn(from), sealed: undefined };
	}

	#workOn(from: readonly BlockFacts[]): Merge["work"] {
		const open = ({ id }: BlockFacts) => openStoredBlock(this.#options.connection, id, CACHE_BYTES / from.length);
		return sealBlock(
			from
				.map(open)
				.filter((view) => view !== undefined)
				.map((view) => ({ view })),
		);
	}

	#work(merge: Merge): void {
		try {
			const slice = merge.work.next();
			if (!slice.done) return;
			merge.sealed = slice.value;
			if (slice.value === undefined) this.#giveUp(merge.from);
		} catch (fault) {
			if (!(fault instanceof DamagedBlockError)) this.#giveUp(merge.from);
			else this.#findDamage(merge.from);
		}
	}

	#giveUp(from: readonly BlockFacts[]): void {
		for (const { id } of from) this.#excluded.add(id);
		this.#merge = undefined;
	}

	/** The blocks that cannot be sealed again by themselves are the damaged ones. Rare, so not in slices. */
	#findDamage(from: readonly BlockFacts[]): void {
		let found = false;
		for (const block of from) {
			try {
				for (const _slice of this.#workOn([block]));
			} catch (fault) {
				found = true;
				this.#options.damaged(block.id, fault);
			}
		}
		if (found) this.#merge = undefined;
		else this.#giveUp(from);
	}

	/** Undefined when those of a block are damaged: it is set aside and the merge begun again. */
	#arrivalsOf(from: readonly BlockFacts[]): readonly RequestArrival[] | undefined {
		const lists: (readonly RequestArrival[])[] = [];
		for (const { id } of from) {
			try {
				lists.push(storedArrivals(this.#options.connection, id));
			} catch (fault) {
				if (!(fault instanceof DamagedBlockError)) throw fault;
				this.#options.damaged(id, fault);
				this.#merge = undefined;
			}
		}
		return this.#merge === undefined ? undefined : mergeArrivals(lists);
	}

	#store({ from }: Merge, sealed: SealedBlock): void {
		const { blocks, merged } = this.#options;
		const [first] = from;
		if (first === undefined || from.some(({ id }) => blocks.get(id)?.quarantined !== false)) {
			this.#merge = undefined;
			return;
		}
		const arrivals = this.#arrivalsOf(from);
		if (arrivals === undefined) return;
		const [block] = blocks.change({
			add: [{ sealed, partition: first.partition, arrivals, isRolledUp: first.isRolledUp }],
			remove: from,
			beforeCommit: "before-compaction-commit",
			afterCommit: "after-compaction-commit",
		});
		this.#merge = undefined;
		if (block !== undefined) merged(from, block);
	}
}
