/** Merges stored roll-ups, one merge a step: numbers stay what they are, only the cost of reading them changes. And deletes old ones. */
import { messageOf } from "@spanglass/shared/model/errors";
import { addPacks, addPacksInSlices } from "../../../../rollup/add-packs.ts";
import { PACK_STEPS, type PackRows, type PackStep } from "../../../../rollup/pack.ts";
import { decodePack } from "../../../../rollup/pack-codec.ts";
import { splitPack } from "../../../../rollup/split-pack.ts";
import type { Clock } from "../../../../self/clock.ts";
import type { Connection } from "../../driver.ts";
import { MINUTES_PER_HOUR } from "../../rollup-row.ts";
import { ROLLUP_SQL } from "../../sql/rollups.ts";
import { crashPoint } from "../crash-points.ts";
import { newRollup } from "./new-rollups.ts";
import { hourOf, planRollupMerge, type RollupMerge } from "./rollup-plan.ts";
import type { NewRollup, RollupFacts, StoredRollups } from "./stored-rollups.ts";

const DAY_MS = 24 * 3_600_000;
/** By the minutes that a row stands for. */
const KEPT_MS: Readonly<Record<number, number>> = { 1: 30 * DAY_MS, 10: 400 * DAY_MS, 60: 400 * DAY_MS };
/** Small packs are many: one slice takes as many of them as this allows. */
const SLICE_MS = 5;
/** Deleted in one transaction. */
const MOST_DELETED = 256;
const FEW_MINUTES = 6;
/** Of a merged pack, before compression: what a question about one service has to decode. */
const PIECE_BYTES = 64 * 1024;

export interface RollupUpkeepOptions {
	readonly connection: Connection;
	readonly clock: Clock;
	readonly table: StoredRollups;
	readonly written: (bytes: number) => void;
	readonly warn: (message: string) => void;
}

/** What takes the place of what. */
interface ReadyChange {
	readonly added: readonly NewRollup[];
	readonly removed: readonly RollupFacts[];
}

type Steps = Generator<undefined, ReadyChange | undefined, undefined>;

interface PlannedChange {
	/** Undefined for what needs no work. */
	readonly steps: Steps | undefined;
	ready: ReadyChange | undefined;
}

export class RollupUpkeep {
	readonly #options: RollupUpkeepOptions;
	/** Packs that cannot be read: left alone until the next start. */
	readonly #damaged = new Set<number>();
	#change: PlannedChange | undefined;

	constructor(options: RollupUpkeepOptions) {
		this.#options = options;
	}

	/** One slice of a merge, or a deletion; false when nothing is to be done. Throws unavailable: what is merged is stored by a later step. */
	step(): boolean {
		this.#change ??= this.#begin();
		const change = this.#change;
		if (change === undefined) return false;
		if (change.ready === undefined) this.#work(change);
		else this.#store(change.ready);
		return true;
	}

	#begin(): PlannedChange | undefined {
		const { table, clock } = this.#options;
		const now = clock.now();
		const packs = [...table.list()];
		const old = packs.filter(({ step, lastArrival }) => now - lastArrival > (KEPT_MS[step] ?? 0)).slice(0, MOST_DELETED);
		if (old.length > 0) return { steps: undefined, ready: { added: [], removed: old } };
		const sound = packs.filter(({ id }) => !this.#damaged.has(id));
		const merge = planRollupMerge(sound, now);
		if (merge === undefined) return undefined;
		return { steps: merge.isClosed ? this.#closeHours(merge, sound) : this.#joinOpen(merge), ready: undefined };
	}

	#work(change: PlannedChange): void {
		const end = performance.now() + SLICE_MS;
		let slice = change.steps?.next();
		while (slice?.done === false && performance.now() < end) slice = change.steps?.next();
		if (slice?.done !== true) return;
		change.ready = slice.value;
		if (slice.value === undefined) this.#change = undefined;
	}

	*#joinOpen({ kind, partition, packs }: RollupMerge): Steps {
		const deltas = yield* this.#read(packs);
		if (deltas === undefined) return undefined;
		const sum = yield* addPacksInSlices(deltas, { table: kind });
		yield;
		const added = sum.rowKeys.length === 0 ? [] : [newRollup(sum, { partition, isMerged: false, lastArrival: latest(packs) })];
		return { added, removed: packs };
	}

	*#closeHours({ kind, partition, packs }: RollupMerge, all: readonly RollupFacts[]): Steps {
		const deltas = yield* this.#read(packs);
		if (deltas === undefined) return undefined;
		const hours = new Set(deltas.flatMap(({ minutes }) => Array.from(minutes, hourOf)));
		const isOfHours = ({ firstMinute }: RollupFacts) => hours.has(hourOf(firstMinute));
		const old = all.filter((pack) => pack.kind === kind && pack.partition === partition && pack.isMerged && isOfHours(pack));
		const merged = yield* this.#read(old.filter(({ step }) => step === 1));
		if (merged === undefined) return undefined;
		const added: NewRollup[] = [];
		for (const hour of hours) {
			const range = { firstMinute: hour, lastMinute: hour + MINUTES_PER_HOUR - 1 };
			const minutes = yield* addPacksInSlices([...deltas, ...merged], { table: kind, ...range });
			const lastArrival = latest([...packs, ...old.filter(({ firstMinute }) => hourOf(firstMinute) === hour)]);
			for (const step of stepsOf(minutes)) {
				const rows = step === 1 ? minutes : addPacks([minutes], { table: kind, step, minuteOf: (minute) => minute - (minute % step) });
				for (const piece of splitPack(rows, PIECE_BYTES)) {
					added.push(newRollup(piece, { partition, isMerged: true, lastArrival }));
					yield;
				}
			}
		}
		return { added, removed: [...old, ...packs] };
	}

	/** Undefined when one is damaged: it is left alone from now on. */
	*#read(packs: readonly RollupFacts[]): Generator<undefined, readonly PackRows[] | undefined, undefined> {
		const { table, warn } = this.#options;
		const rows: PackRows[] = [];
		for (const { id } of packs) {
			const bytes = table.bytesOf(id);
			try {
				if (bytes !== undefined) rows.push(decodePack(bytes));
			} catch (fault) {
				this.#damaged.add(id);
				warn(`roll-up ${id} is damaged (${messageOf(fault)}); its numbers are missing in charts`);
			}
			yield;
		}
		return packs.some(({ id }) => this.#damaged.has(id)) ? undefined : rows;
	}

	#store({ added, removed }: ReadyChange): void {
		const { connection, table, written } = this.#options;
		const stored = new Set(Array.from(table.list(), ({ id }) => id));
		// The demo was removed meanwhile: what was made of its packs is not to come back.
		if (removed.some(({ id }) => !stored.has(id))) {
			this.#change = undefined;
			return;
		}
		connection.transaction(() => {
			table.begin();
			for (const { id } of removed) table.remove(id);
			for (const rollup of added) table.add(rollup);
			connection.run(ROLLUP_SQL.change, 0, 0);
			crashPoint("before-rollup-commit");
		});
		crashPoint("after-rollup-commit");
		this.#change = undefined;
		table.settle();
		written(added.reduce((sum, { bytes }) => sum + bytes.length, 0));
	}
}

/** An hour of few minutes has no rows of more: they would say the same at the same length. */
function stepsOf({ minutes }: PackRows): readonly PackStep[] {
	return new Set(minutes).size <= FEW_MINUTES ? [1] : PACK_STEPS;
}

function latest(packs: readonly RollupFacts[]): number {
	return packs.reduce((last, { lastArrival }) => Math.max(last, lastArrival), 0);
}
