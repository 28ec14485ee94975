/** Attributes of records (resources, scopes, series …) as words, the writer's side. In the hot path no string and no object is made. */
import type { Dictionary } from "./dictionary.ts";
import type { WordHeap } from "./heap.ts";
import { StoredType, TYPE_SHIFT } from "./layout.ts";

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
	/** By key id: the key that followed it last, and its last value; -1 before. */
	#following = new Int32Array(0);
	#lastValue = new Int32Array(0);
	#previousKey = 0;

	constructor(dictionary: Dictionary, record: WordHeap) {
		this.#dictionary = dictionary;
		this.#record = record;
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
		const isWide = type === StoredType.int && (a | 0) !== (b | 0) >> 31;
		record.push(key | ((isWide ? StoredType.wideInt : type) << TYPE_SHIFT));
		switch (type) {
			case StoredType.string:
				record.push(this.#text(key, a, b));
				break;
			case StoredType.bytes:
			case StoredType.array:
			case StoredType.kvlist:
				record.push(this.#dictionary.internRaw(a, b));
				break;
			case StoredType.bool:
				record.push(a);
				break;
			case StoredType.int:
				if (isWide) record.push(a);
				record.push(b);
				break;
			case StoredType.double:
				record.push(a);
				record.push(b);
				break;
		}
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
