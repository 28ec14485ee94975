import { addPacks } from "../../../../rollup/add-packs.ts";
import type { PackRows } from "../../../../rollup/pack.ts";

/** Packs of one table that grow by small ones: each has more rows than the next, so that a row is added up a few times only. */
export class PackPile {
	#packs: readonly PackRows[] = [];

	get packs(): readonly PackRows[] {
		return this.#packs;
	}

	add(pack: PackRows): void {
		const kept = [...this.#packs];
		let sum = pack;
		for (let last = kept.at(-1); last !== undefined && last.rowKeys.length <= sum.rowKeys.length; last = kept.at(-1)) {
			sum = addPacks([last, sum], { table: pack.table });
			kept.pop();
		}
		this.#packs = [...kept, sum];
	}
}
