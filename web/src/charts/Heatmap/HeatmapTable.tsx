import { formatClock, formatDay, zoneLabel } from "@spanglass/shared/units/clock-text";
import { formatDuration, formatExact, textOf } from "@spanglass/shared/units/format";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { durationsOfRows } from "../../geometry/heatmap.ts";
import styles from "../ChartStage/ChartStage.module.css";
import type { HeatmapData } from "./heatmap-plot.ts";

/** Every cell that holds something as a row, newest first, within a column the longest first. */
export function HeatmapTable({ data, label }: { readonly data: HeatmapData; readonly label: string }): ReactElement {
	const { t } = useTranslation();
	const rows = useMemo(() => cellRows(data), [data]);
	const isOneDay = formatDay(data.startMs) === formatDay(data.startMs + data.heat.columns * data.stepMs - 1);
	return (
		<table className={styles.table} aria-label={label}>
			<thead>
				<tr>
					<th scope="col">{`${t("charts.time")} ${zoneLabel(data.startMs)}`}</th>
					<th scope="col">{t("charts.heatFrom")}</th>
					<th scope="col">{t("charts.heatTo")}</th>
					<th scope="col">{t("charts.heatCount")}</th>
				</tr>
			</thead>
			<tbody>
				{rows.map(({ timeMs, min, max, count }) => (
					<tr key={`${timeMs} ${min}`}>
						<th scope="row">{`${isOneDay ? "" : `${formatDay(timeMs)} `}${formatClock(timeMs, "minute")}`}</th>
						<td>{textOf(formatDuration(min))}</td>
						<td>{textOf(formatDuration(max))}</td>
						<td>{formatExact(count)}</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}

function cellRows({ startMs, stepMs, heat }: HeatmapData) {
	return heat.counts
		.flatMap((column, at) =>
			column.flatMap((count, row) => (count === 0 ? [] : [{ timeMs: startMs + at * stepMs, ...durationsOfRows(heat, row, row), count }])),
		)
		.reverse();
}
