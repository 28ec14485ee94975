import type { ListJson, SpanSummaryJson } from "@spanglass/shared/api/schemas";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

/** Which spans, in which order, of which half-open range (epoch milliseconds). */
export interface SpanListQuery {
	readonly q: string;
	readonly sort: string;
	readonly env: string | undefined;
	readonly fromMs: number;
	readonly toMs: number;
}

export type SpanPage = ListJson<SpanSummaryJson>;
const PAGE_SIZE = 100;

function queryOf({ q, sort, env, fromMs, toMs }: SpanListQuery): Record<string, string | number | undefined> {
	return { q: q === "" ? undefined : q, sort, env, from: fromMs, to: toMs };
}

/** The pages of a list, in order; the former list stays on screen while a new one is asked for. */
export function useSpanList(query: SpanListQuery) {
	return useInfiniteQuery({
		queryKey: ["spans", query],
		queryFn: ({ signal, pageParam }) =>
			getJson("spans", { query: { ...queryOf(query), limit: PAGE_SIZE, cursor: pageParam ?? undefined }, signal }),
		initialPageParam: null as string | null,
		getNextPageParam: (last: SpanPage) => last.cursor,
		placeholderData: keepPreviousData,
	});
}
