/**
 * The filter of the query language as data (`docs`: the query language). Text form: `filter-parse.ts`, `filter-print.ts`;
 * meaning: `filter-eval.ts`, which every store must equal.
 */

/**
 * Where a key is looked for. `any` is the bare key: the item's own attributes, then its resource's, then its scope's (the first place
 * that has the key decides). `intrinsic` is a closed list of fields of the item itself, see INTRINSICS.
 */
export type FieldScope = "any" | "span" | "resource" | "scope" | "event" | "link" | "intrinsic";

export const INTRINSICS = [
	"service",
	"name",
	"kind",
	"status",
	"duration",
	"trace",
	"span",
	"parent",
	"env",
	"version",
	"instance",
	"level",
	"body",
	"statusMessage",
	"traceState",
	"scopeName",
	"scopeVersion",
	"eventName",
] as const;
export type Intrinsic = (typeof INTRINSICS)[number];

export type Field =
	| { readonly scope: "intrinsic"; readonly key: Intrinsic }
	| { readonly scope: Exclude<FieldScope, "intrinsic">; readonly key: string };

export type CompareOp = "=" | "!=" | ">" | ">=" | "<" | "<=" | "glob" | "regex";

/**
 * The right side of a comparison. `text` is the canonical text; `number` is set when the literal is a number (units already applied:
 * durations in nanoseconds, sizes in bytes, `%` as a ratio); `quoted` matches strings only.
 */
export interface FilterValue {
	readonly text: string;
	readonly number: number | undefined;
	readonly quoted: boolean;
}

interface Comparison {
	readonly type: "compare";
	readonly field: Field;
	readonly op: CompareOp;
	readonly value: FilterValue;
}
interface Existence {
	readonly type: "exists";
	readonly field: Field;
}

/** One condition on one item. */
type Condition =
	| Comparison
	| Existence
	/** A bare word: case-insensitive substring of the span name or the log body. */
	| { readonly type: "text"; readonly text: string };

/**
 * All conditions hold for one single item (span, log record or metric series), which alone decides.
 * `any` matches if at least one condition holds; `all` of nothing is true, `any` of nothing is false.
 */
export type ItemFilter =
	| Condition
	| { readonly type: "all" | "any"; readonly terms: readonly ItemFilter[] }
	| { readonly type: "not"; readonly term: ItemFilter };

/** What one written `key op value` says. A range `k:1..5` is two bounds; `k!=a*` also asks that the key is there. */
export type KeyTerm =
	| Comparison
	| Existence
	| { readonly type: "all"; readonly terms: readonly [Comparison, Comparison] }
	| { readonly type: "all"; readonly terms: readonly [Existence, { readonly type: "not"; readonly term: Comparison }] };

/** Another span of the trace: its root, the parent of the span that is asked, or any one, which may be the span itself. */
export type TraceScope = "root" | "any" | "parent";

/**
 * A filter of spans. It also holds for single spans, and may ask about others of the same trace:
 *
 *   other       `term` holds for the root, for the parent, or for at least one span of the trace
 *   structure   `below` holds for the span, and `above` for its parent (`>`) or for one of its ancestors (`>>`)
 */
export type Filter =
	| Condition
	| { readonly type: "all" | "any"; readonly terms: readonly Filter[] }
	| { readonly type: "not"; readonly term: Filter }
	| { readonly type: "other"; readonly span: TraceScope; readonly term: KeyTerm }
	| { readonly type: "structure"; readonly op: ">" | ">>"; readonly above: Filter; readonly below: Filter };

/** Matches every item. */
export const MATCH_ALL: ItemFilter = { type: "all", terms: [] };

/** True when a single item decides. Cost O(size). */
export function isItemFilter(filter: Filter): filter is ItemFilter {
	switch (filter.type) {
		case "other":
		case "structure":
			return false;
		case "all":
		case "any":
			return filter.terms.every(isItemFilter);
		case "not":
			return isItemFilter(filter.term);
		default:
			return true;
	}
}

/**
 * What every single span that satisfies a filter satisfies by itself: the cheap first look of a search.
 *
 * Result  an item filter is its own answer; one that matches every item when nothing can be told of the span alone.
 */
export function ownCondition(filter: Filter): ItemFilter {
	if (isItemFilter(filter)) return filter;
	switch (filter.type) {
		case "all":
			return { type: "all", terms: filter.terms.map(ownCondition).filter((term) => !matchesAll(term)) };
		case "any": {
			const terms = filter.terms.map(ownCondition);
			return terms.some(matchesAll) ? MATCH_ALL : { type: "any", terms };
		}
		case "structure":
			return ownCondition(filter.below);
		default:
			return MATCH_ALL;
	}
}

function matchesAll(filter: ItemFilter): boolean {
	return filter.type === "all" && filter.terms.length === 0;
}
