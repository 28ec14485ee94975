/** What the list of services shows and in which order: pure functions over the API's rows. */
import { type ServiceState, serviceState } from "@spanglass/shared/analysis/error-state";
import type { ServiceJson } from "@spanglass/shared/api/schemas";
import { quoteText } from "@spanglass/shared/query/fields";
import { formatPercent, quantilePrefix, textOf } from "@spanglass/shared/units/format";
import type { ServiceSort, ServiceSortColumn, ServiceTab } from "../../state/url/services.ts";

const SEVERITY: Readonly<Record<ServiceState, number>> = { error: 4, warn: 3, ok: 2, idle: 1, silent: 0 };

/** How a service fares in the range. */
export function stateOfRow({ silent, errorRatio }: ServiceJson): ServiceState {
	return serviceState({ errorRatio, isHeard: !silent });
}

/** A row's identity: names repeat across namespaces. */
export function serviceKey({ namespace, name }: ServiceJson): string {
	return `${namespace}/${name}`;
}

/** Names that more than one namespace has. */
export function sharedNames(services: readonly ServiceJson[]): ReadonlySet<string> {
	const seen = new Set<string>();
	return new Set(
		services.flatMap(({ name }) => {
			if (seen.has(name)) return [name];
			seen.add(name);
			return [];
		}),
	);
}

type Value = number | string | bigint | undefined;

/** What a column sorts by; undefined is "no data" and always goes last. */
const VALUES: { readonly [C in ServiceSortColumn]: (service: ServiceJson) => Value } = {
	name: ({ name }) => name,
	rate: (service) => (service.silent ? undefined : service.ratePerSecond),
	errors: ({ errorRatio }) => errorRatio ?? undefined,
	p50: ({ p50Nanos }) => p50Nanos ?? undefined,
	p95: ({ p95Nanos }) => p95Nanos ?? undefined,
	p99: ({ p99Nanos }) => p99Nanos ?? undefined,
	instances: (service) => (service.silent ? undefined : service.instances.length),
	seen: ({ lastSeen }) => BigInt(lastSeen),
};

/** The rows in their order: by a column, or by status, then the share of errors as it is shown, then the rate. Ties go by name, then namespace. */
export function sortServices(services: readonly ServiceJson[], sort: ServiceSort): readonly ServiceJson[] {
	return services.toSorted((a, b) => (sort === undefined ? byHealth(a, b) : byColumn(a, b, sort)) || byName(a, b));
}

function byHealth(a: ServiceJson, b: ServiceJson): number {
	return SEVERITY[stateOfRow(b)] - SEVERITY[stateOfRow(a)] || byShownErrors(a, b) || b.ratePerSecond - a.ratePerSecond;
}

/** More errors first; equal when the same percentage is shown, so that noise below it does not shuffle rows. */
function byShownErrors({ errorRatio: a }: ServiceJson, { errorRatio: b }: ServiceJson): number {
	if (a === null || b === null || textOf(formatPercent(a)) === textOf(formatPercent(b))) return 0;
	return b - a;
}

function byColumn(a: ServiceJson, b: ServiceJson, { column, direction }: NonNullable<ServiceSort>): number {
	const first = VALUES[column](a);
	const second = VALUES[column](b);
	if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined);
	const ascending =
		typeof first === "string" && typeof second === "string" ? collate(first, second) : first < second ? -1 : first > second ? 1 : 0;
	return direction === "asc" ? ascending : -ascending;
}

function byName(a: ServiceJson, b: ServiceJson): number {
	return collate(a.name, b.name) || collate(a.namespace, b.namespace);
}

const { compare: collate } = new Intl.Collator("en", { numeric: true });

/** What a click on a column's head does: the larger first (names: A first), then the other way round, then the list's own order. */
export function nextSort(sort: ServiceSort, column: ServiceSortColumn): ServiceSort {
	const first = column === "name" ? "asc" : "desc";
	if (sort?.column !== column) return { column, direction: first };
	return sort.direction === first ? { column, direction: first === "asc" ? "desc" : "asc" } : undefined;
}

/** The rows of a tab whose name, namespace or version holds every typed word. */
export function pickServices(services: readonly ServiceJson[], tab: ServiceTab, typed: string): readonly ServiceJson[] {
	const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
	return services.filter((service) => {
		if (tab !== "all" && service.silent !== (tab === "silent")) return false;
		const text = [service.name, service.namespace, ...service.versions].join(" ").toLowerCase();
		return words.every((word) => text.includes(word));
	});
}

/** A quantile of a service: `~` before it when it rests on too few requests; undefined without data. */
export function quantileOf(
	service: ServiceJson,
	quantile: 0.5 | 0.95 | 0.99,
): { readonly nanos: number; readonly prefix: "~" | "" } | undefined {
	const nanos = quantile === 0.5 ? service.p50Nanos : quantile === 0.95 ? service.p95Nanos : service.p99Nanos;
	return nanos === null ? undefined : { nanos, prefix: quantilePrefix(quantile, service.requestCount) };
}

/** The query that finds what belongs to a service. */
export function queryOfService(name: string): string {
	return `service:${quoteText(name)}`;
}

/** The latest moment at which any of them was heard of, epoch milliseconds; undefined when there are none. */
export function lastSeenMs(services: readonly ServiceJson[]): number | undefined {
	if (services.length === 0) return undefined;
	return services.reduce((last, { lastSeen }) => Math.max(last, Number(BigInt(lastSeen) / 1_000_000n)), 0);
}
