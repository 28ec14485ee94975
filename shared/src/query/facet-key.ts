/** Keys as facets ask for them: of the span that matches, of the trace's root, or of any span of the trace. */
import { nameFromField } from "./fields.ts";
import { type Field, type Filter, isItemFilter, MATCH_ALL } from "./filter.ts";
import { fieldFromText } from "./listed-values.ts";

export interface FacetKey {
	readonly span: "self" | "root" | "any";
	readonly field: Field;
}

/** `service`, `root.name`, `any.resource.k8s.pod.name`: the prefix is that of the query language. */
export function facetKeyFromText(text: string): FacetKey {
	for (const span of ["root", "any"] as const) {
		const prefix = `${span}.`;
		if (text.startsWith(prefix) && text.length > prefix.length) return { span, field: fieldFromText(text.slice(prefix.length)) };
	}
	return { span: "self", field: fieldFromText(text) };
}

/**
 * A filter without its own terms of a key: what a facet of the key counts in.
 *
 * Result  conditions that all have to hold and speak of nothing else are left out, however they are written; others stay as they are.
 */
export function withoutKey(filter: Filter, key: FacetKey): Filter {
	if (filter.type !== "all") return isOfKey(filter, key) ? MATCH_ALL : filter;
	return { type: "all", terms: filter.terms.flatMap((term) => (isOfKey(term, key) ? [] : [withoutKey(term, key)])) };
}

function isOfKey(filter: Filter, key: FacetKey): boolean {
	switch (filter.type) {
		case "all":
		case "any":
			return filter.terms.length > 0 && filter.terms.every((term) => isOfKey(term, key));
		case "not":
			return isOfKey(filter.term, key);
		case "other":
			return filter.span === key.span && isItemFilter(filter.term) && isOfKey(filter.term, { ...key, span: "self" });
		case "compare":
		case "exists":
			return key.span === "self" && nameFromField(filter.field) === nameFromField(key.field);
		default:
			return false;
	}
}
