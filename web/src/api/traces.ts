import type { ListJson } from "@spanglass/shared/api/answer-schemas";
import type { TraceSummaryJson } from "@spanglass/shared/api/schemas";
import { keepPreviousData, useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";
import { COUNTED_ROWS, countOf, type ListCount } from "./list-count.ts";

/** Which traces or spans, in which order, of which half-open range (epoch milliseconds). */
export interface TraceListQuery {
	readonly q: string;
	readonly sort: string;
	/** deployment.environment.name; undefined is all of them. */
	readonly env: string | undefined;
	readonly fromMs: number;
	readonly toMs: number;
}

export type TracePage = ListJson<TraceSummaryJson>;
export const PAGE_SIZE = 100;

/** The parameters of a list. */
export function queryOf({ q, sort, env, fromMs, toMs }: TraceListQuery): Record<string, string | number | undefined> {
	return { q: q === "" ? undefined : q, sort, env, from: fromMs, to: toMs };
}

/** The pages of a list, in order; the former list stays on screen while a new one is asked for. */
export function useTraceList(query: TraceListQuery) {
	return useInfiniteQuery({
		queryKey: ["traces", query],
		queryFn: ({ signal, pageParam }) =>
			getJson("traces", { query: { ...queryOf(query), limit: PAGE_SIZE, cursor: pageParam ?? undefined }, signal }),
		initialPageParam: null as string | null,
		getNextPageParam: (last: TracePage) => last.cursor,
		placeholderData: keepPreviousData,
	});
}

const DAY_MS = 86_400_000;

/** The newest trace of an environment: where an empty range could jump to. A day of wrong clocks ahead of `asOfMs` is looked through as well. */
export function useLastTrace(asOfMs: number, env: string | undefined) {
	return useQuery({
		queryKey: ["traces", "last", asOfMs, env],
		queryFn: ({ signal }) => getJson("traces", { query: { sort: "newest", env, from: 0, to: asOfMs + DAY_MS, limit: 1 }, signal }),
	});
}

/** The first few traces of a list. */
export function useTopTraces(query: TraceListQuery, limit: number) {
	return useQuery({
		queryKey: ["traces", "top", query, limit],
		queryFn: ({ signal }) => getJson("traces", { query: { ...queryOf(query), limit }, signal }),
		retry: false,
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
