/** What one instance said last: log records, spans, metrics up to a moment. */
import type { MetricChartJson } from "@spanglass/shared/api/schemas";
import { useQueries, useQuery } from "@tanstack/react-query";
import { getJson } from "./client.ts";

export interface LastWordsQuery {
	/** Finds what the instance sent. */
	readonly q: string;
	readonly fromMs: number;
	/** Shortly after it was heard of last. */
	readonly toMs: number;
}

/** Its newest log records, newest first. */
export function useLastLogs({ q, fromMs, toMs }: LastWordsQuery, limit: number) {
	return useQuery({
		queryKey: ["last-logs", q, fromMs, toMs, limit],
		queryFn: ({ signal }) => getJson("logs", { query: { q, from: fromMs, to: toMs, order: "newest", limit }, signal }),
		retry: false,
	});
}

/** Its newest spans, newest first. */
export function useLastSpans({ q, fromMs, toMs }: LastWordsQuery, limit: number) {
	return useQuery({
		queryKey: ["last-spans", q, fromMs, toMs, limit],
		queryFn: ({ signal }) => getJson("spans", { query: { q, from: fromMs, to: toMs, sort: "newest", limit }, signal }),
		retry: false,
	});
}

/** What a span says of where it comes from; undefined: nothing is asked. */
export function useSpanResource(span: { readonly traceId: string; readonly spanId: string } | undefined) {
	return useQuery({
		queryKey: ["span-resource", span?.traceId, span?.spanId],
		queryFn: ({ signal }) => getJson("traceSpan", { path: { traceId: span?.traceId ?? "", spanId: span?.spanId ?? "" }, signal }),
		select: ({ data }) => data[0]?.resource,
		enabled: span !== undefined,
		retry: false,
	});
}

/** The metrics that it sent. */
export function useLastMetricNames({ q, fromMs, toMs }: LastWordsQuery) {
	return useQuery({
		queryKey: ["last-metrics", q, fromMs, toMs],
		queryFn: ({ signal }) => getJson("metrics", { query: { q, from: fromMs, to: toMs }, signal }),
		retry: false,
	});
}

/** Some of its metrics over time, in the order of their names; those that are not known yet are left out. */
export function useLastMetrics({ q, fromMs, toMs }: LastWordsQuery, names: readonly string[]): readonly MetricChartJson[] {
	return useQueries({
		queries: names.map((name) => ({
			queryKey: ["last-metric", name, q, fromMs, toMs],
			queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
				getJson("metricChart", { path: { name }, query: { q, from: fromMs, to: toMs }, signal }),
			retry: false,
		})),
		combine: (answers) => answers.flatMap(({ data }) => data ?? []),
	});
}
