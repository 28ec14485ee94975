import type { Filter, ItemFilter } from "./filter.ts";

/**
 * A filter that also asks for the environment of the resource of the item that is found; undefined: the filter itself.
 *
 * Result  the condition is the field `env` as data (both spellings of the key, the newer one first), never text: it cannot be escaped from,
 *         and positions in the text of the filter stay what they were.
 */
export function inEnvironment(filter: ItemFilter, environment: string | undefined): ItemFilter;
export function inEnvironment(filter: Filter, environment: string | undefined): Filter;
export function inEnvironment(filter: Filter, environment: string | undefined): Filter {
	if (environment === undefined) return filter;
	const value = { text: environment, number: undefined, quoted: true };
	const condition: ItemFilter = { type: "compare", field: { scope: "intrinsic", key: "env" }, op: "=", value };
	return { type: "all", terms: [condition, ...(filter.type === "all" ? filter.terms : [filter])] };
}
