import type { TraceChartJson } from "@spanglass/shared/api/search-schemas";
import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

/** Which traces, of which half-open range (epoch milliseconds). */
export interface SearchQuery {
	readonly q: string;
	/** deployment.environment.name; undefined is all of them. */
	readonly env: string | undefined;
	readonly fromMs: number;
	readonly toMs: number;
}

/** The parameters of what is asked about a search as a whole. */
export function searchParams({ q, env, fromMs, toMs }: SearchQuery): Record<string, string | number | undefined> {
	return { q: q === "" ? undefined : q, env, from: fromMs, to: toMs };
}

/** Traces by time and by duration. The former answer stays while a new one is asked for. */
export function useTraceChart(query: SearchQuery): UseQueryResult<TraceChartJson> {
	return useQuery({
		queryKey: ["traces", "chart", query],
		queryFn: ({ signal }) => getJson("traceChart", { query: searchParams(query), signal }),
		placeholderData: keepPreviousData,
		retry: false,
	});
}
