import { StoredType, TYPE_SHIFT, VALUE_WORDS } from "../layout.ts";
import { GrowingWords } from "./growing-words.ts";

/** What the words of a column are: plain, ids of the dictionary, or (high, low) pairs. */
export const WordKind = { plain: 0, text: 1, pair: 2 } as const;

/** The kind of the values under an attribute head. */
export function kindOfHead(head: number): number {
	const type = head >>> TYPE_SHIFT;
	if (VALUE_WORDS[type] === 2) return WordKind.pair;
	return type === StoredType.bool || type === StoredType.int ? WordKind.plain : WordKind.text;
}

/** Values of rows in order, only of those that have one, and where each segment ends. */
export class GatheredColumn extends GrowingWords {
	readonly kind: number;
	readonly #ends: number[] = [];

	constructor(kind: number) {
		super();
		this.kind = kind;
	}

	/** The rows of this segment are complete. */
	endSegment(segment: number): void {
		this.#ends[segment] = this.top;
	}

	/** The words of one segment. */
	segment(segment: number): Uint32Array {
		return this.view.subarray(this.#ends[segment - 1] ?? 0, this.#ends[segment] ?? 0);
	}
}

/** The halves of interleaved pairs. */
export function splitPairs(words: Uint32Array): { readonly high: Uint32Array; readonly low: Uint32Array } {
	const count = words.length >>> 1;
	const high = new Uint32Array(count);
	const low = new Uint32Array(count);
	for (let at = 0; at < count; at++) {
		high[at] = words[at * 2] as number;
		low[at] = words[at * 2 + 1] as number;
	}
	return { high, low };
}

/** The reverse. */
export function joinPairs(high: Uint32Array, low: Uint32Array): Uint32Array {
	const words = new Uint32Array(high.length * 2);
	for (let at = 0; at < high.length; at++) {
		words[at * 2] = high[at] as number;
		words[at * 2 + 1] = low[at] as number;
	}
	return words;
}
