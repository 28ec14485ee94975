/** What the address says about the list of traces. */
import { choiceValue, type SearchValues, textValue } from "../url.ts";

export const TRACE_SORTS = ["newest", "longest", "spans", "errors"] as const;
export type TraceSort = (typeof TRACE_SORTS)[number];

export interface TracesUrl {
	readonly q: string;
	readonly sort: TraceSort;
}

/** Read the page's own values; unknown sorts become the default. */
export function tracesUrlFromSearch(values: SearchValues): TracesUrl {
	return { q: (textValue(values, "q") ?? "").trim(), sort: choiceValue(values, "sort", TRACE_SORTS) };
}

/** The changes that write the page's values: defaults are left out. */
export function searchFromTracesUrl(url: TracesUrl): Readonly<Record<"q" | "sort", string | undefined>> {
	return { q: url.q === "" ? undefined : url.q, sort: url.sort === "newest" ? undefined : url.sort };
}
