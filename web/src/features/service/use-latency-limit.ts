import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { useMemo } from "react";
import { useAlerts } from "../../api/alerts.ts";
import type { TimeSeriesLimit } from "../../charts/TimeSeries/time-series.ts";

/** The lowest latency above which an alert of the service stands now; undefined: none does, and no line is drawn. */
export function useLatencyLimit(service: string): TimeSeriesLimit | undefined {
	const { data } = useAlerts({ service });
	const thresholds = (data?.data ?? []).flatMap(({ unit, comparison, threshold }) => {
		return unit === "nanos" && comparison === "above" ? [threshold] : [];
	});
	const value = thresholds.length === 0 ? undefined : Math.min(...thresholds);
	return useMemo(() => (value === undefined ? undefined : { value, label: textOf(formatDuration(value)) }), [value]);
}
