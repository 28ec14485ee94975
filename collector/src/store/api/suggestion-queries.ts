/** What autocomplete asks: which keys and which values there are, and how many items have them. */
import type { Field } from "@spanglass/shared/query/filter";
import type { KeyScope } from "@spanglass/shared/query/listed-values";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { Coverage } from "./telemetry-store.ts";

/** Spans by their start, or log records by their time (own, else observed). */
export interface SuggestionQuery {
	readonly signal: "traces" | "logs";
	readonly range: TimeRange;
	/** 1 .. LIMITS.suggestedKeys or LIMITS.suggestedValues. */
	readonly limit: number;
	/**
	 * Rows to look at, about. A store that has more in the range takes the newest, answers `complete: false` and says so in a warning; counts
	 * are then lower bounds.
	 */
	readonly rows: number;
}

/** Keys with `text` somewhere in their name, in any case of its letters. */
export interface KeyQuery extends SuggestionQuery {
	/** Undefined: all of them. */
	readonly scope: KeyScope | undefined;
	readonly text: string;
}

export interface KeyCount {
	/** `span`: the item's own attributes, also of a log record. */
	readonly scope: KeyScope;
	/** As it was sent: old and new names of one thing are listed each. */
	readonly key: string;
	/** Items that have it there; a span with two events that have it counts once. */
	readonly count: number;
}

/** By count, largest first, then key, then scope. */
export interface KeyPage extends Coverage {
	readonly keys: readonly KeyCount[];
	/** Keys found, more than `limit` included. */
	readonly total: number;
}

/** Values of a field (`listedTexts`) that begin with `prefix`, in any case of its letters. */
export interface ValueQuery extends SuggestionQuery {
	readonly field: Field;
	readonly prefix: string;
}

export interface ValueCount {
	/** Canonical text. */
	readonly text: string;
	/** Items that have the value. */
	readonly count: number;
}

/** By count, largest first, then text. */
export interface ValuePage extends Coverage {
	readonly values: readonly ValueCount[];
	/** Values found, more than `limit` included. */
	readonly total: number;
}

/** Texts longer than this many UTF-16 units are no suggestions: they are left out, with a warning. */
export const SUGGESTED_TEXT_UNITS = 256;

/** Below 0 when `a` is listed before `b`. */
export function compareCounts(a: { readonly count: number }, b: { readonly count: number }): number {
	return b.count - a.count;
}

export function compareTexts(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

export const LONG_TEXT_WARNING = `values longer than ${SUGGESTED_TEXT_UNITS} characters are not listed`;
