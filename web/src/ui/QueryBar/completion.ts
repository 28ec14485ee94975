/** What can be completed where the caret stands, and what the text is afterwards. Pure: names and counts come from the collector. */
import { FIELD_NAMES, nameFromField, quoteText } from "@spanglass/shared/query/fields";
import { lexFilter, type Token } from "@spanglass/shared/query/filter-lex";

/** The part [start, end) of the query that a suggestion takes the place of. */
interface Place {
	readonly start: number;
	readonly end: number;
	/** What stands there. */
	readonly typed: string;
}

export type KeyScope = "span" | "resource" | "scope" | "event" | "link";

export type Completion =
	| (Place & {
			readonly type: "key";
			/** `root.` and the like, which the suggestion keeps. */
			readonly before: string;
			/** What `typed` asks for: the place that it names, and text in the name. */
			readonly scope: KeyScope | undefined;
			readonly text: string;
	  })
	| (Place & { readonly type: "value"; readonly field: string });

/** A key as the collector counts it. */
export interface CountedKey {
	readonly key: string;
	readonly scope: KeyScope;
	readonly count: number;
}

export interface CountedValue {
	readonly value: string;
	readonly count: number;
}

/** What the collector counted. `isLeast`: there are at least so many. */
export interface Counted<T> {
	readonly rows: readonly T[];
	readonly isLeast: boolean;
}

/** Where names and counts come from. Both may throw; then nothing is suggested. */
export interface SuggestionSource {
	keys(asked: { readonly scope: KeyScope | undefined; readonly text: string }): Promise<Counted<CountedKey>>;
	values(asked: { readonly field: string; readonly prefix: string }): Promise<Counted<CountedValue>>;
}

/** One line of the list: what is shown, what is written for it, and how many items have it; undefined when that is not counted. */
export interface Suggestion {
	readonly shown: string;
	readonly written: string;
	readonly count: number | undefined;
	/** Which text says what it is for; see `query.hint…`. */
	readonly hint: SuggestionHint | undefined;
	/** Further completion is likely: the list stays open. */
	readonly goesOn: boolean;
}

export type SuggestionHint = "field" | "is" | "isNot" | "more" | "less" | "exists" | KeyScope;

const WORD_END = /^[\s()]|^$/;
const PLACE = /^(root|any|parent)\./;
const SCOPE = /^(span|resource|scope|event|link)\./;
/** Fields with as many values as there are items: they have no list. */
const UNLISTED: ReadonlySet<string> = new Set(["duration", "trace", "span", "parent", "body"]);

/** What stands before the caret, when it can be completed. `onDemand`: also where nothing is typed yet. Cost O(length). */
export function completionAt(text: string, caret: number, onDemand = false): Completion | undefined {
	if (!WORD_END.test(text.slice(caret))) return undefined;
	const before = text.slice(0, caret);
	const token = lastToken(before);
	if (token === "closed") return undefined;
	if (token === undefined || token.end < caret) {
		const isFresh = token !== undefined && token.type !== "word" ? true : onDemand;
		return isFresh ? keyCompletion(before, caret) : undefined;
	}
	switch (token.type) {
		case "word":
			return token.quoted ? undefined : keyCompletion(before, token.start);
		case "term":
			return valueCompletion(before, token);
		case "close":
			return undefined;
		default:
			return onDemand || token.type === "open" || token.type === "minus" ? keyCompletion(before, caret) : undefined;
	}
}

/** The token that the text ends with; `closed` when it cannot be read. A quote that is still open is read as if it was closed. */
function lastToken(before: string): Token | undefined | "closed" {
	const tokens = lexFilter(before);
	if (!("closing" in tokens)) return tokens.at(-1);
	const closed = lexFilter(before + tokens.closing);
	const last = "closing" in closed ? undefined : closed.at(-1);
	return last?.type === "term" ? { ...last, end: before.length } : "closed";
}

function keyCompletion(before: string, start: number): Completion {
	const typed = before.slice(start);
	const place = PLACE.exec(typed)?.[0] ?? "";
	const rest = typed.slice(place.length);
	const scope = SCOPE.exec(rest)?.[1] as KeyScope | undefined;
	const text = scope === undefined ? rest : rest.slice(scope.length + 1);
	return { type: "key", start, end: before.length, typed, before: place, scope, text };
}

function valueCompletion(before: string, token: Extract<Token, { readonly type: "term" }>): Completion | undefined {
	const { operator, value } = token;
	if (token.key === "" || (operator !== ":" && operator !== "=" && operator !== "!=")) return undefined;
	if (value !== undefined && value.form !== "plain" && value.form !== "quoted") return undefined;
	const field = before.slice(token.start, token.operatorStart).replace(PLACE, "");
	if (UNLISTED.has(field)) return undefined;
	return { type: "value", field, start: value?.start ?? token.end, end: before.length, typed: value?.text ?? "" };
}

/** What may follow a key that is written out. */
const OPERATORS: readonly (readonly [sign: string, hint: SuggestionHint, goesOn: boolean])[] = [
	[":", "is", true],
	["!=", "isNot", true],
	[">", "more", true],
	["<", "less", true],
	[":*", "exists", false],
];

/**
 * The lines for a key: operators when it is written out, then fields of the language, then keys by count.
 * `counted` may answer what was typed before: it is narrowed by what is typed now.
 */
export function keySuggestions(
	completion: Extract<Completion, { readonly type: "key" }>,
	counted: readonly CountedKey[],
): readonly Suggestion[] {
	const { before, scope, text } = completion;
	const wanted = text.toLowerCase();
	const fields = scope === undefined ? FIELD_NAMES.filter((name) => name.toLowerCase().includes(wanted)) : [];
	fields.sort((a, b) => Number(b.toLowerCase().startsWith(wanted)) - Number(a.toLowerCase().startsWith(wanted)));
	const keys = mergedKeys(counted, scope).filter(({ key }) => key.toLowerCase().includes(wanted));
	const known = new Set([...fields, ...keys.map(({ name }) => name)]);
	const written = completion.typed.slice(before.length);
	const operators = written !== "" && known.has(written) ? OPERATORS : [];
	const line = (name: string, hint: SuggestionHint, count?: number): Suggestion => ({
		...{ shown: before + name, written: `${before}${name}:`, count, hint, goesOn: true },
	});
	return [
		...operators.map(([sign, hint, goesOn]) => {
			const shown = completion.typed + sign;
			return { shown, written: goesOn ? shown : `${shown} `, count: undefined, hint, goesOn };
		}),
		...fields.filter((name) => name !== written).map((name) => line(name, "field")),
		...keys.filter(({ name }) => name !== written).map(({ name, place, count }) => line(name, place, count)),
	];
}

/** A bare key is looked for on the item, its resource and its scope: one line for all three, with the larger count. */
function mergedKeys(counted: readonly CountedKey[], scope: KeyScope | undefined) {
	const lines = new Map<string, { readonly key: string; readonly name: string; readonly place: KeyScope; readonly count: number }>();
	for (const { key, scope: place, count } of counted) {
		if (scope !== undefined && scope !== place) continue;
		const isBare = scope === undefined && place !== "event" && place !== "link";
		const name = nameFromField({ scope: isBare ? "any" : place, key });
		if ((lines.get(name)?.count ?? -1) < count) lines.set(name, { key, name, place, count });
	}
	return [...lines.values()];
}

/** The lines for a value, as the collector orders them. */
export function valueSuggestions(typed: string, counted: readonly CountedValue[]): readonly Suggestion[] {
	const wanted = typed.toLowerCase();
	return counted
		.filter(({ value }) => value.toLowerCase().startsWith(wanted))
		.map(({ value, count }) => ({ shown: value, written: `${writtenValue(value)} `, count, hint: undefined, goesOn: false }));
}

const PLAIN = /^[\p{L}\p{N}_@%+./:-]+$/u;

/** A value as a query writes it; in quotes where it would mean something else without. */
export function writtenValue(value: string): string {
	const isSpecial = !PLAIN.test(value) || value.includes("..") || (value.startsWith("/") && value.endsWith("/"));
	return isSpecial ? quoteText(value) : value;
}

/** The query with a suggestion in its place, and where the caret is then. */
export function accept(text: string, { start, end }: Place, { written }: Suggestion): { readonly text: string; readonly caret: number } {
	const after = text.slice(end);
	const isSpaced = written.endsWith(" ") && /^\s/.test(after);
	const inserted = isSpaced ? written.slice(0, -1) : written;
	return { text: text.slice(0, start) + inserted + after, caret: start + inserted.length };
}
