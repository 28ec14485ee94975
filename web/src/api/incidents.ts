/** Incidents and their evidence, and what people do with them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getJson, sendJson } from "./client.ts";

const OFTEN_MS = 10_000;

/** The newest incidents; `state` undefined: all. */
export function useIncidents(state: "firing" | "resolved" | undefined) {
	return useQuery({
		queryKey: ["alerts", "incidents", state],
		queryFn: ({ signal }) => getJson("incidents", { query: { state, limit: 100 }, signal }),
		refetchInterval: OFTEN_MS,
	});
}

export function useIncident(incidentId: string) {
	return useQuery({
		queryKey: ["alerts", "incident", incidentId],
		queryFn: ({ signal }) => getJson("incident", { path: { incidentId }, signal }),
		refetchInterval: OFTEN_MS,
	});
}

/** What was copied when it fired. While it is being collected it is asked for again. */
export function useEvidence(incidentId: string, state: "collecting" | "kept" | "failed" | "dropped" | undefined) {
	return useQuery({
		queryKey: ["alerts", "evidence", incidentId, state],
		queryFn: ({ signal }) => getJson("incidentEvidence", { path: { incidentId }, signal }),
		enabled: state === "kept",
		staleTime: Number.POSITIVE_INFINITY,
	});
}

export interface Acknowledgement {
	readonly incidentId: string;
	readonly acknowledged: boolean;
	readonly by: string;
}

export function useAcknowledge() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ incidentId, acknowledged, by }: Acknowledgement) =>
			sendJson("PUT incidentAck", { acknowledged, by }, { path: { incidentId } }),
		onSettled: () => client.invalidateQueries({ queryKey: ["alerts"] }),
	});
}

export interface Note {
	readonly incidentId: string;
	readonly text: string;
	readonly by: string;
}

export function useAddNote() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ incidentId, text, by }: Note) => sendJson("POST incidentNotes", { text, by }, { path: { incidentId } }),
		onSettled: () => client.invalidateQueries({ queryKey: ["alerts"] }),
	});
}
