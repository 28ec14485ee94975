/**
 * What a block's directory and filters say of a search before a row is read: false only when no item of the block can satisfy the filter.
 * Equal in meaning to `filter-eval.ts` where it answers false; anything that cannot be told is true.
 */
import type { Signal } from "@spanglass/shared/model/signal";
import { StatusCode } from "@spanglass/shared/model/span";
import { statusWord } from "@spanglass/shared/query/enum-words";
import type { Field, FilterValue, ItemFilter } from "@spanglass/shared/query/filter";
import { createValueTest, type ValueTest } from "@spanglass/shared/query/value-test";
import { keyNames } from "@spanglass/shared/semconv/renames";

/** The part of a directory that is asked; times aside. */
export interface BlockFacts {
	readonly signal: Signal;
	/** Nanoseconds. */
	readonly maxDuration: bigint;
	readonly errorCount: number;
	/** Undefined: not listed, so nothing is ruled out. */
	readonly services: readonly string[] | undefined;
	readonly names: readonly string[] | undefined;
	readonly keys: readonly string[] | undefined;
}

/** Filters of a block, read when they are asked. Each is false only when no item can match. */
export interface ValueFilters {
	/** An attribute anywhere that equals the literal under any name of the key. */
	mayHoldValue(key: string, literal: FilterValue): boolean;
	/** A record whose body has the text, whatever the case. */
	mayHoldText(text: string): boolean;
}

export const NO_FILTERS: ValueFilters = { mayHoldValue: () => true, mayHoldText: () => true };

const ERROR_WORD = statusWord(StatusCode.error);

type Comparison = Extract<ItemFilter, { readonly type: "compare" }>;

/** Cost O(terms x names). */
export function mayMatchBlock(filter: ItemFilter, facts: BlockFacts, filters: ValueFilters): boolean {
	switch (filter.type) {
		case "all":
			return filter.terms.every((term) => mayMatchBlock(term, facts, filters));
		case "any":
			return filter.terms.some((term) => mayMatchBlock(term, facts, filters));
		case "not":
			return true;
		case "text":
			return mayHaveText(filter.text, facts, filters);
		case "exists":
			return mayHaveKey(filter.field, facts);
		case "compare":
			return mayHaveKey(filter.field, facts) && mayCompare(filter, facts, filters);
	}
}

function mayHaveText(text: string, { signal, names }: BlockFacts, filters: ValueFilters): boolean {
	if (signal === "logs") return filters.mayHoldText(text);
	const folded = text.toLowerCase();
	return names?.some((name) => name.toLowerCase().includes(folded)) ?? true;
}

/** Attributes of events and links are not listed. */
function mayHaveKey(field: Field, { keys }: BlockFacts): boolean {
	if (keys === undefined || field.scope === "intrinsic" || field.scope === "event" || field.scope === "link") return true;
	return keyNames(field.key).some((name) => keys.includes(name));
}

function mayCompare(term: Comparison, facts: BlockFacts, filters: ValueFilters): boolean {
	const { field, op, value } = term;
	if (field.scope === "intrinsic") return mayCompareIntrinsic(term, facts);
	return op !== "=" || filters.mayHoldValue(field.key, value);
}

function mayCompareIntrinsic({ field, op, value }: Comparison, facts: BlockFacts): boolean {
	const test = createValueTest(op, value);
	switch (field.key) {
		case "service":
			return someText(facts.services, op === "!=", test);
		case "name":
			return facts.signal === "logs" || someText(facts.names, op === "!=", test);
		case "duration":
			return facts.signal !== "traces" || mayLast(facts.maxDuration, op, value);
		case "status":
			return facts.signal !== "traces" || facts.errorCount > 0 || op !== "=" || value.text !== ERROR_WORD;
		default:
			return true;
	}
}

/** Some text passes; of `!=`, whose test is that of `=`, some text does not. */
function someText(texts: readonly string[] | undefined, isNegated: boolean, test: ValueTest): boolean {
	return texts?.some((text) => test.text(text) !== isNegated) ?? true;
}

function mayLast(maxDuration: bigint, op: Comparison["op"], value: FilterValue): boolean {
	if (op !== "=" && op !== ">" && op !== ">=") return true;
	return value.number === undefined || createValueTest(op === "=" ? ">=" : op, value).number(maxDuration);
}
