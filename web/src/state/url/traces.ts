/** What the address says about the list of traces and what stands around it. */
import { choiceValue, type SearchValues, textValue } from "../url.ts";
import { type Selection, selectionFromText, textOfSelection } from "./selection.ts";

export const TRACE_SORTS = ["newest", "longest", "spans", "errors"] as const;
export type TraceSort = (typeof TRACE_SORTS)[number];

/** What the page lists. */
const TRACE_VIEWS = ["traces", "spans", "group", "structure"] as const;
export type TracesView = (typeof TRACE_VIEWS)[number];

export interface TracesUrl {
	readonly view: TracesView;
	readonly q: string;
	readonly sort: TraceSort;
	/** Keys that spans are grouped by. */
	readonly by: readonly string[];
	/** Column of the groups and its direction: `p99`, `-p99`; "" for the largest first. */
	readonly order: string;
	/** Keys of further facets. */
	readonly facets: readonly string[];
	/** The rectangle on the chart. */
	readonly sel: Selection | undefined;
	/** What the selection differs in is shown. */
	readonly explains: boolean;
}

/** Orders that single spans have too. */
export const SPAN_SORTS = ["newest", "longest"] as const;
const DEFAULT_BY: readonly string[] = ["service", "name"];

function isSpanSort(sort: TraceSort): boolean {
	return sort === "newest" || sort === "longest";
}

/** Read the page's own values; unknown sorts become the default, a selection that cannot be read is none. */
export function tracesUrlFromSearch(values: SearchValues): TracesUrl {
	const view = choiceValue(values, "view", TRACE_VIEWS);
	const sort = choiceValue(values, "sort", TRACE_SORTS);
	const sel = selectionFromText(textValue(values, "sel") ?? "");
	return {
		view,
		q: (textValue(values, "q") ?? "").trim(),
		sort: view === "spans" && !isSpanSort(sort) ? "newest" : sort,
		by: keysFromText(textValue(values, "by")) ?? DEFAULT_BY,
		order: textValue(values, "order") ?? "",
		facets: keysFromText(textValue(values, "facets")) ?? [],
		sel,
		explains: sel !== undefined && textValue(values, "tab") === "explain",
	};
}

type Names = "view" | "q" | "sort" | "by" | "order" | "facets" | "sel" | "tab";

/** The changes that write the page's values: defaults are left out. */
export function searchFromTracesUrl(url: TracesUrl): Readonly<Record<Names, string | undefined>> {
	const { view, q, sort, by, order, facets, sel, explains } = url;
	const isDefault = sort === "newest" || (view === "spans" && !isSpanSort(sort));
	return {
		view: view === "traces" ? undefined : view,
		q: q === "" ? undefined : q,
		sort: isDefault ? undefined : sort,
		by: by.join() === DEFAULT_BY.join() ? undefined : by.join(),
		order: order === "" ? undefined : order,
		facets: facets.length === 0 ? undefined : facets.join(),
		sel: sel === undefined ? undefined : textOfSelection(sel),
		tab: sel !== undefined && explains ? "explain" : undefined,
	};
}

/** Commas part keys, so a key with a comma has no place here. Undefined: the address does not say. */
function keysFromText(text: string | undefined): readonly string[] | undefined {
	if (text === undefined) return undefined;
	return [...new Set(text.split(",").map((key) => key.trim()))].filter((key) => key !== "");
}
