/** What a facet lists: values with counts, and what the query says of each. Pure. */
import type { TraceFacetsJson } from "@spanglass/shared/api/search-schemas";
import type { KeyChoice } from "@spanglass/shared/query/filter-edit";

export interface FacetRow {
	/** What identifies it in the facet. */
	readonly value: string;
	/** Undefined: the query names it, and the answer does not. */
	readonly count: number | undefined;
	/** 0..1 of the most frequent value. */
	readonly share: number;
	readonly isOn: boolean;
	readonly isOut: boolean;
}

type FacetJson = TraceFacetsJson["data"][number];

/** The values of a facet in their order; those that the query names and the answer does not come last. */
export function facetRows(facet: FacetJson | undefined, { only, not }: KeyChoice): readonly FacetRow[] {
	const values = facet?.values ?? [];
	const most = Math.max(1, ...values.map(({ count }) => count));
	const known = new Set(values.map(({ value }) => value));
	const rowOf = (value: string, count: number | undefined): FacetRow => ({
		value,
		count,
		share: (count ?? 0) / most,
		isOn: only.includes(value),
		isOut: not.includes(value),
	});
	const named = [...new Set([...only, ...not])].filter((value) => !known.has(value));
	return [...values.map(({ value, count }) => rowOf(value, count)), ...named.map((value) => rowOf(value, undefined))];
}

/** A click: this value alone, or none when it is alone already. */
export function onlyValue({ only, not }: KeyChoice, value: string): KeyChoice {
	const isAlone = only.length === 1 && only[0] === value;
	return { only: isAlone ? [] : [value], not: not.filter((other) => other !== value) };
}

/** Ctrl+click: this value too, or no longer. */
export function toggledValue({ only, not }: KeyChoice, value: string): KeyChoice {
	const isOn = only.includes(value);
	return { only: isOn ? only.filter((other) => other !== value) : [...only, value], not: not.filter((other) => other !== value) };
}

/** `≠`: not this value, or again. */
export function excludedValue({ only, not }: KeyChoice, value: string): KeyChoice {
	const isOut = not.includes(value);
	return { only: only.filter((other) => other !== value), not: isOut ? not.filter((other) => other !== value) : [...not, value] };
}

/** How a trace went, each as a query: none of its spans failed, some but not its root, its root. */
export const STATUS_QUERIES = ["-any.status:error", "any.status:error -root.status:error", "root.status:error"] as const;
export const STATUS_KEYS: readonly string[] = ["root.status", "any.status"];

/** How many traces went how, in the order of STATUS_QUERIES; both facets are of a query that does not ask for the status. */
export function statusCounts(facets: readonly FacetJson[] | undefined): readonly [number, number, number] | undefined {
	const countsOf = (key: string) => facets?.find((facet) => facet.key === key)?.values;
	const [roots, any] = [countsOf("root.status"), countsOf("any.status")];
	if (roots === undefined || any === undefined) return undefined;
	const rootErrors = roots.find(({ value }) => value === "error")?.count ?? 0;
	const anyErrors = Math.max(any.find(({ value }) => value === "error")?.count ?? 0, rootErrors);
	const all = roots.reduce((sum, { count }) => sum + count, 0);
	return [Math.max(0, all - anyErrors), anyErrors - rootErrors, rootErrors];
}

/** Values that are shown before somebody asks for more. */
export const FIRST_VALUES = 8;
