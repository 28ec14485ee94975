/** Addresses that the palette leads to. */
import type { TraceReference } from "../../state/trace-reference.ts";
import { type SearchValues, stringifySearch } from "../../state/url.ts";

/** A trace, at its span when the reference names one. */
export function traceHref({ traceId, spanId }: Pick<TraceReference, "traceId" | "spanId">): string {
	return `/t/${traceId}${stringifySearch(spanId === undefined ? {} : { span: spanId })}`;
}

/** The page of a service. */
export function serviceHref(name: string, search: SearchValues): string {
	return `/services/${encodeURIComponent(name)}${stringifySearch(search)}`;
}

/** A page that searches, with a query. */
export function queryHref(path: "/traces" | "/logs", q: string, search: SearchValues): string {
	return path + stringifySearch({ ...search, q });
}
