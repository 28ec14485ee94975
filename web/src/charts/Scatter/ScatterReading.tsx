import { formatClock, zoneLabel } from "@spanglass/shared/units/clock-text";
import { formatDuration, formatExact, shortId, textOf } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { type Brush, boxOfBrush, isInside, type ScatterPoint, xOfStart, yOfDuration } from "../../geometry/scatter.ts";
import { Tooltip } from "../ChartStage/Tooltip.tsx";
import type { ScatterData, ScatterPlot } from "./scatter-plot.ts";

const WIDTH_PX = 210;

export interface ScatterReadingProps {
	readonly data: ScatterData;
	readonly plot: ScatterPlot;
	/** Under the pointer. */
	readonly hovered: ScatterPoint | undefined;
	/** Under the keys, which are read aloud. */
	readonly cells: Brush | undefined;
}

/** What is under the pointer or the keys, in words beside it. */
export function ScatterReading({ data, plot, hovered, cells }: ScatterReadingProps): ReactElement | null {
	const { t } = useTranslation();
	if (hovered !== undefined) {
		const point = { x: xOfStart(plot.frame, hovered.startMs), y: yOfDuration(plot.frame, hovered.durationNanos), width: 0 };
		return (
			<Tooltip of={point} frame={plot.frame} widthPx={WIDTH_PX} isSpoken={false}>
				<b>{textOf(formatDuration(hovered.durationNanos))}</b>
				<span>
					{formatClock(hovered.startMs, "milli")} {zoneLabel(hovered.startMs)}
				</span>
				<span>
					{t("find.pointSpans", { count: hovered.spanCount, value: formatExact(hovered.spanCount) })}
					{hovered.errorCount === 0
						? ""
						: ` · ${t("find.pointErrors", { count: hovered.errorCount, value: formatExact(hovered.errorCount) })}`}
				</span>
				<small>{t("find.pointOpen", { id: shortId(hovered.traceId) })}</small>
			</Tooltip>
		);
	}
	const box = cells === undefined ? undefined : boxOfBrush(plot.frame, cells);
	if (cells === undefined || box === undefined) return null;
	const inside = data.points.filter((point) => isInside(cells, point));
	const failed = inside.filter(({ errorCount }) => errorCount > 0).length;
	return (
		<Tooltip of={box} frame={plot.frame} widthPx={WIDTH_PX} isSpoken>
			<b>{`${textOf(formatDuration(cells.min))} – ${textOf(formatDuration(cells.max))}`}</b>
			<span>{`${formatClock(cells.startMs, "second")} – ${formatClock(cells.endMs, "second")}`}</span>
			<span>{t("find.cellCount", { count: inside.length, value: formatExact(inside.length), failed: formatExact(failed) })}</span>
		</Tooltip>
	);
}
