import type { RollupTable } from "./pack.ts";
import { rankKeys } from "./pack-order.ts";

/** Distinct keys of one table, numbered from 0 by first sight: what packs of one thread have in common. */
export class KeyList {
	readonly #table: RollupTable;
	readonly #keys: (readonly string[])[] = [];
	readonly #numbers = new Map<string, number>();

	#ranks: Uint32Array = new Uint32Array();

	constructor(table: RollupTable) {
		this.#table = table;
	}

	get size(): number {
		return this.#keys.length;
	}

	numberOf(texts: readonly string[]): number {
		const joined = joinedTexts(texts);
		const known = this.#numbers.get(joined);
		if (known !== undefined) return known;
		this.#numbers.set(joined, this.#keys.length);
		return this.#keys.push(texts) - 1;
	}

	/** Of each key its place in the order of keys; sorted anew only after a key came. */
	ranks(): Uint32Array {
		if (this.#ranks.length !== this.#keys.length) this.#ranks = rankKeys(this.#keys, this.#table);
		return this.#ranks;
	}

	at(number: number): readonly string[] {
		return this.#keys[number] as readonly string[];
	}
}

/** Half a surrogate pair stands in no text that was decoded from UTF-8. */
const BETWEEN_TEXTS = "\ud800";

/** One text of a key: equal for equal keys only. */
export function joinedTexts(texts: readonly string[]): string {
	return texts.join(BETWEEN_TEXTS);
}
