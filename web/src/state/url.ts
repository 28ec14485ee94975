/**
 * The query string as values, and back. Every value is a string, or a list of strings when the name is repeated; nothing is ever
 * read as a number, so `0e10` stays `0e10`. Known names come first in one fixed order, unknown ones are kept behind them as they were.
 */
export type SearchValues = Readonly<Record<string, string | readonly string[]>>;

/** All names that pages own, in the order of the address: what is looked at, then when, then how. */
const ORDER: readonly string[] = [
	"a",
	"b",
	"m",
	"ns",
	"op",
	"service",
	"template",
	"range",
	"q",
	"status",
	"by",
	"order",
	"facets",
	"pct",
	"a",
	"b",
	"state",
	"inst",
	"focus",
	"hops",
	"dir",
	"layer",
	"sort",
	"trace",
	"span",
	"view",
	"mode",
	"x",
	"color",
	"hide",
	"fold",
	"find",
	"only",
	"cp",
	"skew",
	"join",
	"tab",
	"scope",
	"wrap",
	"sel",
	"from",
	"to",
	"live",
	"env",
	"tz",
	"f",
	"cmp",
];
const RANK = new Map(ORDER.map((name, index) => [name, index]));

/** Read a query string, with or without `?`. Never throws: a broken escape stays as it is. */
export function parseSearch(text: string): SearchValues {
	const values: Record<string, string | string[]> = {};
	for (const pair of text.replace(/^\?/, "").split("&")) {
		if (pair === "") continue;
		const equals = pair.indexOf("=");
		const name = unescapeText(equals < 0 ? pair : pair.slice(0, equals));
		const value = unescapeText(equals < 0 ? "" : pair.slice(equals + 1));
		const known = Object.hasOwn(values, name) ? values[name] : undefined;
		const next = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
		Object.defineProperty(values, name, { value: next, enumerable: true, writable: true, configurable: true });
	}
	return values;
}

/** Write a query string with its `?`; empty when there is nothing to say. `parseSearch` gives back the same values. */
export function stringifySearch(values: SearchValues): string {
	const names = Object.keys(values);
	const known = names.filter((name) => RANK.has(name)).sort((a, b) => (RANK.get(a) ?? 0) - (RANK.get(b) ?? 0));
	const pairs: string[] = [];
	for (const name of [...known, ...names.filter((name) => !RANK.has(name))]) {
		const value = values[name];
		if (value === undefined) continue;
		for (const item of Array.isArray(value) ? value : [value]) pairs.push(`${escapeText(name)}=${escapeText(String(item))}`);
	}
	return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** Percent-encode, but leave what a query string may hold and people want to read: `service:checkout duration:>500ms` stays legible. */
function escapeText(text: string): string {
	return encodeURIComponent(text.toWellFormed())
		.replace(/%20/g, "+")
		.replace(/%(3A|2F|2C|40|24|3B)/g, (code) => decodeURIComponent(code));
}

function unescapeText(text: string): string {
	const spaced = text.replace(/\+/g, " ");
	try {
		return decodeURIComponent(spaced);
	} catch {
		return spaced;
	}
}

/** The first value of a name, or undefined. */
export function textValue(values: SearchValues, name: string): string | undefined {
	const value = values[name];
	return typeof value === "string" ? value : value?.[0];
}

/** The value of a name when it is one of `allowed`, else the first of them, which is the default. */
export function choiceValue<T extends string>(values: SearchValues, name: string, allowed: readonly [T, ...T[]]): T {
	const text = textValue(values, name);
	return allowed.find((choice) => choice === text) ?? allowed[0];
}

/** The values with some names set, or taken away (undefined); all other names stay. */
export function withValues(values: SearchValues, changes: Readonly<Record<string, string | readonly string[] | undefined>>): SearchValues {
	const next: Record<string, string | readonly string[]> = { ...values };
	for (const [name, value] of Object.entries(changes)) {
		if (value === undefined) delete next[name];
		else next[name] = value;
	}
	return next;
}
