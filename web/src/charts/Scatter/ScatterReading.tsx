import { formatClock, zoneLabel } from "@spanglass/shared/units/clock-text";
import { formatDuration, formatExact, shortId, textOf } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { type Brush, boxOfBrush, isInside, type ScatterPoint, xOfStart, yOfDuration } from "../../geometry/scatter.ts";
import styles from "./Scatter.module.css";
import type { ScatterData, ScatterPlot } from "./scatter-plot.ts";

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
		const place = { x: xOfStart(plot.frame, hovered.startMs), y: yOfDuration(plot.frame, hovered.durationNanos) };
		return (
			<div className={styles.tooltip} style={placeOf(plot, place)}>
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
			</div>
		);
	}
	const box = cells === undefined ? undefined : boxOfBrush(plot.frame, cells);
	if (cells === undefined || box === undefined) return null;
	const inside = data.points.filter((point) => isInside(cells, point));
	const failed = inside.filter(({ errorCount }) => errorCount > 0).length;
	return (
		<div className={styles.tooltip} style={placeOf(plot, { x: box.x + box.width, y: box.y })} role="status">
			<b>{`${textOf(formatDuration(cells.min))} – ${textOf(formatDuration(cells.max))}`}</b>
			<span>{`${formatClock(cells.startMs, "second")} – ${formatClock(cells.endMs, "second")}`}</span>
			<span>{t("find.cellCount", { count: inside.length, value: formatExact(inside.length), failed: formatExact(failed) })}</span>
		</div>
	);
}

const GAP_PX = 12;
const WIDTH_PX = 210;
const HEIGHT_PX = 92;

/** Beside the place, never on it, and inside of the chart. */
function placeOf({ frame }: ScatterPlot, { x, y }: { readonly x: number; readonly y: number }) {
	const right = frame.leftPx + frame.widthPx;
	const left = x + GAP_PX + WIDTH_PX <= right ? x + GAP_PX : Math.max(x - GAP_PX - WIDTH_PX, 0);
	return { left, top: Math.min(Math.max(y - HEIGHT_PX / 2, 0), frame.topPx + frame.heightPx - HEIGHT_PX + 20), width: WIDTH_PX };
}
