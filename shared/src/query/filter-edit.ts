/**
 * A query's text changed through its tree: facets, selections and rows of answers edit the query and nothing else. What comes out is the
 * canonical text (`filter-print.ts`). A text that cannot be read stays as it is.
 */
import type { CompareOp, Filter, FilterValue, KeyTerm } from "./filter.ts";
import { printFilter } from "./filter-print.ts";
import { readFilter } from "./filter-read.ts";

/** What a query says of one key with `=`: one of some values, and none of others. Values are as they stand in the query, unquoted. */
export interface KeyChoice {
	readonly only: readonly string[];
	readonly not: readonly string[];
}

/** The conditions of a query that all must hold; undefined when it cannot be read. Cost O(length). */
function conditionsOf(text: string): readonly Filter[] | undefined {
	const parsed = readFilter(text);
	if (!parsed.ok) return undefined;
	return parsed.filter.type === "all" ? parsed.filter.terms : [parsed.filter];
}

function textOf(conditions: readonly Filter[]): string {
	const terms = conditions.flatMap((term) => (term.type === "all" ? term.terms : [term]));
	const [only] = terms;
	return printFilter(terms.length === 1 && only !== undefined ? only : { type: "all", terms });
}

/** One of several, in its flat form. */
function anyOf(terms: readonly Filter[]): Filter {
	const [only] = terms;
	return terms.length === 1 && only !== undefined ? only : { type: "any", terms };
}

/** `root.name` -> a function that makes conditions on it; undefined when the language has no such name. */
function termMaker(name: string): ((op: CompareOp, value: FilterValue) => KeyTerm | Filter) | undefined {
	const parsed = readFilter(`${name}:*`);
	if (!parsed.ok) return undefined;
	const { filter } = parsed;
	if (filter.type === "exists") return (op, value) => ({ type: "compare", field: filter.field, op, value });
	if (filter.type !== "other" || filter.term.type !== "exists") return undefined;
	const { field } = filter.term;
	return (op, value) => ({ type: "other", span: filter.span, term: { type: "compare", field, op, value } });
}

const plain = (text: string): FilterValue => ({ text, number: undefined, quoted: false });

/** `key:value` as a condition; the language decides whether the value is also a number. */
function equals(name: string, value: string): Filter | undefined {
	return termMaker(name)?.("=", plain(value));
}

/** The value of a condition `name:value`; undefined for any other condition. */
function valueUnder(name: string, term: Filter): string | undefined {
	const compare = term.type === "other" ? term.term : term;
	if (compare.type !== "compare" || compare.op !== "=") return undefined;
	const like = equals(name, compare.value.text);
	if (like === undefined) return undefined;
	const bare = { ...compare, value: plain(compare.value.text) };
	const same = term.type === "other" ? { ...term, term: bare } : bare;
	return printFilter(same) === printFilter(like) ? compare.value.text : undefined;
}

/** The values of `name:a` or `(name:a OR name:b)`; undefined for any other condition. */
function valuesUnder(name: string, term: Filter): readonly string[] | undefined {
	const terms = term.type === "any" ? term.terms : [term];
	const values = terms.map((one) => valueUnder(name, one));
	return values.length > 0 && values.every((value) => value !== undefined) ? values : undefined;
}

/** The values of `-name:a` and of `-(name:a OR name:b)`; undefined for any other condition. */
function valuesNotUnder(name: string, term: Filter): readonly string[] | undefined {
	return term.type === "not" ? valuesUnder(name, term.term) : undefined;
}

/** What a query says of a key by itself: terms inside of other groups are none of its. Empty for a text that cannot be read. */
export function keyChoiceOf(text: string, name: string): KeyChoice {
	const conditions = conditionsOf(text) ?? [];
	return {
		only: conditions.flatMap((term) => valuesUnder(name, term) ?? []),
		not: conditions.flatMap((term) => valuesNotUnder(name, term) ?? []),
	};
}

/** The query with another choice of a key: its own terms of the key are taken away, the new ones stand last. */
export function withKeyChoice(text: string, name: string, { only, not }: KeyChoice): string {
	const conditions = conditionsOf(text);
	if (conditions === undefined) return text;
	const kept = conditions.filter((term) => valuesUnder(name, term) === undefined && valuesNotUnder(name, term) === undefined);
	const wanted = only.flatMap((value) => equals(name, value) ?? []);
	const unwanted = not.flatMap((value) => equals(name, value) ?? []).map((term): Filter => ({ type: "not", term }));
	return textOf([...kept, ...(wanted.length === 0 ? [] : [anyOf(wanted)]), ...unwanted]);
}

/**
 * The query without the values `name:from..to`, `name:>from` and the like of a key, and with `name:from..to` in their place.
 *
 * Units   nanoseconds, printed as the longest unit that says them exactly enough: four digits. Undefined: no range at all.
 */
export function withDurationRange(text: string, name: string, range: DurationRange | undefined): string {
	const conditions = conditionsOf(text);
	if (conditions === undefined) return text;
	const kept = conditions.filter((term) => !isOrdered(name, term));
	if (range === undefined) return textOf(kept);
	const added = conditionsOf(`${name}:${durationLiteral(range.from)}..${durationLiteral(range.to)}`) ?? [];
	// the two bounds of a range are one condition of the query
	return textOf([...kept, ...(added.length === 1 ? added : [{ type: "all", terms: added } as const])]);
}

/** Nanoseconds, both included. */
export interface DurationRange {
	readonly from: number;
	readonly to: number;
}

/** The range that a query asks of a key, when it asks for one with two ends. */
export function durationRangeOf(text: string, name: string): DurationRange | undefined {
	const bounds = (conditionsOf(text) ?? []).flatMap((term) => boundsUnder(name, term) ?? []);
	const from = bounds.find(({ op }) => op === ">=" || op === ">")?.value.number;
	const to = bounds.find(({ op }) => op === "<=" || op === "<")?.value.number;
	return from === undefined || to === undefined ? undefined : { from, to };
}

interface Bound {
	readonly op: CompareOp;
	readonly value: FilterValue;
}

const ORDERS: ReadonlySet<CompareOp> = new Set([">", ">=", "<", "<="]);

function isOrdered(name: string, term: Filter): boolean {
	return boundsUnder(name, term) !== undefined;
}

/** The comparisons by size that a condition makes of a key, when it makes nothing else. */
function boundsUnder(name: string, term: Filter): readonly Bound[] | undefined {
	const place = term.type === "other" ? term.span : undefined;
	const inner: Filter = term.type === "other" ? term.term : term;
	const parts = inner.type === "all" ? inner.terms : [inner];
	const bounds = parts.flatMap((part) => (part.type === "compare" && ORDERS.has(part.op) ? [part] : []));
	if (parts.length === 0 || bounds.length < parts.length) return undefined;
	const isOwn = bounds.every((bound) => {
		const like = termMaker(name)?.(bound.op, bound.value);
		const same: Filter = place === undefined ? bound : { type: "other", span: place, term: bound };
		return like !== undefined && printFilter(like) === printFilter(same);
	});
	return isOwn ? bounds : undefined;
}

const UNITS = [
	[1e9, "s"],
	[1e6, "ms"],
	[1e3, "us"],
] as const;

/** 1_310_000_000 -> `1.31s`: what a person would write. */
export function durationLiteral(nanos: number): string {
	const [size, unit] = UNITS.find(([least]) => nanos >= least) ?? [1, "ns"];
	return `${Number((nanos / size).toPrecision(4))}${unit}`;
}

/** The query with a condition added, once. `condition` is a query itself. */
export function withCondition(text: string, condition: string): string {
	const conditions = conditionsOf(text);
	const added = conditionsOf(condition);
	if (conditions === undefined || added === undefined) return text;
	const known = new Set(conditions.map(printFilter));
	return textOf([...conditions, ...added.filter((term) => !known.has(printFilter(term)))]);
}

/**
 * Which of some alternatives, each a query, a query asks for: those whose conditions all stand in it, or that a group with `OR` of nothing
 * but alternatives names. Result: indices, ascending.
 */
export function chosenOf(text: string, alternatives: readonly string[]): readonly number[] {
	const conditions = conditionsOf(text) ?? [];
	const printed = new Set(conditions.map(printFilter));
	const names = alternatives.map(canonical);
	const chosen = new Set<number>();
	for (const [index, alternative] of alternatives.entries()) {
		const own = conditionsOf(alternative) ?? [];
		if (own.length > 0 && own.every((term) => printed.has(printFilter(term)))) chosen.add(index);
	}
	for (const term of conditions) {
		for (const index of groupChoice(term, names) ?? []) chosen.add(index);
	}
	return [...chosen].sort((a, b) => a - b);
}

/** The query with other ones of some alternatives chosen; none chosen: it asks for none of them. */
export function withChosen(text: string, alternatives: readonly string[], chosen: readonly number[]): string {
	const conditions = conditionsOf(text);
	if (conditions === undefined) return text;
	const names = alternatives.map(canonical);
	const own = new Set(chosenOf(text, alternatives).flatMap((index) => (conditionsOf(alternatives[index] ?? "") ?? []).map(printFilter)));
	const kept = conditions.filter((term) => !own.has(printFilter(term)) && groupChoice(term, names) === undefined);
	const wanted = chosen.flatMap((index): readonly Filter[] => {
		const terms = conditionsOf(alternatives[index] ?? "");
		if (terms === undefined || terms.length === 0) return [];
		return terms.length === 1 ? terms : [{ type: "all", terms }];
	});
	return textOf([...kept, ...(wanted.length === 0 ? [] : [anyOf(wanted)])]);
}

/** A query in the one form that the same conditions always have. */
function canonical(text: string): string {
	return textOf(conditionsOf(text) ?? []);
}

/** The alternatives that a group with `OR` names, when it names nothing else. */
function groupChoice(term: Filter, names: readonly string[]): readonly number[] | undefined {
	if (term.type !== "any") return undefined;
	const found = term.terms.map((one) => names.indexOf(textOf([one])));
	return found.includes(-1) ? undefined : found;
}
