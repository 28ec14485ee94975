/** Distinct keys of one table, numbered from 0 by first sight: what packs of one thread have in common. */
export class KeyList {
	readonly #keys: (readonly string[])[] = [];
	readonly #joined: string[] = [];
	readonly #numbers = new Map<string, number>();

	get size(): number {
		return this.#keys.length;
	}

	numberOf(texts: readonly string[]): number {
		const joined = joinedTexts(texts);
		const known = this.#numbers.get(joined);
		if (known !== undefined) return known;
		this.#numbers.set(joined, this.#keys.length);
		this.#joined.push(joined);
		return this.#keys.push(texts) - 1;
	}

	at(number: number): readonly string[] {
		return this.#keys[number] as readonly string[];
	}

	/** As `joinedTexts` of the key. */
	joinedAt(number: number): string {
		return this.#joined[number] as string;
	}
}

/** Half a surrogate pair stands in no text that was decoded from UTF-8. */
const BETWEEN_TEXTS = "\ud800";

/** One text of a key: equal for equal keys only. */
export function joinedTexts(texts: readonly string[]): string {
	return texts.join(BETWEEN_TEXTS);
}
