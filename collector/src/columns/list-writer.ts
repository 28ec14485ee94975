/** Lists of attributes of items as words, the writer's side. In the hot path no string and no object is made. */
import type { Dictionary } from "./dictionary.ts";
import type { EntityTable } from "./entity-table.ts";
import { WordHeap } from "./heap.ts";
import { EntityKind, StoredType, TYPE_SHIFT } from "./layout.ts";
import { Novelty } from "./novelty.ts";
import { NO_NODE, ShapeTree } from "./shape-tree.ts";
import { TextMemo } from "./text-memo.ts";
import { storedTypeOf, ValueWords } from "./value-words.ts";

/**
 * Writes lists of attributes to the end of a heap: the number of their shape, then the values.
 *
 * Items of one emitter have few shapes, so a list is followed in a tree of those seen, which tells each key from those that may come next;
 * and a memo tells the value that a key had lately. Both are compared first, which is cheaper than to hash bytes and look them up.
 */
export class ListWriter {
	readonly #dictionary: Dictionary;
	readonly #entities: EntityTable;
	readonly #words: WordHeap;
	readonly #values: ValueWords;
	readonly #tree: ShapeTree;
	readonly #memo: TextMemo;
	readonly #novelty = new Novelty();
	/** The shape of a list that is not followed in the tree. */
	readonly #shape = new WordHeap();
	#followed = true;
	/** Where the number of the shape goes. */
	#start = 0;

	constructor(dictionary: Dictionary, entities: EntityTable, words: WordHeap) {
		this.#dictionary = dictionary;
		this.#entities = entities;
		this.#words = words;
		this.#values = new ValueWords(words, dictionary);
		this.#tree = new ShapeTree(dictionary);
		this.#memo = new TextMemo(dictionary);
		this.#shape.push(0);
		entities.intern(EntityKind.shape, this.#shape);
	}

	get byteLength(): number {
		return this.#tree.byteLength + this.#memo.byteLength;
	}

	/** Drop all guesses: ids were given back. */
	forget(): void {
		this.#tree.clear();
		this.#memo.clear();
	}

	begin(): void {
		this.#start = this.#words.top;
		this.#words.push(0);
		this.#tree.begin();
		this.#followed = true;
	}

	/**
	 * Append one attribute as `AttributeSink.attribute` gives it, unless its key may stand in the list already; then, or when the list is a
	 * rare one, nothing is kept of it and the answer is false. Ranges speak of the dictionary's source.
	 */
	take(keyStart: number, keyEnd: number, type: number, a: number, b: number): boolean {
		const stored = storedTypeOf(type, a, b);
		const node = this.#tree.step(keyStart, keyEnd, stored);
		if (node === NO_NODE) {
			this.#words.top = this.#start;
			return false;
		}
		this.#write(node, stored, a, b);
		return true;
	}

	/** Append one attribute whose key is not in the list yet. */
	write(keyStart: number, keyEnd: number, type: number, a: number, b: number): void {
		const stored = storedTypeOf(type, a, b);
		const node = this.#followed ? this.#tree.step(keyStart, keyEnd, stored) : NO_NODE;
		if (node === NO_NODE) this.#addHead(keyStart, keyEnd, stored);
		this.#write(node, stored, a, b);
	}

	/** The list is complete. */
	end(): void {
		const node = this.#tree.node;
		this.#words.view[this.#start] = this.#followed && this.#tree.shapeOf(node) >= 0 ? this.#tree.shapeOf(node) : this.#internShape(node);
	}

	#internShape(node: number): number {
		if (!this.#followed) return this.#entities.intern(EntityKind.shape, this.#shape);
		this.#tree.writeHeads(node, this.#shape);
		const shape = this.#entities.intern(EntityKind.shape, this.#shape);
		this.#tree.setShape(node, shape);
		return shape;
	}

	#addHead(keyStart: number, keyEnd: number, type: number): void {
		let key = this.#tree.missedKey;
		if (this.#followed) this.#tree.writeHeads(this.#tree.node, this.#shape);
		else key = this.#dictionary.internText(keyStart, keyEnd);
		this.#followed = false;
		this.#shape.push(key | (type << TYPE_SHIFT));
	}

	#write(node: number, type: number, a: number, b: number): void {
		if (type !== StoredType.string) this.#values.push(type, a, b);
		else this.#words.push(node === NO_NODE ? this.#dictionary.internText(a, b) : this.#text(node, a, b));
	}

	#text(node: number, start: number, end: number): number {
		const key = this.#tree.keyOf(node);
		const known = this.#memo.find(key, start, end);
		if (known >= 0) return known;
		const dictionary = this.#dictionary;
		const { count } = dictionary;
		const isNovel = this.#novelty.isNovel(key);
		const text = isNovel ? dictionary.appendText(start, end) : dictionary.internText(start, end);
		this.#memo.keep(text);
		if (!isNovel) this.#novelty.learn(key, text >= count);
		return text;
	}
}
