/** What a filter is compiled against: the rows of one view, seen as spans (`span-target.ts`) or as log records (`log-target.ts`). */
import type { Intrinsic, ItemFilter } from "@spanglass/shared/query/filter";
import type { RowView } from "../../../columns/row-view.ts";
import type { RowTest } from "./row-test.ts";

/** A condition without parts. */
export type Term = Exclude<ItemFilter, { readonly type: "all" | "any" | "not" }>;

/**
 * Every method but `whole` answers for a part of the item alone, always by asking the reference evaluation about an item that has only
 * that part: so a compiled filter cannot mean something else.
 */
export interface FilterTarget {
	readonly view: RowView;
	/** The whole item: right for every term, slow. */
	whole(term: Term, row: number): boolean;
	/** The entity that tells name, kind, severity, resource and scope. */
	headOf(row: number): number;
	onHead(term: Term, head: number): boolean;
	/** True when the head alone decides the term. */
	isOfHead(term: Term): boolean;
	/** What of a head decides the term, as a number: heads share it. Undefined: all of it. */
	partOfHead(term: Term): ((head: number) => number) | undefined;
	/** A test of one field of the item, or undefined when the head decides. */
	onField(term: Term, key: Intrinsic): RowTest | undefined;
	/** A test of bare words. */
	onText(term: Term): RowTest | undefined;
	/** A test of what stands on events and links. */
	onParts(term: Term): RowTest;
}

const RESOURCE_FIELDS: ReadonlySet<string> = new Set(["service", "env", "version", "instance"]);
const SCOPE_FIELDS: ReadonlySet<string> = new Set(["scopeName", "scopeVersion"]);

/** What of a head a term asks about. */
export function decidingPart(term: Term): "resource" | "scope" | "either" | "name" | "all" {
	if (term.type === "text") return "name";
	const { scope, key } = term.field;
	if (scope === "resource" || scope === "scope") return scope;
	if (scope === "any") return "either";
	if (scope !== "intrinsic") return "all";
	if (RESOURCE_FIELDS.has(key)) return "resource";
	if (SCOPE_FIELDS.has(key)) return "scope";
	return key === "name" ? "name" : "all";
}

/** Does what a head tells hold all that a term asks about, given the fields that lie elsewhere? */
export function isToldByHead(term: Term, rowFields: ReadonlySet<string>): boolean {
	if (term.type === "text") return !rowFields.has("text");
	const { scope, key } = term.field;
	return scope === "resource" || scope === "scope" || (scope === "intrinsic" && !rowFields.has(key));
}

/** One number for a pair of resource and scope. */
export function eitherOf({ resource, scope }: { readonly resource: number; readonly scope: number }, { counts }: RowView): number {
	return resource * counts.entities + scope;
}
