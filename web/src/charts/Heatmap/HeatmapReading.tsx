import { formatClock, zoneLabel } from "@spanglass/shared/units/clock-text";
import { formatDuration, formatExact, formatPercent, textOf } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { countAt, rectOfCells } from "../../geometry/heatmap.ts";
import type { Brush, Cell } from "../../geometry/scatter.ts";
import { Tooltip } from "../ChartStage/Tooltip.tsx";
import type { HeatmapData, HeatmapPlot } from "./heatmap-plot.ts";

export interface HeatmapReadingProps {
	readonly data: HeatmapData;
	readonly plot: HeatmapPlot;
	readonly cell: Cell;
	/** Its times and durations. */
	readonly of: Brush;
	readonly isSpoken: boolean;
}

const WIDTH_PX = 220;

/** A cell in words beside it: when, how long, how many of how many. */
export function HeatmapReading({ data, plot, cell, of, isSpoken }: HeatmapReadingProps): ReactElement {
	const { t } = useTranslation();
	const count = countAt(data.heat, cell);
	const all = (data.heat.counts[cell.column] ?? []).reduce((sum, own) => sum + own, 0);
	return (
		<Tooltip of={rectOfCells(plot.frame, plot.grid, cell, cell)} frame={plot.frame} widthPx={WIDTH_PX} isSpoken={isSpoken}>
			<b>{rangeText(of)}</b>
			<span>{`${formatClock(of.startMs, "minute")} – ${formatClock(of.endMs, "minute")} ${zoneLabel(of.startMs)}`}</span>
			<span>
				{t("charts.heatCell", { count, value: formatExact(count), all: formatExact(all) })}
				{count === 0 || all === 0 ? "" : ` · ${textOf(formatPercent(count / all))}`}
			</span>
			<small>{t(count === 0 ? "charts.heatDrag" : "charts.heatPress")}</small>
		</Tooltip>
	);
}

/** `8.39 ms – 9.98 ms`. */
function rangeText({ min, max }: Pick<Brush, "min" | "max">): string {
	return `${textOf(formatDuration(min))} – ${textOf(formatDuration(max))}`;
}
