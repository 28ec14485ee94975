import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

/** Of which half-open range (epoch milliseconds) and environment (undefined: all of them). */
export interface ServiceListQuery {
	readonly fromMs: number;
	readonly toMs: number;
	readonly environment: string | undefined;
}

/** All services, silent ones included; the former list stays on screen while a new one is asked for. */
export function useServiceList({ fromMs, toMs, environment }: ServiceListQuery) {
	return useQuery({
		queryKey: ["services", fromMs, toMs, environment],
		queryFn: ({ signal }) => getJson("services", { query: { from: fromMs, to: toMs, env: environment }, signal }),
		placeholderData: keepPreviousData,
	});
}
