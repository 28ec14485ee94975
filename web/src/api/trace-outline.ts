import { useQuery } from "@tanstack/react-query";
import { getSkeletonBytes } from "./client.ts";

/** The columns of one trace, read on the page itself: for a picture of it, not for its view. `isShown`: ask for it. */
export function useTraceColumns(traceId: string, isShown: boolean) {
	return useQuery({
		queryKey: ["trace columns", traceId],
		queryFn: async ({ signal }) => {
			const [bytes, { decodeSkeleton }] = await Promise.all([
				getSkeletonBytes(traceId, signal),
				import("@spanglass/shared/api/skeleton-codec"),
			]);
			return decodeSkeleton(bytes);
		},
		enabled: isShown,
		staleTime: Number.POSITIVE_INFINITY,
		retry: false,
	});
}
