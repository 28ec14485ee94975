import { ERROR_DOCUMENTS, type ErrorDecision } from "@spanglass/shared/model/error-group-state";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getJson, sendJson } from "./client.ts";

/** Of which half-open range (epoch milliseconds) and environment (undefined: all of them). */
export interface ErrorsQuery {
	readonly fromMs: number;
	readonly toMs: number;
	readonly environment: string | undefined;
}

/** Groups of failed spans; the former list stays on screen while a new one is asked for. */
export function useErrors({ fromMs, toMs, environment }: ErrorsQuery) {
	return useQuery({
		queryKey: ["errors", fromMs, toMs, environment],
		queryFn: ({ signal }) => getJson("errors", { query: { from: fromMs, to: toMs, env: environment }, signal }),
		placeholderData: keepPreviousData,
	});
}

export interface Decision {
	readonly fingerprint: string;
	/** Undefined: take the decision back. */
	readonly state: ErrorDecision["state"] | undefined;
	/** Of the decision that is seen, 0 without one: a stale one is refused. */
	readonly version: number;
}

/** Call a group resolved, mute it, or open it again; the list is asked for anew. */
export function useDecideError() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: async ({ fingerprint, state, version }: Decision) => {
			const path = { kind: ERROR_DOCUMENTS, id: fingerprint };
			if (state !== undefined) return sendJson("PUT document", { json: { state, at: Date.now() }, version }, { path });
			return sendJson("DELETE document", undefined, { path, query: { version } });
		},
		onSettled: () => client.invalidateQueries({ queryKey: ["errors"] }),
	});
}
