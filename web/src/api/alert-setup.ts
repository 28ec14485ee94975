/** Silences and receivers. */
import type { ReceiverJson, SilenceMatcherJson } from "@spanglass/shared/api/receiver-schemas";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getJson, sendJson } from "./client.ts";

const OFTEN_MS = 10_000;

export function useSilences() {
	return useQuery({
		queryKey: ["alerts", "silences"],
		queryFn: ({ signal }) => getJson("silences", { signal }),
		refetchInterval: OFTEN_MS,
	});
}

/** Rules and alerts that matchers match now; the former answer stays while somebody types. */
export function useSilencePreview(matchers: readonly SilenceMatcherJson[]) {
	return useQuery({
		queryKey: ["alerts", "silence preview", matchers],
		queryFn: () => sendJson("POST silencePreview", { matchers }),
		enabled: matchers.length > 0,
		placeholderData: keepPreviousData,
		retry: false,
	});
}

export interface SilenceWrite {
	readonly matchers: readonly SilenceMatcherJson[];
	/** Epoch milliseconds. */
	readonly endsAtMs: number;
	readonly createdBy: string;
	readonly comment: string;
	/** It ends when this incident is resolved. */
	readonly incident?: number;
}

export function useWriteSilence() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ endsAtMs, ...silence }: SilenceWrite) =>
			sendJson("POST silences", { ...silence, endsAt: `${Math.round(endsAtMs)}000000` }),
		onSettled: () => client.invalidateQueries({ queryKey: ["alerts"] }),
	});
}

export function useEndSilence() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: (silenceId: string) => sendJson("DELETE silence", undefined, { path: { silenceId } }),
		onSettled: () => client.invalidateQueries({ queryKey: ["alerts"] }),
	});
}

export function useReceivers() {
	return useQuery({
		queryKey: ["alerts", "receivers"],
		queryFn: ({ signal }) => getJson("receivers", { signal }),
	});
}

/** What is written of a receiver; a secret that is left out stays what it is, null takes it away. */
export interface ReceiverWrite {
	readonly id: string | undefined;
	readonly version: number;
	readonly settings: Pick<ReceiverJson, "name" | "channel" | "enabled" | "sendResolved" | "language" | "options">;
	readonly secrets: Readonly<Record<string, string | null>>;
}

export function useWriteReceiver() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ id, version, settings, secrets }: ReceiverWrite) =>
			id === undefined
				? sendJson("POST receivers", { ...settings, secrets })
				: sendJson("PUT receiver", { ...settings, secrets, version }, { path: { receiverId: id } }),
		onSettled: () => client.invalidateQueries({ queryKey: ["alerts", "receivers"] }),
	});
}

export function useDeleteReceiver() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ id, version }: { readonly id: string; readonly version: number }) =>
			sendJson("DELETE receiver", undefined, { path: { receiverId: id }, query: { version } }),
		onSettled: () => client.invalidateQueries({ queryKey: ["alerts", "receivers"] }),
	});
}

/** Send a test of what is written; the receiver's own answer comes back. */
export function useTestReceiver() {
	return useMutation({
		mutationFn: ({ id, settings, secrets }: Omit<ReceiverWrite, "version">) =>
			sendJson("POST receiverTest", { ...settings, secrets, ...(id === undefined ? {} : { id }) }),
	});
}
