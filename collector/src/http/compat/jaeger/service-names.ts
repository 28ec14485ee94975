/** Services and operations as Jaeger calls them, for both generations of its API. */
import { jaegerKind, jaegerNameOfService } from "@spanglass/shared/otlp/jaeger-json";
import type { Filter } from "@spanglass/shared/query/filter";
import { ALL_TIME, type TimeRange } from "@spanglass/shared/query/time-range";
import { JAEGER_UNKNOWN_SERVICE, UNKNOWN_SERVICE } from "@spanglass/shared/semconv/identity";
import type { JaegerContext } from "./context.ts";
import { namespacedFilter, serviceFilter } from "./search-filter.ts";

/** Sorted names. */
export async function listJaegerServices(context: JaegerContext): Promise<readonly string[]> {
	const names = await context.services.services.listServiceNames(context.control);
	const nameless = names.includes(UNKNOWN_SERVICE) ? await namesOfUnknown(context) : [];
	return [...names.filter((name) => name !== UNKNOWN_SERVICE), ...nameless].sort();
}

/** Which of the two the store's `unknown_service` stands for: resources without a name, resources that are called so, or both. */
async function namesOfUnknown({ services, control }: JaegerContext): Promise<readonly string[]> {
	const names: string[] = [];
	for (const name of [UNKNOWN_SERVICE, JAEGER_UNKNOWN_SERVICE]) {
		const query = { range: ALL_TIME, filter: serviceFilter(name), sort: "newest", limit: 1, cursor: undefined } as const;
		const page = await services.traces.find(query, control);
		if (page.traces.length > 0) names.push(name);
	}
	return names;
}

/** The store's name of a service. */
export function storedServiceName(name: string): string {
	return name === JAEGER_UNKNOWN_SERVICE ? UNKNOWN_SERVICE : name;
}

/**
 * Spans of a service. Kiali asks for `app.namespace`: when no service has that name and one is called `app`, its spans of that namespace
 * are meant.
 */
export async function filterOfService(name: string, { services, control }: JaegerContext): Promise<Filter> {
	const dot = name.lastIndexOf(".");
	if (dot <= 0) return serviceFilter(name);
	const names = await services.services.listServiceNames(control);
	const app = name.slice(0, dot);
	return names.includes(name) || !names.includes(app) ? serviceFilter(name) : namespacedFilter(app, name.slice(dot + 1));
}

export interface JaegerOperation {
	readonly name: string;
	/** "" for an unspecified kind. */
	readonly spanKind: string;
}

/** Operations of a service. */
export async function listJaegerOperations(service: string, { services, control }: JaegerContext): Promise<readonly JaegerOperation[]> {
	const operations = await services.services.listOperations(storedServiceName(service), undefined, control);
	return operations.map(({ name, kind }) => ({ name, spanKind: jaegerKind(kind) }));
}

export interface JaegerDependency {
	readonly parent: string;
	readonly child: string;
	readonly callCount: number;
}

/** Pairs of different services, parent and child of one span pair, counted (ADR-006). */
export async function listJaegerDependencies(range: TimeRange, { services, control }: JaegerContext): Promise<readonly JaegerDependency[]> {
	const pairs = await services.services.listPairs(range, control);
	return pairs.map(({ parent, child, count }) => ({
		...{ parent: jaegerNameOfService(parent), child: jaegerNameOfService(child), callCount: count },
	}));
}
