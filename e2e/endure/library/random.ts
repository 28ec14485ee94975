/** mulberry32: 0 <= x < 1 from a seed, the same row of numbers each time. */
export function createRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

/** A whole number in [from, to). */
export function pickInt(random: () => number, from: number, to: number): number {
	return from + Math.floor(random() * (to - from));
}

/** The same items in another order. */
export function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
	const keyed = items.map((item) => ({ item, key: random() }));
	return keyed.toSorted((left, right) => left.key - right.key).map(({ item }) => item);
}
