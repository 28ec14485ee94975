/** Keys and values for the query field, counted by the collector. */
import type { KeyCountJson } from "@spanglass/shared/api/schemas";
import { keepPreviousData, type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { getJson } from "./client.ts";

const KEYS = 100;
const VALUES = 50;
/** Counts of a growing store are as good as they were so long ago. */
const FRESH_MS = 60_000;

export interface SuggestedRange {
	readonly fromMs: number;
	readonly toMs: number;
}

/** Where the completions of a list come from. The same object as long as the range is the same to the minute. */
export function useSuggestionSource(signal: "traces" | "logs", { fromMs, toMs }: SuggestedRange) {
	const client = useQueryClient();
	const from = Math.floor(fromMs / FRESH_MS) * FRESH_MS;
	const to = Math.ceil(toMs / FRESH_MS) * FRESH_MS;
	return useMemo(() => suggestionSource(client, { signal, from, to }), [client, signal, from, to]);
}

function suggestionSource(client: QueryClient, range: { readonly signal: "traces" | "logs"; readonly from: number; readonly to: number }) {
	return {
		keys: async ({ scope, text }: { readonly scope: string | undefined; readonly text: string }) => {
			const query = { ...range, scope, q: text === "" ? undefined : text, limit: KEYS };
			const { data, complete } = await client.fetchQuery({
				queryKey: ["keys", query],
				queryFn: ({ signal }) => getJson("keys", { query, signal }),
				retry: false,
			});
			return { rows: data, isLeast: !complete };
		},
		values: async ({ field, prefix }: { readonly field: string; readonly prefix: string }) => {
			const query = { ...range, prefix: prefix === "" ? undefined : prefix, limit: VALUES };
			const { data, complete } = await client.fetchQuery({
				queryKey: ["key-values", field, query],
				queryFn: ({ signal }) => getJson("keyValues", { path: { key: field }, query, signal }),
				retry: false,
			});
			return { rows: data, isLeast: !complete };
		},
	};
}

/** Keys of the attributes of spans whose names hold a text, the most frequent first; undefined while nothing is known. */
export function useKeyCounts({ fromMs, toMs }: SuggestedRange, text: string): readonly KeyCountJson[] | undefined {
	const from = Math.floor(fromMs / FRESH_MS) * FRESH_MS;
	const to = Math.ceil(toMs / FRESH_MS) * FRESH_MS;
	const query = { signal: "traces", from, to, q: text === "" ? undefined : text, limit: KEYS };
	return useQuery({
		queryKey: ["keys", query],
		queryFn: ({ signal }) => getJson("keys", { query, signal }),
		select: (answer) => answer.data,
		placeholderData: keepPreviousData,
		retry: false,
	}).data;
}
