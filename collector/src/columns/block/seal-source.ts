import { SEGMENT_MASK, SEGMENT_ROWS, segmentOf } from "../layout.ts";
import type { RowView } from "../row-view.ts";
import { GrowingWords } from "./growing-words.ts";
import { mapRecord, type RecordMap } from "./map-record.ts";
import type { MergedEntities } from "./merged-entities.ts";
import type { Entries, MergedTexts } from "./merged-texts.ts";

/** A source and what its numbers became: provisional ones, the same for all sources of a block. */
export class SealSource implements RecordMap {
	readonly view: RowView;
	readonly #entities: MergedEntities;
	readonly #texts: MergedTexts | undefined;
	/** Number + 1; 0 when not met. */
	readonly #entityMap: Uint32Array;
	readonly #textMap: Uint32Array;
	readonly #columns: Uint32Array[][] = [];
	readonly #words: Uint32Array[] = [];

	/** Without `texts` its dictionary ids are the provisional ones. */
	constructor(view: RowView, entities: MergedEntities, texts: MergedTexts | undefined) {
		this.view = view;
		this.#entities = entities;
		this.#texts = texts;
		this.#entityMap = new Uint32Array(view.counts.entities);
		this.#textMap = new Uint32Array(texts === undefined ? 0 : view.counts.entries);
	}

	/** Texts have the numbers that they have in the source. */
	get isAlone(): boolean {
		return this.#texts === undefined;
	}

	text(id: number): number {
		const texts = this.#texts;
		if (texts === undefined) return id;
		const known = this.#textMap[id] as number;
		if (known > 0) return known - 1;
		const text = texts.intern(this.view, id);
		this.#textMap[id] = text + 1;
		return text;
	}

	entity(ordinal: number): number {
		const known = this.#entityMap[ordinal] as number;
		if (known > 0) return known - 1;
		const record = new GrowingWords(16);
		mapRecord(this.view.records, this.view.entities[ordinal] as number, this, record);
		const entity = this.#entities.intern(record.filled());
		this.#entityMap[ordinal] = entity + 1;
		return entity;
	}

	/** Renumber in place. */
	renumberEntities(ordinals: Uint32Array): void {
		const map = this.#entityMap;
		for (let at = 0; at < ordinals.length; at++) {
			const ordinal = ordinals[at] as number;
			const known = map[ordinal] as number;
			ordinals[at] = known > 0 ? known - 1 : this.entity(ordinal);
		}
	}

	/** A column by segments; segments are read when they are first needed. */
	value(column: number, row: number): number {
		const segments = this.segments(column);
		const segment = segmentOf(row);
		return (segments[segment] as Uint32Array)[row & SEGMENT_MASK] as number;
	}

	/** All segments of a column. */
	segments(column: number): readonly Uint32Array[] {
		const known = this.#columns[column];
		if (known !== undefined) return known;
		const segments: Uint32Array[] = [];
		const { rows } = this.view.counts;
		for (let segment = 0; segment * SEGMENT_ROWS < rows; segment++) segments.push(this.view.column(column, segment));
		this.#columns[column] = segments;
		return segments;
	}

	wordsOf(segment: number): Uint32Array {
		const known = this.#words[segment];
		if (known !== undefined) return known;
		const words = this.view.wordsOf(segment);
		this.#words[segment] = words;
		return words;
	}

	/** Let go of what was read of a column. */
	forget(column: number): void {
		delete this.#columns[column];
	}
}

/** The sources of a block, with one numbering. */
export interface SealSources {
	readonly list: readonly SealSource[];
	readonly entities: MergedEntities;
	/** All provisional dictionary entries, and how many there are by now. */
	readonly entries: Entries;
	entryCount(): number;
}

/** Rows in the order of the block: row `rows[i]` of source `sources[i]`. */
export interface RowOrder {
	readonly count: number;
	readonly sources: Uint16Array;
	readonly rows: Uint32Array;
}
