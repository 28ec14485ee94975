/** The query's text in pieces: for colouring it, and for taking one condition away. The collector alone decides what it means. */
import { lexFilter, type Token } from "@spanglass/shared/query/filter-lex";

export interface TintedPiece {
	readonly text: string;
	readonly tone: "key" | "value" | "operator" | "plain";
}

/** Cut a query into tinted pieces that join to exactly the same text. A text that cannot be read is one plain piece. Cost O(length). */
export function tintQuery(text: string): readonly TintedPiece[] {
	const tokens = lexFilter(text);
	if ("closing" in tokens) return [{ text, tone: "plain" }];
	const pieces: TintedPiece[] = [];
	let at = 0;
	const push = (end: number, tone: TintedPiece["tone"]): void => {
		if (end > at) pieces.push({ text: text.slice(at, end), tone });
		at = Math.max(at, end);
	};
	for (const token of tokens) {
		push(token.start, "plain");
		if (token.type === "term") {
			push(token.value?.start ?? token.end, "key");
			push(token.end, "value");
		} else {
			push(token.end, token.type === "word" ? "value" : "operator");
		}
	}
	push(text.length, "plain");
	return pieces;
}

/**
 * The conditions of a query that all must hold, each as its text: `a:1 -b:2 (c OR d) e >> f` has four. What a structure operator joins is
 * one condition; so is a query with `OR` outside of parentheses.
 */
export function topLevelTerms(text: string): readonly string[] {
	const tokens = lexFilter(text);
	if ("closing" in tokens) return [text];
	if (isJoined(tokens)) return [text.trim()];
	const terms: { readonly start: number; readonly end: number }[] = [];
	let depth = 0;
	let start: number | undefined;
	for (const token of tokens) {
		if (token.type === "and") continue;
		if (depth === 0 && (token.type === "child" || token.type === "descendant")) start = terms.pop()?.start;
		start ??= token.start;
		if (token.type === "open") depth++;
		if (token.type === "close") depth--;
		if (depth > 0 || OPENS_TERM.has(token.type)) continue;
		terms.push({ start, end: token.end });
		start = undefined;
	}
	if (start !== undefined) terms.push({ start, end: text.trimEnd().length });
	return terms.map((term) => text.slice(term.start, term.end));
}

/** As many of the first conditions of an example as a narrow field shows whole. */
export function shortExample(text: string): string {
	let short = "";
	for (const term of topLevelTerms(text)) {
		const longer = short === "" ? term : `${short} ${term}`;
		if (short !== "" && longer.length > NARROW_CHARS) break;
		short = longer;
	}
	return short;
}

const NARROW_CHARS = 30;

/** Tokens that a condition does not end with. */
const OPENS_TERM: ReadonlySet<Token["type"]> = new Set(["minus", "not", "child", "descendant"]);

/** True when OR stands outside of parentheses. */
function isJoined(tokens: readonly Token[]): boolean {
	let depth = 0;
	for (const token of tokens) {
		if (token.type === "open") depth++;
		if (token.type === "close") depth--;
		if (depth === 0 && token.type === "or") return true;
	}
	return false;
}

/** The query without one of its conditions. */
export function withoutTerm(text: string, term: string): string {
	return topLevelTerms(text)
		.filter((other) => other !== term)
		.join(" ");
}

/** The query with a condition added, or taken away when it is there. */
export function toggleTerm(text: string, term: string): string {
	return topLevelTerms(text).includes(term) ? withoutTerm(text, term) : withTerm(text, term);
}

/** The query with a condition added, once. A query joined by OR is put into parentheses first. */
export function withTerm(text: string, term: string): string {
	const terms = topLevelTerms(text);
	if (terms.includes(term)) return text;
	const tokens = lexFilter(text);
	return [...(!("closing" in tokens) && isJoined(tokens) ? [`(${text.trim()})`] : terms), term].filter((part) => part !== "").join(" ");
}

export interface QueryFault {
	readonly message: string;
	/** Offset and length in the query. */
	readonly position: number;
	readonly length: number;
	/** The query with its faults taken away. */
	readonly repaired: string;
}

/** The place of what was expected, as the collector tells it of a query that it could not read; undefined when it tells none. */
export function queryFaultOf(error: {
	readonly message: string;
	readonly fault?: Omit<QueryFault, "message"> | undefined;
}): QueryFault | undefined {
	if (error.fault === undefined) return undefined;
	const { position, length, repaired } = error.fault;
	return { message: error.message, position, length, repaired };
}

/** Tinted pieces cut at the ends of a fault: one that lies in it is wrong. A fault without length is the character at its place, or the last. */
export function markFault(text: string, fault: Pick<QueryFault, "position" | "length"> | undefined): readonly MarkedPiece[] {
	const start = fault === undefined ? text.length : Math.min(fault.position, Math.max(0, text.length - 1));
	const end = fault === undefined ? start : start + Math.max(1, fault.length);
	let at = 0;
	return tintQuery(text).flatMap((piece) => {
		const from = at;
		at += piece.text.length;
		const cuts = [from, ...[start, end].filter((cut) => cut > from && cut < at), at];
		return cuts.slice(1).map((to, index) => {
			const begin = cuts[index] as number;
			return { text: text.slice(begin, to), tone: piece.tone, isWrong: begin >= start && to <= end };
		});
	});
}

export interface MarkedPiece extends TintedPiece {
	readonly isWrong: boolean;
}
