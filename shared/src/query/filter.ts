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

/**
 * All conditions of one filter hold for one single item (span or log record).
 * `any` matches if at least one condition holds; `all` of nothing is true, `any` of nothing is false.
 */
export type Filter =
	| { readonly type: "all"; readonly terms: readonly Filter[] }
	| { readonly type: "any"; readonly terms: readonly Filter[] }
	| { readonly type: "not"; readonly term: Filter }
	| { readonly type: "compare"; readonly field: Field; readonly op: CompareOp; readonly value: FilterValue }
	| { readonly type: "exists"; readonly field: Field }
	/** A bare word: case-insensitive substring of the span name or the log body. */
	| { readonly type: "text"; readonly text: string };

/** Matches every item. */
export const MATCH_ALL: Filter = { type: "all", terms: [] };
