/**
 * Which values stand under which keys of a block: Bloom filters over (key, token of the value), 8 bits and 4 probes a pair, so that one
 * absent pair in 40 is thought to be there and no present one is missed. Keys with many values have a filter of their own, so that asking
 * for one reads no other; all other pairs share one.
 */
import { firstProbe, hasProbes, secondProbe, setProbes } from "../bloom.ts";
import { hashWord } from "../hash.ts";
import { GrowingWords } from "./growing-words.ts";
import { tokenOfNumber, tokenOfText } from "./value-token.ts";

const BITS_PER_PAIR = 8;
const PROBES = 4;
const SEED = 0x1f83_d9ab;
/** A key with as many values has a filter of its own. */
const OWN_FROM = 1024;
/** Filters of single keys; the shared one makes 256 chunks. */
const OWN_MAX = 255;

/** Collects pairs; one that is added twice takes room twice. */
export class ValuePairs {
	readonly #byKey = new Map<number, GrowingWords>();

	/** Where the tokens of a key's values go. `key`: the token of its text. */
	of(key: number): GrowingWords {
		const known = this.#byKey.get(key);
		if (known !== undefined) return known;
		const tokens = new GrowingWords();
		this.#byKey.set(key, tokens);
		return tokens;
	}

	/** The filters: first the shared one, then those of `keys`. */
	build(): { readonly keys: readonly number[]; readonly filters: readonly Uint8Array[] } {
		const byCount = [...this.#byKey].sort((a, b) => b[1].top - a[1].top);
		const own = byCount.slice(0, OWN_MAX).filter(([, tokens]) => tokens.top >= OWN_FROM);
		const rest = byCount.slice(own.length);
		const shared = createFilter(rest.reduce((sum, [, tokens]) => sum + tokens.top, 0));
		for (const [key, tokens] of rest) addPairs(shared, key, tokens);
		const filters = own.map(([key, tokens]) => {
			const filter = createFilter(tokens.top);
			addPairs(filter, key, tokens);
			return filter;
		});
		return { keys: own.map(([key]) => key), filters: [shared, ...filters] };
	}
}

function createFilter(pairs: number): Uint8Array {
	return new Uint8Array(Math.ceil((pairs * BITS_PER_PAIR) / 8));
}

function mix(key: number, token: number): number {
	return hashWord(hashWord(SEED, key), token);
}

function addPairs(filter: Uint8Array, key: number, tokens: GrowingWords): void {
	for (let at = 0; at < tokens.top; at++) {
		const mixed = mix(key, tokens.view[at] as number);
		setProbes(filter, firstProbe(mixed), secondProbe(mixed, SEED), PROBES);
	}
}

/** False when the pair is certainly not among those of the filter. */
export function mayHoldPair(filter: Uint8Array, key: number, token: number): boolean {
	const mixed = mix(key, token);
	return hasProbes(filter, firstProbe(mixed), secondProbe(mixed, SEED), PROBES);
}

/** The right side of an equality, as `FilterValue` of the query language. */
export interface EqualityLiteral {
	readonly text: string;
	readonly number: number | undefined;
}

/** The tokens that a value may have which equals the literal: of its text, and of its number when a unit makes that another. */
export function tokensOfLiteral({ text, number }: EqualityLiteral): readonly number[] {
	const token = tokenOfText(text);
	return number === undefined ? [token] : [token, tokenOfNumber(number)];
}
