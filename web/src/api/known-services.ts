import type { ServiceJson } from "@spanglass/shared/api/schemas";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

export interface KnownServicesQuery {
	readonly fromMs: number;
	readonly toMs: number;
	/** False: do not ask yet. */
	readonly enabled: boolean;
}

/** The services of every environment, silent ones included: what menus and the palette offer. */
export function useKnownServices({ fromMs, toMs, enabled }: KnownServicesQuery): readonly ServiceJson[] | undefined {
	return useQuery({
		queryKey: ["services", "known", fromMs, toMs],
		queryFn: ({ signal }) => getJson("services", { query: { from: fromMs, to: toMs }, signal }),
		select: (answer) => answer.data,
		placeholderData: keepPreviousData,
		enabled,
	}).data;
}

/** The names of all services, for telling a mistyped one; empty until they are known. */
export function useServiceNames({ fromMs, toMs }: Omit<KnownServicesQuery, "enabled">): readonly string[] {
	return (useKnownServices({ fromMs, toMs, enabled: true }) ?? []).map(({ name }) => name);
}

/** Names of the environments of some services, in alphabetical order, each once. */
export function environmentsOf(services: readonly Pick<ServiceJson, "environments">[]): readonly string[] {
	return [...new Set(services.flatMap((service) => service.environments))].filter((name) => name !== "").sort();
}
