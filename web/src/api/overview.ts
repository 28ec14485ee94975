import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

/** Of which half-open range (epoch milliseconds) and environment (undefined: all of them). */
export interface OverviewQuery {
	readonly fromMs: number;
	readonly toMs: number;
	readonly environment: string | undefined;
}

/** How everything does; the former answer stays on screen while a new one is asked for. */
export function useOverview({ fromMs, toMs, environment }: OverviewQuery, enabled = true) {
	return useQuery({
		queryKey: ["overview", fromMs, toMs, environment],
		queryFn: ({ signal }) => getJson("overview", { query: { from: fromMs, to: toMs, env: environment }, signal }),
		enabled,
		placeholderData: keepPreviousData,
	});
}
