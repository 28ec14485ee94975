import type { ListJson } from "@spanglass/shared/api/answer-schemas";
import type { LogRecordJson, LogVolumeJson } from "@spanglass/shared/api/schemas";
import { keepPreviousData, useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";
import { COUNTED_ROWS, countOf, type ListCount } from "./list-count.ts";

/** Which records, of which half-open range (epoch milliseconds) and environment. */
export interface LogQuery {
	readonly q: string;
	readonly fromMs: number;
	readonly toMs: number;
	/** Undefined: all of them. */
	readonly env: string | undefined;
}

export type LogPage = ListJson<LogRecordJson>;
const PAGE_SIZE = 200;

function queryOf({ q, fromMs, toMs, env }: LogQuery): Record<string, string | number | undefined> {
	return { q: q === "" ? undefined : q, from: fromMs, to: toMs, env };
}

/** The pages of a list, newest record first; the former list stays on screen while a new one is asked for. */
export function useLogList(query: LogQuery) {
	return useInfiniteQuery({
		queryKey: ["logs", query],
		queryFn: ({ signal, pageParam }) =>
			getJson("logs", { query: { ...queryOf(query), order: "newest", limit: PAGE_SIZE, cursor: pageParam ?? undefined }, signal }),
		initialPageParam: null as string | null,
		getNextPageParam: (last: LogPage) => last.cursor,
		placeholderData: keepPreviousData,
	});
}

/** How many records of each level lie where in the range; the former answer stays until the next is there. */
export function useLogVolume(query: LogQuery) {
	return useQuery<LogVolumeJson>({
		queryKey: ["logs", "volume", query],
		queryFn: ({ signal }) => getJson("logVolume", { query: queryOf(query), signal }),
		placeholderData: keepPreviousData,
	});
}

const DAY_MS = 86_400_000;

/** The newest record of all: where an empty range could jump to. A day of wrong clocks ahead of `asOfMs` is looked through as well. */
export function useLastLog(asOfMs: number, env: string | undefined) {
	return useQuery({
		queryKey: ["logs", "last", asOfMs, env],
		queryFn: ({ signal }) => getJson("logs", { query: { order: "newest", from: 0, to: asOfMs + DAY_MS, env, limit: 1 }, signal }),
	});
}

/** How many records each of some queries finds; undefined while unknown. */
export function useLogCounts(queries: readonly LogQuery[]): readonly (ListCount | undefined)[] {
	return useQueries({
		queries: queries.map((query) => ({
			queryKey: ["logs", "count", query],
			queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
				getJson("logs", { query: { ...queryOf(query), limit: COUNTED_ROWS }, signal }),
			retry: false,
		})),
		combine: (results) => results.map((result) => result.data && countOf(result.data)),
	});
}
