/** How the value of an attribute stands in words, the writer's side; the inverse is in `record-decoder.ts`. */
import type { Dictionary } from "./dictionary.ts";
import type { WordHeap } from "./heap.ts";
import { StoredType } from "./layout.ts";

/** The type that a value is stored as: ints that need more than one word are wide. `a`, `b` as `AttributeSink.attribute` gives them. */
export function storedTypeOf(type: number, a: number, b: number): number {
	return type === StoredType.int && (a | 0) !== (b | 0) >> 31 ? StoredType.wideInt : type;
}

/** Appends values of every type but strings, which their owners look up in their own ways, to the end of a heap. */
export class ValueWords {
	readonly #words: WordHeap;
	readonly #dictionary: Dictionary;

	constructor(words: WordHeap, dictionary: Dictionary) {
		this.#words = words;
		this.#dictionary = dictionary;
	}

	/** `type` as `storedTypeOf` gives it; ranges speak of the dictionary's source. */
	push(type: number, a: number, b: number): void {
		const words = this.#words;
		switch (type) {
			case StoredType.bytes:
			case StoredType.array:
			case StoredType.kvlist:
				words.push(this.#dictionary.internRaw(a, b));
				break;
			case StoredType.bool:
				words.push(a);
				break;
			case StoredType.int:
				words.push(b);
				break;
			case StoredType.wideInt:
			case StoredType.double:
				words.push(a);
				words.push(b);
				break;
		}
	}
}
