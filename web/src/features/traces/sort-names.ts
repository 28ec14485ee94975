import type { TraceSort } from "../../state/url/traces.ts";

export const SORT_KEYS = {
	newest: "traces.sortNewest",
	longest: "traces.sortLongest",
	spans: "traces.sortSpans",
	errors: "traces.sortErrors",
} as const satisfies Record<TraceSort, string>;
