import { useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

/** Half-open, epoch milliseconds; `env` undefined is every environment. */
export interface MetricRange {
	readonly fromMs: number;
	readonly toMs: number;
	readonly env: string | undefined;
}

export interface MetricChartQuery extends MetricRange {
	readonly name: string;
	readonly q: string;
	readonly by: string | undefined;
}

/** The metrics with points in a range; the former catalog stays while another range is asked for. */
export function useMetricCatalog({ fromMs, toMs, env }: MetricRange) {
	return useQuery({
		queryKey: ["metrics", { fromMs, toMs, env }],
		queryFn: ({ signal }) => getJson("metrics", { query: { from: fromMs, to: toMs, env }, signal }),
		placeholderData: (before) => before,
	});
}

const DAY_MS = 86_400_000;

/** The metrics of all times in an environment: where an empty range could jump to; while they are asked again, the former stay. A day of wrong clocks ahead of `asOfMs` is looked through as well. */
export function useEveryMetric(asOfMs: number, env: string | undefined) {
	return useQuery({
		queryKey: ["metrics", "all", asOfMs, env],
		queryFn: ({ signal }) => getJson("metrics", { query: { from: 0, to: asOfMs + DAY_MS, env }, signal }),
		placeholderData: (before, query) => (query?.queryKey[3] === env ? before : undefined),
	});
}

/** One metric over time; while it is asked again, the former chart of the same metric stays. */
export function useMetricChart({ name, q, by, fromMs, toMs, env }: MetricChartQuery) {
	return useQuery({
		queryKey: ["metric-chart", name, { q, by, fromMs, toMs, env }],
		queryFn: ({ signal }) =>
			getJson("metricChart", { path: { name }, query: { q: q === "" ? undefined : q, by, from: fromMs, to: toMs, env }, signal }),
		placeholderData: (before, query) => (query?.queryKey[1] === name ? before : undefined),
	});
}
