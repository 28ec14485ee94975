import { useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

const STATUS_MS = 5_000;
/** For what every page shows: a full disk, a damaged file. */
const SELDOM_MS = 15_000;

/** What the collector says about itself. It is asked again while the tab is visible: every five seconds, every fifteen, or not. */
export function useStatus(watch: boolean | "seldom" = false) {
	return useQuery({
		queryKey: ["status"],
		queryFn: ({ signal }) => getJson("status", { signal }),
		refetchInterval: watch === "seldom" ? SELDOM_MS : watch && STATUS_MS,
		staleTime: STATUS_MS,
		retry: false,
	});
}
