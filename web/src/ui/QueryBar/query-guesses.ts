/** What somebody may have meant who finds nothing: keys and services that are one slip of the finger away. Pure. */
import { FIELD_NAMES, quoteText } from "@spanglass/shared/query/fields";
import { lexFilter, type Token } from "@spanglass/shared/query/filter-lex";

export interface QueryGuess {
	/** The word that may be wrong. */
	readonly was: string;
	readonly meant: string;
	/** The query with it. */
	readonly repaired: string;
}

type Term = Extract<Token, { readonly type: "term" }>;

/**
 * The words of a query that look like slips: a bare key that is near to a field of the language, a `service:` near to one that is known.
 * `services`: every known name; what is known, or written as a pattern, is no slip. Cost O(terms * services).
 */
export function guessesOf(query: string, services: readonly string[]): readonly QueryGuess[] {
	const tokens = lexFilter(query);
	if ("closing" in tokens) return [];
	return tokens.flatMap((token) => (token.type === "term" ? (keyGuess(query, token) ?? serviceGuess(query, token, services) ?? []) : []));
}

function keyGuess(query: string, { key, scope, quotedKey, start }: Term): QueryGuess | undefined {
	const end = start + key.length;
	if (scope !== undefined || quotedKey || query.slice(start, end) !== key) return undefined;
	const meant = nearest(key, FIELD_NAMES);
	return meant === undefined ? undefined : { was: key, meant, repaired: query.slice(0, start) + meant + query.slice(end) };
}

const PLAIN = /^[\w.-]+$/;

function serviceGuess(
	query: string,
	{ key, scope, quotedKey, operator, value }: Term,
	services: readonly string[],
): QueryGuess | undefined {
	const isService = key === "service" && scope === undefined && !quotedKey && (operator === ":" || operator === "=");
	if (!isService || value === undefined || (value.form !== "plain" && value.form !== "quoted")) return undefined;
	const meant = nearest(value.text, services);
	if (meant === undefined) return undefined;
	const written = PLAIN.test(meant) ? meant : quoteText(meant);
	return { was: value.text, meant, repaired: query.slice(0, value.start) + written + query.slice(value.end) };
}

/** The word that is nearest, at most two slips away (one in short words); undefined when the word itself is among them. */
function nearest(word: string, words: readonly string[]): string | undefined {
	if (words.includes(word)) return undefined;
	const typed = word.toLowerCase();
	let best: string | undefined;
	let least = word.length <= 4 ? 2 : 3;
	for (const candidate of words) {
		const slips = slipsBetween(typed, candidate.toLowerCase());
		if (slips >= least) continue;
		least = slips;
		best = candidate;
	}
	return best;
}

/** Letters to insert, drop or change, and neighbours to swap, until one word is the other. Cost O(length * length). */
function slipsBetween(a: string, b: string): number {
	if (Math.abs(a.length - b.length) > 2) return 3;
	let before: readonly number[] = [];
	let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const changed = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
			const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			next.push(Math.min(at(row, j) + 1, at(next, j - 1) + 1, changed, isSwap ? at(before, j - 2) + 1 : changed));
		}
		before = row;
		row = next;
	}
	return at(row, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? 0;
