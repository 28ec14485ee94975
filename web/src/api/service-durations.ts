import type { ServiceDurationsJson } from "@spanglass/shared/api/schemas";
import { useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

/** Durations of which spans: one operation of a service, in a half-open range of epoch milliseconds. */
export interface DurationsQuery {
	readonly service: string;
	/** The span's name as it was sent. */
	readonly op: string;
	readonly kind: number;
	readonly fromMs: number;
	readonly toMs: number;
	readonly env: string | undefined;
	/** Nanoseconds; the answer counts the spans that took less. */
	readonly at: number;
}

const FRESH_MS = 60_000;

/** Where one duration stands among its kind. The former answer stays while the next span of the same operation is asked for. */
export function useServiceDurations(query: DurationsQuery | undefined) {
	const { service = "", fromMs, toMs, ...rest } = query ?? {};
	const kindOf = (asked: DurationsQuery): string => JSON.stringify([asked.service, asked.op, asked.kind, asked.toMs - asked.fromMs]);
	return useQuery<ServiceDurationsJson>({
		queryKey: ["service-durations", query],
		enabled: query !== undefined,
		queryFn: ({ signal }) => getJson("serviceDurations", { path: { name: service }, query: { from: fromMs, to: toMs, ...rest }, signal }),
		placeholderData: (data, before) => {
			const asked = before?.queryKey[1] as DurationsQuery | undefined;
			return query !== undefined && asked !== undefined && kindOf(asked) === kindOf(query) ? data : undefined;
		},
		staleTime: FRESH_MS,
		retry: false,
	});
}
