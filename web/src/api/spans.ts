import type { ListJson } from "@spanglass/shared/api/answer-schemas";
import type { SpanSummaryJson } from "@spanglass/shared/api/schemas";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";
import type { SearchQuery } from "./trace-chart.ts";
import { PAGE_SIZE, queryOf, type TraceListQuery } from "./traces.ts";

export type SpanPage = ListJson<SpanSummaryJson>;

/** The pages of a list, in order; the former list stays on screen while a new one is asked for. */
export function useSpanList(query: TraceListQuery) {
	return useInfiniteQuery({
		queryKey: ["spans", query],
		queryFn: ({ signal, pageParam }) =>
			getJson("spans", { query: { ...queryOf(query), limit: PAGE_SIZE, cursor: pageParam ?? undefined }, signal }),
		initialPageParam: null as string | null,
		getNextPageParam: (last: SpanPage) => last.cursor,
		placeholderData: keepPreviousData,
	});
}

/** The longest spans of a search. */
export function useSpansOf(query: SearchQuery, limit: number) {
	return useQuery({
		queryKey: ["spans", "longest", query, limit],
		queryFn: ({ signal }) => getJson("spans", { query: { ...queryOf({ ...query, sort: "longest" }), limit }, signal }),
		retry: false,
	});
}
