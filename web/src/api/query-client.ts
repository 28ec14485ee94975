import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./client.ts";

const RETRIES = 2;

function isTemporary(error: unknown): boolean {
	return error instanceof ApiError && (error.kind === "overloaded" || error.kind === "unavailable");
}

/**
 * The cache of the collector's answers. An answer stays good until its key changes (every range has its own, and a refresh makes a new
 * range) or someone invalidates it; left alone it is dropped after five minutes.
 */
export function createQueryClient(): QueryClient {
	return new QueryClient({
		defaultOptions: {
			queries: {
				staleTime: Number.POSITIVE_INFINITY,
				gcTime: 5 * 60_000,
				refetchOnWindowFocus: false,
				refetchOnReconnect: false,
				networkMode: "always",
				retry: (count, error) => count < RETRIES && isTemporary(error),
				retryDelay: (count, error) => (error instanceof ApiError ? error.retryAfterMs : undefined) ?? 500 * 2 ** count,
			},
		},
	});
}
