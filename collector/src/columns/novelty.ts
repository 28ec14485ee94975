/**
 * Which sources of texts (keys of attributes, bodies) bring a new one nearly every time. Looking those up in the dictionary is in vain: each
 * look-up waits for memory, and the table of all texts grows for nothing.
 *
 * A score per source goes up by one with each new text and down by eight with each known one; from 64 on only every sixteenth is looked up.
 * So what is kept twice is at most a few in a hundred texts of such a source.
 */
const NOVEL_FROM = 64;
const HIGHEST = 96;
const KNOWN_COSTS = 8;
const LOOK_EVERY = 16;

export class Novelty {
	#scores = new Uint8Array(256);
	#turn = 0;

	/** True when the next text of a source is to be taken without looking it up. */
	isNovel(source: number): boolean {
		if ((this.#scores[source] ?? 0) < NOVEL_FROM) return false;
		this.#turn = (this.#turn + 1) % LOOK_EVERY;
		return this.#turn !== 0;
	}

	/** A text of a source was looked up. Sources that are beyond the last one heard of have no score yet. */
	learn(source: number, isNew: boolean): void {
		if (source >= this.#scores.length) this.#widen(source);
		const score = this.#scores[source] as number;
		this.#scores[source] = isNew ? Math.min(HIGHEST, score + 1) : Math.max(0, score - KNOWN_COSTS);
	}

	#widen(source: number): void {
		const wider = new Uint8Array(2 ** Math.ceil(Math.log2(source + 1)));
		wider.set(this.#scores);
		this.#scores = wider;
	}
}
