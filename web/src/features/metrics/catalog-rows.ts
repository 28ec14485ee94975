/** The catalog as rows: searched, sorted, grouped by the first part of the names. Pure. */
import type { MetricJson } from "@spanglass/shared/api/schemas";

export type CatalogRow =
	| { readonly type: "group"; readonly group: string; readonly count: number; readonly isOpen: boolean }
	| { readonly type: "metric"; readonly metric: MetricJson };

export interface CatalogView {
	readonly sort: "name" | "cardinality";
	readonly find: string;
	readonly fold: readonly string[];
}

/** `http.server.duration` -> `http`; names without dots are cut at `_`, so that `go_gc_seconds` is with `go`. */
export function groupOf(name: string): string {
	return name.split(name.includes(".") ? "." : "_")[0] || name;
}

/** The metrics whose name, unit, description or senders hold every word. */
export function foundMetrics(metrics: readonly MetricJson[], find: string): readonly MetricJson[] {
	const words = find.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) return metrics;
	return metrics.filter(({ name, unit, description, services }) => {
		const text = [name, unit, description, ...services].join("\n").toLowerCase();
		return words.every((word) => text.includes(word));
	});
}

/** By name: in groups, closed ones hold back their metrics unless something is searched for. By cardinality: most series first, flat. */
export function catalogRows(metrics: readonly MetricJson[], { sort, find, fold }: CatalogView): readonly CatalogRow[] {
	const byName = (a: MetricJson, b: MetricJson): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
	const found = foundMetrics(metrics, find);
	if (sort === "cardinality") {
		return found.toSorted((a, b) => b.seriesCount - a.seriesCount || byName(a, b)).map((metric) => ({ type: "metric", metric }));
	}
	const groups = Map.groupBy(found.toSorted(byName), ({ name }) => groupOf(name));
	return [...groups].flatMap(([group, members]): CatalogRow[] => {
		const isOpen = find.trim() !== "" || !fold.includes(group);
		const rows = isOpen ? members.map((metric): CatalogRow => ({ type: "metric", metric })) : [];
		return [{ type: "group", group, count: members.length, isOpen }, ...rows];
	});
}

const TELLING = [/(?:server|rpc).*duration/, /duration|latency/];

/** What to show before anybody chose: how long requests take, else any histogram, else the first counter, else the first metric. */
export function firstMetric(metrics: readonly MetricJson[]): MetricJson | undefined {
	const histograms = metrics.filter(({ type }) => type === "histogram" || type === "exponential_histogram");
	const counter = metrics.find(({ type, monotonic }) => type === "sum" && monotonic);
	for (const pattern of TELLING) {
		const telling = histograms.find(({ name }) => pattern.test(name));
		if (telling !== undefined) return telling;
	}
	return histograms[0] ?? counter ?? metrics[0];
}
