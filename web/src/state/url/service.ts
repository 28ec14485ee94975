/** What the address says about the page of one service: `/services/:name/:tab` and its values. */
import { choiceValue, type SearchValues, textValue } from "../url.ts";

export const DETAIL_TABS = ["overview", "operations", "instances", "versions", "errors"] as const;
export type DetailTab = (typeof DETAIL_TABS)[number];

const PERCENTILES = ["p50", "p95", "p99"] as const;
export type Percentile = (typeof PERCENTILES)[number];

const COMPARISONS = ["prev", "off"] as const;

export interface ServiceUrl {
	/** `service.namespace`, where a name stands for several services. */
	readonly namespace: string | undefined;
	/** The operation that the charts show; undefined: all of them. */
	readonly op: string | undefined;
	/** The line of the latency chart that is alone. */
	readonly percentile: Percentile | undefined;
	/** Every number is set beside that of the range before. */
	readonly compare: boolean;
}

/** The tab of a path; undefined for one that there is not. */
export function detailTabOf(part: string | undefined): DetailTab | undefined {
	return part === undefined ? "overview" : DETAIL_TABS.find((tab) => tab === part);
}

/** Read the page's own values; what is not understood becomes the default. */
export function serviceUrlFromSearch(values: SearchValues): ServiceUrl {
	const pct = textValue(values, "pct");
	return {
		namespace: textValue(values, "ns") || undefined,
		op: textValue(values, "op") || undefined,
		percentile: PERCENTILES.find((known) => known === pct),
		compare: choiceValue(values, "cmp", COMPARISONS) === "prev",
	};
}

/** The changes that write these values: defaults are left out. */
export function searchFromServiceUrl(url: ServiceUrl): Readonly<Record<"ns" | "op" | "pct" | "cmp", string | undefined>> {
	return { ns: url.namespace, op: url.op, pct: url.percentile, cmp: url.compare ? undefined : "off" };
}
