import { useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

/** Of which half-open range (epoch milliseconds) and environment. */
export interface GraphQuery {
	readonly env: string | undefined;
	readonly fromMs: number;
	readonly toMs: number;
	/** Numbers of the range before, too. */
	readonly compare: boolean;
}

/** Who calls whom; the former graph stays on screen while another one is asked for. */
export function useGraph(query: GraphQuery) {
	const { env, fromMs, toMs, compare } = query;
	return useQuery({
		queryKey: ["graph", query],
		queryFn: ({ signal }) =>
			getJson("graph", { query: { from: fromMs, to: toMs, env, compare: compare ? "previous" : undefined }, signal }),
		placeholderData: (before) => before,
	});
}
