/** What the address says about the metrics page: the catalog's search, order and folded groups, and the metric that is shown. */
import { choiceValue, type SearchValues, textValue } from "../url.ts";

export const METRIC_SORTS = ["name", "cardinality"] as const;
export type MetricSort = (typeof METRIC_SORTS)[number];

export interface MetricsUrl {
	/** Name of the metric; undefined: none chosen. */
	readonly metric: string | undefined;
	/** Filter on the attributes of its series. */
	readonly q: string;
	/** Attribute key with a line for each of its values. */
	readonly by: string | undefined;
	/** The line that is alone. */
	readonly line: string | undefined;
	readonly sort: MetricSort;
	/** What the catalog is searched for. */
	readonly find: string;
	/** Groups of the catalog that are closed, in order. */
	readonly fold: readonly string[];
}

type Name = "m" | "q" | "by" | "sel" | "sort" | "find" | "fold";

/** Read the page's own values; unknown sorts become the default. */
export function metricsUrlFromSearch(values: SearchValues): MetricsUrl {
	const some = (name: Name): string | undefined => textValue(values, name) || undefined;
	return {
		metric: some("m"),
		q: (some("q") ?? "").trim(),
		by: some("by"),
		line: some("sel"),
		sort: choiceValue(values, "sort", METRIC_SORTS),
		find: some("find") ?? "",
		fold: some("fold")?.split(",") ?? [],
	};
}

/** The changes that write the page's values: defaults are left out. */
export function searchFromMetricsUrl(url: MetricsUrl): Readonly<Record<Name, string | undefined>> {
	return {
		m: url.metric,
		q: url.q || undefined,
		by: url.by,
		sel: url.line,
		sort: url.sort === "name" ? undefined : url.sort,
		find: url.find || undefined,
		fold: url.fold.length === 0 ? undefined : url.fold.join(","),
	};
}

/** Another metric in the same catalog: filter, split and lone line belonged to the one before. */
export function withMetric(url: MetricsUrl, metric: string | undefined): MetricsUrl {
	return { ...url, metric, q: "", by: undefined, line: undefined };
}
