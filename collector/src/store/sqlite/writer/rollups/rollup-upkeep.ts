/** Merges stored roll-ups, one merge a step: numbers stay what they are, only the cost of reading them changes. And deletes old ones. */
import { messageOf } from "@spanglass/shared/model/errors";
import { mergeExemplars } from "../../../../rollup/exemplar-codec.ts";
import { PACK_STEPS, type PackRows, type StoredPack } from "../../../../rollup/pack.ts";
import { decodePack, encodePack } from "../../../../rollup/pack-codec.ts";
import { mergePacks, splitPack } from "../../../../rollup/pack-merge.ts";
import type { Clock } from "../../../../self/clock.ts";
import type { Connection } from "../../driver.ts";
import { MINUTES_PER_HOUR } from "../../rollup-row.ts";
import { ROLLUP_SQL } from "../../sql/rollups.ts";
import { crashPoint } from "../crash-points.ts";
import { hourOf, planRollupMerge, type RollupMerge } from "./rollup-plan.ts";
import type { NewRollup, RollupFacts, RollupTable } from "./rollup-table.ts";

const DAY_MS = 24 * 3_600_000;
/** By the minutes that a row stands for. */
const KEPT_MS: Readonly<Record<number, number>> = { 1: 30 * DAY_MS, 10: 400 * DAY_MS, 60: 400 * DAY_MS };
/** Deleted in one transaction. */
const MOST_DELETED = 256;
/** Of a merged pack, before compression: what a question about one service has to decode. */
const PIECE_BYTES = 64 * 1024;

export interface RollupUpkeepOptions {
	readonly connection: Connection;
	readonly clock: Clock;
	readonly table: RollupTable;
	readonly written: (bytes: number) => void;
	readonly warn: (message: string) => void;
}

export class RollupUpkeep {
	readonly #options: RollupUpkeepOptions;
	/** Packs that cannot be read: left alone until the next start. */
	readonly #damaged = new Set<number>();

	constructor(options: RollupUpkeepOptions) {
		this.#options = options;
	}

	/** One merge or deletion; false when nothing is to be done. Throws unavailable: nothing changed. */
	step(): boolean {
		const { table, clock } = this.#options;
		const now = clock.now();
		const old = [...table.list()].filter(({ step, lastArrival }) => now - lastArrival > (KEPT_MS[step] ?? 0)).slice(0, MOST_DELETED);
		if (old.length > 0) {
			this.#change([], old);
			return true;
		}
		const merge = planRollupMerge(
			[...table.list()].filter(({ id }) => !this.#damaged.has(id)),
			now,
		);
		if (merge === undefined) return false;
		this.#merge(merge);
		return true;
	}
}
