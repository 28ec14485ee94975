/**
 * The order of what a few typed characters find: exact before prefix, prefix before what is used often and lately, that before mere
 * likeness. Pure.
 */
export interface Candidate {
	readonly id: string;
	readonly label: string;
	/** Further words that find it, e.g. its English name on a Chinese page. */
	readonly words?: string;
}

export interface Ranked<T> {
	readonly item: T;
	/** Offsets in the label of the characters that were typed, ascending. */
	readonly marks: readonly number[];
}

const EXACT = 0;
const PREFIX = 1;
const USED = 2;
const LIKE = 3;
/** Typed characters that lie further apart than this many times their number resemble nothing. */
const MOST_SPREAD = 2;

interface Match {
	readonly tier: number;
	/** Smaller is better, within `LIKE`. */
	readonly spread: number;
	readonly marks: readonly number[];
}

/**
 * Find and order. `weight` says how much an item was used (0: never). Case does not matter. An empty needle finds everything, most used
 * first. Ties keep the given order. Cost O(items × length).
 */
export function rankItems<T extends Candidate>(items: readonly T[], needle: string, weight: (item: T) => number): readonly Ranked<T>[] {
	const typed = needle.toLowerCase();
	const found = items.flatMap((item, index) => {
		const match = matchOf(item, typed, weight(item) > 0);
		return match === undefined ? [] : [{ item, index, match, weight: weight(item) }];
	});
	found.sort((a, b) => a.match.tier - b.match.tier || b.weight - a.weight || a.match.spread - b.match.spread || a.index - b.index);
	return found.map(({ item, match }) => ({ item, marks: match.marks }));
}

function matchOf(item: Candidate, typed: string, isUsed: boolean): Match | undefined {
	const label = item.label.toLowerCase();
	if (typed === "") return { tier: USED, spread: 0, marks: [] };
	const inLabel = subsequence(label, typed);
	const inWords = item.words?.toLowerCase().includes(typed) ? { spread: label.length, marks: [] } : undefined;
	const best = inLabel ?? inWords;
	if (best === undefined) return undefined;
	const marks = inLabel?.marks ?? [];
	if (label === typed || item.id.toLowerCase() === typed) return { tier: EXACT, spread: 0, marks };
	if (startsWord(label, typed) || startsWord(item.words?.toLowerCase() ?? "", typed)) return { tier: PREFIX, spread: best.spread, marks };
	return { tier: isUsed ? USED : LIKE, spread: best.spread, marks };
}

const WORD_EDGE = /[\s\-_./:]/;

function startsWord(text: string, typed: string): boolean {
	for (let at = text.indexOf(typed); at >= 0; at = text.indexOf(typed, at + 1)) {
		if (at === 0 || WORD_EDGE.test(text.charAt(at - 1))) return true;
	}
	return false;
}

/** Where the typed characters lie in the text in their order; a run in one piece is preferred. Spread: characters between first and last, and before. */
function subsequence(text: string, typed: string): { readonly spread: number; readonly marks: readonly number[] } | undefined {
	const whole = text.indexOf(typed);
	if (whole >= 0) return { spread: whole, marks: Array.from(typed, (_char, index) => whole + index) };
	const marks: number[] = [];
	let at = -1;
	for (const char of typed.replaceAll(" ", "")) {
		at = text.indexOf(char, at + 1);
		if (at < 0) return undefined;
		marks.push(at);
	}
	const first = marks[0] ?? 0;
	if (at - first >= marks.length * MOST_SPREAD) return undefined;
	return { spread: text.length + (at - first - marks.length + 1) * 4 + first, marks };
}
