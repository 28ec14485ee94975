/** Places in a key: whose texts make a group, and what must stand where. */
export interface GroupBy {
	readonly places: readonly number[];
	readonly where: readonly PlaceText[];
}

export interface PlaceText {
	readonly place: number;
	readonly text: string;
}

type Branch = Map<string, Branch | number>;

/**
 * Numbers the groups of keys, by first sight. Keys in order share what they begin with, so most have the group of the one before: a key
 * costs next to nothing then, else some 50 ns a place.
 */
export class GroupNumbers {
	readonly #by: GroupBy;
	readonly #isWanted: ((key: readonly string[]) => boolean) | undefined;
	readonly #root: Branch = new Map();
	/** By group. */
	readonly #texts: (readonly string[])[] = [];
	#last: readonly string[] | undefined;
	#lastGroup = 0;

	/** `isWanted`: what `where` cannot say. */
	constructor(by: GroupBy, isWanted?: (key: readonly string[]) => boolean) {
		this.#by = by;
		this.#isWanted = isWanted;
	}

	/** The group of a key; undefined when the key is not asked for. */
	of(key: readonly string[]): number | undefined {
		for (const { place, text } of this.#by.where) if (key[place] !== text) return undefined;
		if (this.#isWanted?.(key) === false) return undefined;
		if (!this.#isLikeLast(key)) {
			this.#lastGroup = this.#find(key);
			this.#last = key;
		}
		return this.#lastGroup;
	}

	/** What keys of a group have in common: the texts at the places, in their order. */
	textsOf(group: number): readonly string[] {
		return this.#texts[group] ?? [];
	}

	#isLikeLast(key: readonly string[]): boolean {
		const last = this.#last;
		if (last === undefined) return false;
		for (const place of this.#by.places) if (last[place] !== key[place]) return false;
		return true;
	}

	#find(key: readonly string[]): number {
		const texts = this.#by.places.map((place) => key[place] ?? "");
		let branch = this.#root;
		for (const text of texts.slice(0, -1)) branch = branchAt(branch, text);
		const last = texts.at(-1) ?? "";
		const known = branch.get(last);
		if (typeof known === "number") return known;
		const number = this.#texts.push(texts) - 1;
		branch.set(last, number);
		return number;
	}
}

function branchAt(branch: Branch, text: string): Branch {
	const known = branch.get(text);
	if (known instanceof Map) return known;
	const made: Branch = new Map();
	branch.set(text, made);
	return made;
}
