/** What the address says about the list of traces. */
import { choiceValue, type SearchValues, textValue } from "../url.ts";

export const TRACE_SORTS = ["newest", "longest", "spans", "errors"] as const;
export type TraceSort = (typeof TRACE_SORTS)[number];

/** What the list lists. */
const TRACE_VIEWS = ["traces", "spans"] as const;
export type TracesView = (typeof TRACE_VIEWS)[number];

export interface TracesUrl {
	readonly view: TracesView;
	readonly q: string;
	readonly sort: TraceSort;
}

/** Orders that single spans have too. */
export const SPAN_SORTS = ["newest", "longest"] as const;

function isSpanSort(sort: TraceSort): boolean {
	return sort === "newest" || sort === "longest";
}

/** Read the page's own values; unknown sorts become the default. */
export function tracesUrlFromSearch(values: SearchValues): TracesUrl {
	const view = choiceValue(values, "view", TRACE_VIEWS);
	const sort = choiceValue(values, "sort", TRACE_SORTS);
	return { view, q: (textValue(values, "q") ?? "").trim(), sort: view === "spans" && !isSpanSort(sort) ? "newest" : sort };
}

/** The changes that write the page's values: defaults are left out. */
export function searchFromTracesUrl({ view, q, sort }: TracesUrl): Readonly<Record<"view" | "q" | "sort", string | undefined>> {
	const isDefault = sort === "newest" || (view === "spans" && !isSpanSort(sort));
	return { view: view === "traces" ? undefined : view, q: q === "" ? undefined : q, sort: isDefault ? undefined : sort };
}
