import type { TraceChartJson } from "@spanglass/shared/api/search-schemas";
import { useMemo } from "react";
import { type SearchQuery, useTraceChart } from "../../../api/trace-chart.ts";
import type { ScatterData } from "../../../charts/Scatter/scatter-plot.ts";
import { useAsOf } from "../../../state/clock.ts";
import { followsNow } from "../../../state/time-range.ts";
import type { TracesUrl } from "../../../state/url/traces.ts";
import { useTimeRange } from "../../../state/use-time-range.ts";
import { useLastGood } from "../../../ui/use-last-good.ts";
import { scatterDataOf } from "./chart-data.ts";
import { useSearchQuery } from "./part-props.ts";

export interface LoadedChart {
	readonly query: SearchQuery;
	readonly chart: TraceChartJson | undefined;
	readonly data: ScatterData | undefined;
	/** It answers a former query: the present one is still asked. */
	readonly isOld: boolean;
	readonly error: Error | null;
	readonly retry: () => void;
}

/** The chart of the page's search; several parts that ask for it share one answer. */
export function useChart(url: Pick<TracesUrl, "q">): LoadedChart {
	const query = useSearchQuery(url);
	const { text } = useTimeRange();
	const asOf = useAsOf();
	const { data: answer, error, isPlaceholderData, refetch } = useTraceChart(query);
	const chart = useLastGood(answer);
	const nowMs = followsNow(text) ? asOf : undefined;
	const data = useMemo(() => (chart === undefined ? undefined : scatterDataOf(chart, nowMs)), [chart, nowMs]);
	return { query, chart, data, isOld: isPlaceholderData || answer === undefined, error, retry: () => void refetch() };
}
