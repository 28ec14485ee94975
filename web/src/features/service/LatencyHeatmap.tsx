import type { HeatJson, RedJson } from "@spanglass/shared/api/rollup-schemas";
import { formatDuration, formatExact, textOf } from "@spanglass/shared/units/format";
import { lazy, type ReactElement, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useServiceHeat } from "../../api/service-detail.ts";
import { Heatmap } from "../../charts/Heatmap/Heatmap.tsx";
import type { HeatmapData } from "../../charts/Heatmap/heatmap-plot.ts";
import { endsOfHeat } from "../../geometry/heatmap.ts";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import type { CellPick } from "./CellPopover.tsx";
import { cellQuery, countedQuery, heatOf } from "./heat-cells.ts";
import { bucketsOf, incompleteFrom, latencySeries } from "./red-series.ts";
import styles from "./ServicePage.module.css";
import type { SharedProps } from "./service-charts.ts";
import type { ServiceView } from "./service-view.ts";

const CellPopover = lazy(async () => ({ default: (await import("./CellPopover.tsx")).CellPopover }));

export interface LatencyHeatmapProps {
	readonly view: ServiceView;
	readonly red: RedJson | undefined;
	readonly shared: SharedProps;
}

/** How many requests took how long, over time, with p50 and p99 over the cells; a cell shows its traces, a drag explains. */
export function LatencyHeatmap({ view, red, shared }: LatencyHeatmapProps): ReactElement {
	const { t } = useTranslation();
	const { query, url } = view;
	const { compare: _, ...range } = query;
	const answer = useServiceHeat({ ...range, op: url.op }, true);
	const data = useHeatmapData(answer.data, red, shared);
	const [pick, setPick] = useState<CellPick>();
	if (answer.error !== null) return <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />;
	if (answer.data === undefined || data === undefined) return <div className={styles.room} />;
	const counted = countedQuery(query.name, answer.data);
	const total = answer.data.data.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count, 0);
	const { low, high } = endsOfHeat(data.heat);
	const summary = t("service.heatSummary", {
		...{ count: total, value: formatExact(total), most: formatExact(data.heat.most) },
		...{ shortest: textOf(formatDuration(low)), longest: textOf(formatDuration(high)) },
	});
	return (
		<>
			<Heatmap
				label={t("service.latency")}
				summary={summary}
				data={data}
				heightPx={shared.heightPx}
				brush={url.sel}
				onBrush={(sel) => view.onUrl({ sel, explains: sel !== undefined, instance: undefined }, url.sel === undefined ? "push" : "replace")}
				onCell={(cell, place) =>
					setPick({ cell, place, env: query.env, op: url.op, q: cellQuery(counted, cell), unit: answer.data.counted })
				}
				sync={shared.sync}
				onLook={shared.onLook}
			/>
			{pick === undefined ? null : (
				<Suspense>
					<CellPopover key={JSON.stringify(pick.cell)} pick={pick} onClose={() => setPick(undefined)} />
				</Suspense>
			)}
		</>
	);
}

const OVERLAID: ReadonlySet<string> = new Set(["p50", "p99"]);

function useHeatmapData(heat: HeatJson | undefined, red: RedJson | undefined, { flags = [] }: SharedProps): HeatmapData | undefined {
	return useMemo(() => {
		if (heat === undefined) return undefined;
		const { startMs, stepMs } = bucketsOf(heat);
		const isSame = red !== undefined && red.stepMinutes === heat.stepMinutes && red.range.from === heat.range.from;
		const lines = isSame ? latencySeries(red).filter(({ key }) => OVERLAID.has(key)) : [];
		return { ...{ startMs, stepMs, flags, lines, heat: heatOf(heat) }, ...incompleteFrom(heat) };
	}, [heat, red, flags]);
}
