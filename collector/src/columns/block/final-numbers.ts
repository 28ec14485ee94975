import { GrowingWords } from "./growing-words.ts";
import type { RecordMap } from "./map-record.ts";
import type { MergedEntities } from "./merged-entities.ts";

/**
 * The numbers that stand in a block. Texts are numbered by first sight in the order in which they are asked for, so that the texts of one
 * column lie together when columns are asked one after the other.
 */
export class FinalNumbers implements RecordMap {
	/** Provisional numbers of texts in their final order. */
	readonly texts = new GrowingWords(1024);
	/** Provisional numbers of entities in their final order. */
	readonly entities: Uint32Array;
	/** Number + 1 by provisional number; 0 when not asked for yet. */
	readonly #textMap: Uint32Array;
	readonly #entityMap: Uint32Array;

	constructor(entryCount: number, entities: MergedEntities) {
		this.#textMap = new Uint32Array(entryCount);
		this.entities = entities.finalOrder();
		this.#entityMap = new Uint32Array(entities.count);
		this.entities.forEach((entity, at) => {
			this.#entityMap[entity] = at;
		});
		this.text(0);
	}

	text(id: number): number {
		const known = this.#textMap[id] as number;
		if (known > 0) return known - 1;
		this.texts.push(id);
		this.#textMap[id] = this.texts.top;
		return this.texts.top - 1;
	}

	entity(entity: number): number {
		return this.#entityMap[entity] as number;
	}

	/** Renumber in place. */
	renumberTexts(words: Uint32Array): void {
		const map = this.#textMap;
		for (let at = 0; at < words.length; at++) {
			const id = words[at] as number;
			const known = map[id] as number;
			words[at] = known > 0 ? known - 1 : this.text(id);
		}
	}

	renumberEntities(words: Uint32Array): void {
		const map = this.#entityMap;
		for (let at = 0; at < words.length; at++) words[at] = map[words[at] as number] as number;
	}
}
