/** Jaeger's search parameters as a filter of the query language: all of them hold for one span. */
import type { Field, Filter, FilterValue, Intrinsic } from "@spanglass/shared/query/filter";
import { JAEGER_UNKNOWN_SERVICE, UNKNOWN_SERVICE } from "@spanglass/shared/semconv/identity";

export interface JaegerSearch {
	readonly service: Filter;
	/** "" = any. */
	readonly operation: string;
	readonly tags: readonly (readonly [string, string])[];
	/** Nanoseconds, both inclusive. */
	readonly minDuration: number | undefined;
	readonly maxDuration: number | undefined;
}

export function filterOfSearch(search: JaegerSearch): Filter {
	const terms: Filter[] = [search.service];
	if (search.operation !== "") terms.push(equals(intrinsic("name"), search.operation));
	if (search.minDuration !== undefined) terms.push(duration(">=", search.minDuration));
	if (search.maxDuration !== undefined) terms.push(duration("<=", search.maxDuration));
	return { type: "all", terms: [...terms, ...search.tags.map(([key, value]) => tagFilter(key, value))] };
}

const RESOURCE_NAME: Field = { scope: "resource", key: "service.name" };
const HAS_NAME: Filter = {
	type: "all",
	terms: [
		{ type: "exists", field: RESOURCE_NAME },
		{ type: "not", term: equals(RESOURCE_NAME, "") },
	],
};

/** Spans of a service. A resource without a name and one that is called `unknown_service` are told apart, as Jaeger does. */
export function serviceFilter(service: string): Filter {
	if (service === UNKNOWN_SERVICE) return { type: "all", terms: [equals(intrinsic("service"), service), HAS_NAME] };
	if (service !== JAEGER_UNKNOWN_SERVICE) return equals(intrinsic("service"), service);
	const nameless: Filter = { type: "all", terms: [equals(intrinsic("service"), UNKNOWN_SERVICE), { type: "not", term: HAS_NAME }] };
	return { type: "any", terms: [equals(intrinsic("service"), service), nameless] };
}

/** Spans of a service in one namespace: of the service's own or of Kubernetes. */
export function namespacedFilter(service: string, namespace: string): Filter {
	const terms = ["service.namespace", "k8s.namespace.name"].map((key) => equals({ scope: "resource", key }, namespace));
	return { type: "all", terms: [serviceFilter(service), { type: "any", terms }] };
}

/** Tags that Jaeger's view makes of a span's own fields. */
const FIELD_TAGS: Readonly<Record<string, Intrinsic>> = {
	"span.kind": "kind",
	"span.status": "status",
	"scope.name": "scopeName",
	"scope.version": "scopeVersion",
	"otel.scope.name": "scopeName",
	"otel.scope.version": "scopeVersion",
	"otel.status_code": "status",
	"otel.status_description": "statusMessage",
	"w3c.tracestate": "traceState",
	event: "eventName",
};

function tagFilter(key: string, value: string): Filter {
	if (key === "error" && value === "true") return equals(intrinsic("status"), "error");
	if (key === "error" && value === "false") return { type: "not", term: equals(intrinsic("status"), "error") };
	if (key.startsWith("resource.")) return equals({ scope: "resource", key: key.slice("resource.".length) }, value);
	const anywhere = (["span", "resource", "scope", "event", "link"] as const).map((scope) => equals({ scope, key }, value));
	const field = Object.hasOwn(FIELD_TAGS, key) ? FIELD_TAGS[key] : undefined;
	if (field === undefined) return { type: "any", terms: anywhere };
	const text = field === "kind" || field === "status" ? value.toLowerCase() : value;
	return { type: "any", terms: [equals(intrinsic(field), text), ...anywhere] };
}

export function intrinsic(key: Intrinsic): Field {
	return { scope: "intrinsic", key };
}

/** Compared as text, whatever the type. */
function equals(field: Field, text: string): Filter {
	const value: FilterValue = { text, number: undefined, quoted: false };
	return { type: "compare", field, op: "=", value };
}

function duration(op: ">=" | "<=", nanos: number): Filter {
	return { type: "compare", field: intrinsic("duration"), op, value: { text: String(nanos), number: nanos, quoted: false } };
}
