import { useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

/** Of which half-open range (epoch milliseconds) and environment. */
export interface GraphQuery {
	readonly env: string | undefined;
	readonly fromMs: number;
	readonly toMs: number;
	/** Also numbers of `previous`, the range before, or of a range `from..to`; undefined: none. */
	readonly compare: string | undefined;
}

/** Who calls whom; the former graph stays on screen while another one is asked for. */
export function useGraph(query: GraphQuery, enabled = true) {
	const { env, fromMs, toMs, compare } = query;
	return useQuery({
		queryKey: ["graph", query],
		queryFn: ({ signal }) => getJson("graph", { query: { from: fromMs, to: toMs, env, compare }, signal }),
		enabled,
		placeholderData: (before) => before,
	});
}
