import type { RedGroupName } from "@spanglass/shared/api/rollup-schemas";
import { useQueries, useQuery } from "@tanstack/react-query";
import { type Answers, getJson } from "./client.ts";

/** Which service, of which half-open range (epoch milliseconds). */
export interface ServiceQuery {
	readonly name: string;
	/** `service.namespace`; undefined: whatever it is. */
	readonly ns: string | undefined;
	readonly env: string | undefined;
	readonly fromMs: number;
	readonly toMs: number;
}

/** A question whose answer can be set beside that of the range before. */
export interface ComparedQuery extends ServiceQuery {
	readonly compare: boolean;
}

type Compared = "service" | "serviceOperations" | "serviceInstances" | "serviceVersions";

/** While it is asked again, the former answer about the same service stays. */
function useCompared<R extends Compared>(route: R, query: ComparedQuery, enabled = true) {
	const { name, fromMs, toMs, ns, env, compare } = query;
	return useQuery<Answers[R]>({
		queryKey: [route, name, query],
		queryFn: ({ signal }) =>
			getJson(route, {
				path: { name },
				query: { from: fromMs, to: toMs, ns, env, compare: compare ? "previous" : undefined },
				signal,
			}),
		placeholderData: (before, asked) => (asked?.queryKey[1] === name ? before : undefined),
		enabled,
		retry: false,
		// several parts of the page show the same answer: one that comes later does not ask again for what failed
		retryOnMount: false,
	});
}

/** Requests, errors, callers, callees and deploys of a service. */
export function useServiceDetail(query: ComparedQuery) {
	return useCompared("service", query);
}

/** New versions of some services in a range; those that are not known yet are left out. */
export function useDeploys(names: readonly string[], { env, fromMs, toMs }: Pick<ServiceQuery, "env" | "fromMs" | "toMs">) {
	return useQueries({
		queries: names.map((name) => ({
			queryKey: ["deploys", name, env, fromMs, toMs],
			queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
				getJson("service", { path: { name }, query: { from: fromMs, to: toMs, env }, signal }),
			select: ({ deploys }: Answers["service"]) => deploys.map((deploy) => ({ service: name, ...deploy })),
			placeholderData: (before: Answers["service"] | undefined, asked?: { readonly queryKey: readonly unknown[] }) =>
				asked?.queryKey[1] === name ? before : undefined,
			retry: false,
		})),
		combine: (answers) => answers.flatMap(({ data }) => data ?? []),
	});
}

export function useServiceOperations(query: ComparedQuery, enabled: boolean) {
	return useCompared("serviceOperations", query, enabled);
}

export function useServiceInstances(query: ComparedQuery, enabled: boolean) {
	return useCompared("serviceInstances", query, enabled);
}

export function useServiceVersions(query: ComparedQuery, enabled: boolean) {
	return useCompared("serviceVersions", query, enabled);
}

export interface RedOverTimeQuery extends ServiceQuery {
	/** Only this operation. */
	readonly op?: string | undefined;
	/** A line for each value. */
	readonly by?: RedGroupName;
}

/** Requests of a service over time; while it is asked again, the former answer to the same question stays. */
export function useServiceRed(query: RedOverTimeQuery, enabled = true) {
	const { name, fromMs, toMs, ...rest } = query;
	const topic = JSON.stringify([name, rest.op, rest.by]);
	return useQuery<Answers["serviceRed"]>({
		queryKey: ["service-red", topic, query],
		queryFn: ({ signal }) => getJson("serviceRed", { path: { name }, query: { from: fromMs, to: toMs, ...rest }, signal }),
		placeholderData: (before, asked) => (asked?.queryKey[1] === topic ? before : undefined),
		enabled,
		retry: false,
	});
}

/** How long requests took over time; as `useServiceRed`. */
export function useServiceHeat(query: Omit<RedOverTimeQuery, "by">, enabled: boolean) {
	const { name, fromMs, toMs, ...rest } = query;
	const topic = JSON.stringify([name, rest.op]);
	return useQuery<Answers["serviceHeat"]>({
		queryKey: ["service-heat", topic, query],
		queryFn: ({ signal }) => getJson("serviceHeat", { path: { name }, query: { from: fromMs, to: toMs, ...rest }, signal }),
		placeholderData: (before, asked) => (asked?.queryKey[1] === topic ? before : undefined),
		enabled,
		retry: false,
	});
}

/** Two versions of a service. */
export interface VersionPair {
	/** The one that `b` is judged against. */
	readonly a: string;
	readonly b: string;
}

/** Each pair of versions beside each other; undefined while it is not known. */
export function useVersionComparisons({ name, ns, env, fromMs, toMs }: ServiceQuery, pairs: readonly VersionPair[]) {
	return useQueries({
		queries: pairs.map(({ a, b }) => ({
			queryKey: ["version-comparison", name, a, b, ns, env, fromMs, toMs],
			queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
				getJson("serviceVersionComparison", { path: { name }, query: { from: fromMs, to: toMs, ns, env, a, b }, signal }),
			placeholderData: (before: Answers["serviceVersionComparison"] | undefined) =>
				before?.a.version === a && before.b.version === b ? before : undefined,
			retry: false,
		})),
	});
}

export interface ExemplarQuery extends Omit<ServiceQuery, "ns"> {
	readonly op?: string | undefined;
	/** Nanoseconds: the nearest first; undefined: the newest first. */
	readonly near?: number | undefined;
	readonly failed?: boolean;
	readonly limit: number;
}

/** Spans of a service that stand for a number. */
export function useServiceExemplars(query: ExemplarQuery) {
	const { name, fromMs, toMs, failed = false, near, ...rest } = query;
	return useQuery({
		queryKey: ["service-exemplars", query],
		queryFn: ({ signal }) =>
			getJson("serviceExemplars", {
				path: { name },
				query: {
					from: fromMs,
					to: toMs,
					near: near === undefined ? undefined : Math.round(near),
					failed: failed ? "true" : undefined,
					...rest,
				},
				signal,
			}),
		retry: false,
	});
}
