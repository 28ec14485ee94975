/** What is asked when a list of traces or spans is empty. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";
import { COUNTED_ROWS, countOf, type ListCount } from "./list-count.ts";
import { queryOf, type TraceListQuery } from "./traces.ts";

const DAY_MS = 86_400_000;

/** The newest trace of an environment: where an empty range could jump to. A day of wrong clocks ahead of `asOfMs` is looked through as well. */
export function useLastTrace(asOfMs: number, env: string | undefined) {
	return useQuery({
		queryKey: ["traces", "last", asOfMs, env],
		queryFn: ({ signal }) => getJson("traces", { query: { sort: "newest", env, from: 0, to: asOfMs + DAY_MS, limit: 1 }, signal }),
	});
}

/** How many traces or spans each of some queries finds in a range; undefined while unknown. */
export function useSearchCounts(list: "traces" | "spans", queries: readonly TraceListQuery[]): readonly (ListCount | undefined)[] {
	return useQueries({
		queries: queries.map((query) => ({
			queryKey: [list, "count", query],
			queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
				getJson(list, { query: { ...queryOf(query), limit: COUNTED_ROWS }, signal }),
			retry: false,
		})),
		combine: (results) => results.map((result) => result.data && countOf(result.data)),
	});
}
