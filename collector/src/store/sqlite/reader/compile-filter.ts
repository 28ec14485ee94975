/**
 * A filter as a test of rows. Equal to `filter-eval` on every row; how fast depends on the term: what a span's operation or a record's
 * source tells is asked once per operation, attribute values once per dictionary entry.
 */
import type { ItemFilter } from "@spanglass/shared/query/filter";
import type { KeyValues } from "../../../columns/key-values.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { AttributeColumn, attributeTest } from "./attribute-test.ts";
import type { FilterTarget, Term } from "./filter-target.ts";
import { HeadTest } from "./head-test.ts";
import { LogTarget } from "./log-target.ts";
import type { RowTest } from "./row-test.ts";
import { SpanTarget } from "./span-target.ts";

/** Holds for every row; callers may leave the test out. */
export const EVERY_ROW: RowTest = () => true;

/** The test of a filter on spans. */
export function compileSpanFilter(filter: ItemFilter, view: RowView): RowTest {
	return compile(filter, new SpanTarget(view));
}

/** A test of spans in two steps: what the operation decides, then the rest. */
export interface SpanFilterSteps {
	/** Undefined: every operation passes. */
	readonly heads: HeadTest | undefined;
	readonly rest: RowTest;
}

/** The test of a filter on spans in steps, for passes over many rows. */
export function compileSpanSteps(filter: ItemFilter, view: RowView): SpanFilterSteps {
	const target = new SpanTarget(view);
	const terms = filter.type === "all" ? filter.terms : [filter];
	const { ofHeads, others } = splitTerms(terms, target);
	return { heads: ofHeads.length === 0 ? undefined : new HeadTest(ofHeads, target), rest: compileAll(others, target) };
}

/** The test of a filter on log records. */
export function compileLogFilter(filter: ItemFilter, view: RowView): RowTest {
	return compile(filter, new LogTarget(view));
}

function compile(filter: ItemFilter, target: FilterTarget): RowTest {
	switch (filter.type) {
		case "all":
			return compileAll(filter.terms, target);
		case "any": {
			const tests = filter.terms.map((term) => compile(term, target));
			return (row) => tests.some((test) => test(row));
		}
		case "not": {
			const test = compile(filter.term, target);
			return (row) => !test(row);
		}
		case "text":
			return target.onText(filter) ?? onHeads([filter], target);
		case "compare":
		case "exists":
			return compileField(filter, target);
	}
}

function compileAll(terms: readonly ItemFilter[], target: FilterTarget): RowTest {
	const { ofHeads, others } = splitTerms(terms, target);
	const tests = others.toSorted((a, b) => effortOf(a) - effortOf(b)).map((term) => compile(term, target));
	if (ofHeads.length > 0) tests.unshift(onHeads(ofHeads, target));
	const [first, second] = tests;
	if (first === undefined) return EVERY_ROW;
	if (second === undefined) return first;
	if (tests.length === 2) return (row) => first(row) && second(row);
	return (row) => tests.every((test) => test(row));
}

/** Conditions that are cheap to ask, and read few columns, come first. */
function effortOf(filter: ItemFilter): number {
	switch (filter.type) {
		case "all":
		case "any":
			return filter.terms.reduce((most, term) => Math.max(most, effortOf(term)), 0);
		case "not":
			return effortOf(filter.term);
		case "text":
			return TEXT_EFFORT;
		default:
			return EFFORTS[filter.field.scope] ?? (filter.field.key === "duration" || filter.field.key === "status" ? 1 : 0);
	}
}

const TEXT_EFFORT = 4;
const EFFORTS: Readonly<Partial<Record<string, number>>> = { resource: 0, scope: 0, span: 2, any: 2, event: 3, link: 3 };

type FieldTerm = Extract<Term, { readonly type: "compare" | "exists" }>;

function compileField(term: FieldTerm, target: FilterTarget): RowTest {
	const { field } = term;
	switch (field.scope) {
		case "intrinsic":
			return target.onField(term, field.key) ?? onHeads([term], target);
		case "resource":
		case "scope":
			return onHeads([term], target);
		case "event":
		case "link":
			return target.onParts(term);
		case "span":
			return onAttributes(term, field.key, target, () => false);
		case "any":
			return onAttributes(term, field.key, target, onHeads([term], target));
	}
}

/** Those that the head of a row alone decides, and the others. */
function splitTerms(terms: readonly ItemFilter[], target: FilterTarget) {
	const ofHeads = terms.filter((term) => isOfHead(term, target));
	return { ofHeads, others: terms.filter((term) => !ofHeads.includes(term)) };
}

/** Does the head of a row alone decide a filter? */
function isOfHead(filter: ItemFilter, target: FilterTarget): boolean {
	switch (filter.type) {
		case "all":
		case "any":
			return filter.terms.every((term) => isOfHead(term, target));
		case "not":
			return isOfHead(filter.term, target);
		default:
			return target.isOfHead(filter);
	}
}

function onHeads(terms: readonly ItemFilter[], target: FilterTarget): RowTest {
	const heads = new HeadTest(terms, target);
	return (row) => heads.passes(target.headOf(row));
}

/** A test of the item's own attributes; rows that have the key under none of its names are left to `otherwise`. */
function onAttributes(term: FieldTerm, key: string, target: FilterTarget, otherwise: RowTest): RowTest {
	const { view } = target;
	const column = AttributeColumn.ofKey(view, key);
	if (term.type === "exists") return (row) => column.valuesOf(view.shapeOf(row)).length > 0 || otherwise(row);
	const passes = attributeTest(view, term.op, term.value);
	const wanted = term.op !== "!=";
	return (row) => {
		const values = column.valuesOf(view.shapeOf(row));
		if (values.length === 0) return otherwise(row);
		for (let at = 0; at < values.length; at++) {
			if (passes(values[at] as KeyValues, row)) return wanted;
		}
		return !wanted;
	};
}
