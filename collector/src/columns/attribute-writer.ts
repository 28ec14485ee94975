/** Attributes of records (resources, scopes, series …) as words, the writer's side. In the hot path no string and no object is made. */
import type { Dictionary } from "./dictionary.ts";
import type { WordHeap } from "./heap.ts";
import { StoredType, TYPE_SHIFT } from "./layout.ts";
import { storedTypeOf, ValueWords } from "./value-words.ts";

const NOT_SEEN = -1;

/**
 * Writes attributes to the end of a record, each as its head and its value.
 *
 * Items of one emitter repeat the same keys in the same order, and often a key's last value: both are guessed first, since comparing
 * bytes with one entry is cheaper than hashing them and looking them up.
 */
export class AttributeWriter {
	readonly #record: WordHeap;
	readonly #dictionary: Dictionary;
	readonly #values: ValueWords;
	/** By key id: the key that followed it last, and its last value; -1 before. */
	#following = new Int32Array(0);
	#lastValue = new Int32Array(0);
	#previousKey = 0;

	constructor(dictionary: Dictionary, record: WordHeap) {
		this.#dictionary = dictionary;
		this.#record = record;
		this.#values = new ValueWords(record, dictionary);
		this.forget();
	}

	/** Drop all guesses: ids were given back. */
	forget(): void {
		this.#following = new Int32Array(256).fill(NOT_SEEN);
		this.#lastValue = new Int32Array(256).fill(NOT_SEEN);
		this.#previousKey = 0;
	}

	/** Append one attribute as `AttributeSink.attribute` gives it. Ranges speak of the dictionary's source. */
	write(keyStart: number, keyEnd: number, type: number, a: number, b: number): void {
		const record = this.#record;
		const key = this.#key(keyStart, keyEnd);
		const stored = storedTypeOf(type, a, b);
		record.push(key | (stored << TYPE_SHIFT));
		if (stored === StoredType.string) record.push(this.#text(key, a, b));
		else this.#values.push(stored, a, b);
	}

	#key(start: number, end: number): number {
		const guess = this.#following[this.#previousKey] as number;
		if (guess >= 0 && this.#dictionary.hasBytes(guess, start, end)) {
			this.#previousKey = guess;
			return guess;
		}
		const key = this.#dictionary.internText(start, end);
		if (key >= this.#following.length) this.#widen(key);
		this.#following[this.#previousKey] = key;
		this.#previousKey = key;
		return key;
	}

	#text(key: number, start: number, end: number): number {
		const guess = this.#lastValue[key] as number;
		if (guess >= 0 && this.#dictionary.hasBytes(guess, start, end)) return guess;
		const text = this.#dictionary.internText(start, end);
		this.#lastValue[key] = text;
		return text;
	}

	#widen(key: number): void {
		const size = 2 ** Math.ceil(Math.log2(key + 1));
		const following = new Int32Array(size).fill(NOT_SEEN);
		const lastValue = new Int32Array(size).fill(NOT_SEEN);
		following.set(this.#following);
		lastValue.set(this.#lastValue);
		this.#following = following;
		this.#lastValue = lastValue;
	}
}
