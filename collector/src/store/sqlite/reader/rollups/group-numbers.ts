/** Texts of keys that make a group, and those that must be as asked for. Places in the key. */
export interface GroupBy {
	readonly places: readonly number[];
	/** At a place, one of these texts. */
	readonly where: readonly PlaceTexts[];
}

export interface PlaceTexts {
	readonly place: number;
	readonly texts: ReadonlySet<string>;
}

type Branch = Map<string, Branch | number>;

/** Numbers the groups of keys, by first sight. Keys in order share what they begin with, so most have the group of the one before. */
export class GroupNumbers {
	/** By group: the texts at the places. */
	readonly groups: (readonly string[])[] = [];
	readonly #by: GroupBy;
	readonly #wanted: (key: readonly string[]) => boolean;
	readonly #root: Branch = new Map();
	#last: readonly string[] | undefined;
	#lastGroup = 0;

	/** `wanted`: what `where` does not say. */
	constructor(by: GroupBy, wanted: (key: readonly string[]) => boolean = () => true) {
		this.#by = by;
		this.#wanted = wanted;
	}

	/** The number of a key's group; undefined when it is not asked for. */
	of(key: readonly string[]): number | undefined {
		const { places, where } = this.#by;
		for (const { place, texts } of where) if (!texts.has(key[place] ?? "")) return undefined;
		if (!this.#wanted(key)) return undefined;
		const last = this.#last;
		if (last !== undefined && places.every((place) => last[place] === key[place])) return this.#lastGroup;
		this.#last = key;
		this.#lastGroup = this.#find(key);
		return this.#lastGroup;
	}

	#find(key: readonly string[]): number {
		const { places } = this.#by;
		let branch = this.#root;
		for (const place of places.slice(0, -1)) {
			const text = key[place] ?? "";
			const known = branch.get(text);
			const next: Branch = known instanceof Map ? known : new Map();
			branch.set(text, next);
			branch = next;
		}
		const text = places.length === 0 ? "" : (key[places.at(-1) ?? 0] ?? "");
		const known = branch.get(text);
		if (typeof known === "number") return known;
		branch.set(text, this.groups.length);
		return this.groups.push(places.map((place) => key[place] ?? "")) - 1;
	}
}
