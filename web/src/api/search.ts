/** What the collector says about many traces at once: their facets, groups, structure, and in what some of them differ. */
import type { ExplainJson, SpanGroupsJson, TraceFacetsJson, TraceStructureJson } from "@spanglass/shared/api/search-schemas";
import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";
import { type SearchQuery, searchParams } from "./trace-chart.ts";

/** Some of the traces of a search: starts in [startMs, endMs), durations in [min, max] nanoseconds. */
export interface SearchSelection {
	readonly startMs: number;
	readonly endMs: number;
	readonly min: number;
	readonly max: number;
}

export interface FacetsQuery extends SearchQuery {
	readonly keys: readonly string[];
	/** Values of each key. */
	readonly limit: number;
}

/** Values of keys with counts; undefined: nothing is asked. The former answer stays while a new one is asked for, as with all of these. */
export function useTraceFacets(asked: FacetsQuery | undefined): UseQueryResult<TraceFacetsJson> {
	return useQuery({
		queryKey: ["traces", "facets", asked],
		enabled: asked !== undefined,
		queryFn: ({ signal }) => {
			const { keys = [], limit = 0, ...query } = asked ?? NOTHING;
			return getJson("traceFacets", { query: { ...searchParams(query), keys: keys.join(), limit }, signal });
		},
		placeholderData: keepPreviousData,
		retry: false,
	});
}

const NOTHING: FacetsQuery = { q: "", env: undefined, fromMs: 0, toMs: 0, keys: [], limit: 0 };

/** Spans by the values of keys; no keys: nothing is asked. */
export function useSpanGroups(query: SearchQuery, by: readonly string[], limit: number): UseQueryResult<SpanGroupsJson> {
	return useQuery({
		queryKey: ["spans", "groups", query, by, limit],
		enabled: by.length > 0,
		queryFn: ({ signal }) => getJson("spanGroups", { query: { ...searchParams(query), by: by.join(), limit }, signal }),
		placeholderData: keepPreviousData,
		retry: false,
	});
}

/** The newest traces laid over each other. */
export function useTraceStructure(query: SearchQuery): UseQueryResult<TraceStructureJson> {
	return useQuery({
		queryKey: ["traces", "structure", query],
		queryFn: ({ signal }) => getJson("traceStructure", { query: searchParams(query), signal }),
		placeholderData: keepPreviousData,
		retry: false,
	});
}

/** In what a selection differs from the rest of the search. */
export function useExplain(query: SearchQuery, { startMs, endMs, min, max }: SearchSelection): UseQueryResult<ExplainJson> {
	return useQuery({
		queryKey: ["explain", query, startMs, endMs, min, max],
		queryFn: ({ signal }) => getJson("explain", { query: { ...searchParams(query), start: startMs, end: endMs, min, max }, signal }),
		placeholderData: keepPreviousData,
		retry: false,
	});
}

/** Some of the traces of a search: those that start in [startMs, endMs) and satisfy `q` as well. */
export interface QuerySelection {
	readonly startMs: number;
	readonly endMs: number;
	readonly q: string;
}

/** In what the traces that a further query finds differ from the rest of the search. */
export function useExplainQuery(query: SearchQuery, { startMs, endMs, q }: QuerySelection): UseQueryResult<ExplainJson> {
	return useQuery({
		queryKey: ["explain-query", query, startMs, endMs, q],
		queryFn: ({ signal }) => getJson("explain", { query: { ...searchParams(query), start: startMs, end: endMs, sel: q }, signal }),
		placeholderData: keepPreviousData,
		retry: false,
	});
}
