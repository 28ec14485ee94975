/** Names of fields in the text of a query. */
import { type Field, INTRINSICS, type Intrinsic, type TraceScope } from "./filter.ts";

const INTRINSIC_NAMES: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
	...INTRINSICS.map((name) => [name, name] as const),
	["op", "name"],
]);

/** The names of the item's own fields, for whoever mistypes one. */
export const FIELD_NAMES: readonly string[] = [...INTRINSIC_NAMES.keys()];

/** Pinned names that speak of a field of the item rather than of an attribute; `event."name"` is the attribute. */
const PINNED_INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
	["scope.name", "scopeName"],
	["scope.version", "scopeVersion"],
	["event.name", "eventName"],
]);

type AttributeScope = Exclude<Field["scope"], "intrinsic" | "any">;
const SCOPES: ReadonlySet<string> = new Set<AttributeScope>(["span", "resource", "scope", "event", "link"]);
/** Prefixes that speak of other spans of the trace; a bare key that begins so is written in quotes. */
const TRACE_SCOPES: ReadonlySet<string> = new Set<TraceScope>(["root", "any", "parent"]);

/** The field of `scope.key` or `key`; `scope` is one of the lexer's. */
export function fieldFromName(scope: string | undefined, key: string, quoted: boolean): Field {
	if (scope === undefined) {
		const intrinsic = quoted ? undefined : INTRINSIC_NAMES.get(key);
		return intrinsic === undefined ? { scope: "any", key } : { scope: "intrinsic", key: intrinsic };
	}
	const pinned = quoted ? undefined : PINNED_INTRINSICS.get(`${scope}.${key}`);
	return pinned === undefined ? { scope: scope as AttributeScope, key } : { scope: "intrinsic", key: pinned };
}

const BARE_KEY = /^[^\s()":=<>!*-][^\s()":=<>!*]*$/;

/** How a field is written so that `fieldFromName` reads it back. */
export function nameFromField(field: Field): string {
	if (field.scope === "intrinsic") return field.key;
	const prefix = field.scope === "any" ? "" : `${field.scope}.`;
	const dot = field.key.indexOf(".");
	const first = dot > 0 ? field.key.slice(0, dot) : "";
	const isAmbiguous =
		field.scope === "any"
			? INTRINSIC_NAMES.has(field.key) || SCOPES.has(first) || TRACE_SCOPES.has(first)
			: PINNED_INTRINSICS.has(`${prefix}${field.key}`);
	return BARE_KEY.test(field.key) && !isAmbiguous ? prefix + field.key : prefix + quoteText(field.key);
}

/** Text in double quotes; `"` and `\` get a backslash. */
export function quoteText(text: string): string {
	return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
