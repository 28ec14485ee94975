/** The heatmap of a service: its cells from the collector's counts, and the queries for what a cell holds. Pure. */
import type { HeatJson } from "@spanglass/shared/api/rollup-schemas";
import { quoteText } from "@spanglass/shared/query/fields";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { type HeatCounts, heatCounts } from "../../geometry/heatmap.ts";
import type { Selection } from "../../state/url/selection.ts";
import { bucketsOf } from "./red-series.ts";

/** Counts by step of the answer, one column each. */
export function heatOf(heat: HeatJson): HeatCounts {
	const { startMs, stepMs, bucketCount } = bucketsOf(heat);
	const steps = heat.data.map(({ at, rows, counts }) => ({
		column: Math.floor((unixMillisFromText(at) - startMs) / stepMs),
		...{ rows, counts },
	}));
	return heatCounts(steps, bucketCount, heat.rowsPerOctave);
}

/** Finds the spans that a heatmap counts: requests of a service, or all its spans. */
export function countedQuery(service: string, { counted }: Pick<HeatJson, "counted">): string {
	const own = `service:${quoteText(service)}`;
	return counted === "requests" ? `${own} (kind:server OR kind:consumer)` : own;
}

/** Of those, the ones that took as long. */
export function cellQuery(counted: string, { min, max }: Pick<Selection, "min" | "max">): string {
	return `${counted} duration:${min}ns..${max}ns`;
}
