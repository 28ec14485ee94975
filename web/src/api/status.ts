import { useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

const STATUS_MS = 5_000;

/** What the collector says about itself. `watch` asks again every five seconds while the tab is visible. */
export function useStatus(watch = false) {
	return useQuery({
		queryKey: ["status"],
		queryFn: ({ signal }) => getJson("status", { signal }),
		refetchInterval: watch ? STATUS_MS : false,
		staleTime: STATUS_MS,
		retry: false,
	});
}
