/** What the address says about the list of services. */
import { choiceValue, type SearchValues, textValue } from "../url.ts";

/** Columns that the list can be sorted by. */
export const SERVICE_SORT_COLUMNS = ["name", "rate", "errors", "p50", "p95", "p99", "instances", "seen"] as const;
export type ServiceSortColumn = (typeof SERVICE_SORT_COLUMNS)[number];

/** A column and its direction; undefined is the list's own order: by status, errors and rate. */
export type ServiceSort = { readonly column: ServiceSortColumn; readonly direction: "desc" | "asc" } | undefined;

export const SERVICE_TABS = ["all", "active", "silent"] as const;
export type ServiceTab = (typeof SERVICE_TABS)[number];

export interface ServicesUrl {
	/** Part of a name, as typed. */
	readonly q: string;
	readonly sort: ServiceSort;
	readonly tab: ServiceTab;
}

/** Read the page's own values; what is not understood becomes the default. */
export function servicesUrlFromSearch(values: SearchValues): ServicesUrl {
	return {
		q: textValue(values, "q") ?? "",
		sort: sortFrom(textValue(values, "sort")),
		tab: choiceValue(values, "tab", SERVICE_TABS),
	};
}

/** `p99` is descending, `p99-asc` ascending. */
function sortFrom(text: string | undefined): ServiceSort {
	const [name, direction] = text?.endsWith("-asc") ? ([text.slice(0, -4), "asc"] as const) : ([text, "desc"] as const);
	const column = SERVICE_SORT_COLUMNS.find((known) => known === name);
	return column === undefined ? undefined : { column, direction };
}

/** The changes that write the page's values: defaults are left out. */
export function searchFromServicesUrl({ q, sort, tab }: ServicesUrl): Readonly<Record<"q" | "sort" | "tab", string | undefined>> {
	return {
		q: q === "" ? undefined : q,
		sort: sort === undefined ? undefined : sort.direction === "asc" ? `${sort.column}-asc` : sort.column,
		tab: tab === "all" ? undefined : tab,
	};
}
