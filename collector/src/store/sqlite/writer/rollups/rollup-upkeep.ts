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
		const packs = [...table.list()];
		const old = packs.filter(({ step, lastArrival }) => now - lastArrival > (KEPT_MS[step] ?? 0)).slice(0, MOST_DELETED);
		if (old.length > 0) {
			this.#change([], old);
			return true;
		}
		const sound = packs.filter(({ id }) => !this.#damaged.has(id));
		const merge = planRollupMerge(sound, now);
		if (merge === undefined) return false;
		if (merge.kind === "exemplar") this.#mergeExemplars(merge, sound);
		else this.#mergePacks(merge, merge.kind, sound);
		return true;
	}

	#mergePacks({ packs, partition, isClosed }: RollupMerge, kind: RollupTable, all: readonly RollupFacts[]): void {
		const deltas = this.#read(packs, decodePack);
		if (deltas === undefined) return;
		const lastArrival = latest(packs);
		const place = { kind, partition, lastArrival };
		if (!isClosed) {
			const merged = mergePacks(deltas, { table: kind, step: 1 });
			this.#change([newRollup(encodePack(merged), { ...place, isMerged: false })], packs);
			return;
		}
		const hours = hoursOfRows(deltas);
		const old = all.filter(
			(pack) => pack.kind === kind && pack.partition === partition && pack.isMerged && hours.has(hourOf(pack.firstMinute)),
		);
		const minutes = this.#read(
			old.filter(({ step }) => step === 1),
			decodePack,
		);
		if (minutes === undefined) return;
		const added: NewRollup[] = [];
		for (const hour of hours) {
			const merged = mergePacks([...deltas, ...minutes], {
				table: kind,
				step: 1,
				firstMinute: hour,
				lastMinute: hour + MINUTES_PER_HOUR - 1,
			});
			for (const step of PACK_STEPS) {
				const rows = step === 1 ? merged : mergePacks([merged], { table: kind, step });
				const pieces = splitPack(rows, PIECE_BYTES);
				const arrival = Math.max(lastArrival, latest(old.filter(({ firstMinute }) => hourOf(firstMinute) === hour)));
				added.push(...pieces.map((piece) => newRollup(encodePack(piece), { ...place, isMerged: true, lastArrival: arrival })));
			}
		}
		this.#change(added, [...old, ...packs]);
	}
}
