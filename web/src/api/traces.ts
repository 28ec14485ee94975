import type { ListJson } from "@spanglass/shared/api/answer-schemas";
import type { TraceSummaryJson } from "@spanglass/shared/api/schemas";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

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

/** The first few traces of a list. */
export function useTopTraces(query: TraceListQuery, limit: number) {
	return useQuery({
		queryKey: ["traces", "top", query, limit],
		queryFn: ({ signal }) => getJson("traces", { query: { ...queryOf(query), limit }, signal }),
		retry: false,
	});
}
