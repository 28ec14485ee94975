import { formatClock, formatDay, zoneLabel } from "@spanglass/shared/units/clock-text";
import { type ReactElement, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Value } from "../../ui/Value.tsx";
import { bucketClock, csvOf, type TableSort, tableRows } from "./series-facts.ts";
import styles from "./TimeSeries.module.css";
import type { TimeSeriesContent } from "./time-series.ts";

/** The chart's values as a table, newest first; a press on a head sorts. */
export function SeriesTable({ content, label }: { readonly content: TimeSeriesContent; readonly label: string }): ReactElement {
	const { t } = useTranslation();
	const [sort, setSort] = useState<TableSort>({ by: -1, descending: true });
	const rows = useMemo(() => tableRows(content, sort), [content, sort]);
	const precision = bucketClock(content.stepMs);
	const last = content.startMs + (rows.length === 0 ? 0 : Math.max(...rows.map(({ bucket }) => bucket))) * content.stepMs;
	const isOneDay = formatDay(content.startMs) === formatDay(last);
	const head = (by: number, name: string): ReactElement => (
		<th key={by} scope="col" aria-sort={sort.by === by ? (sort.descending ? "descending" : "ascending") : "none"}>
			<button
				type="button"
				title={t("charts.sortBy", { name })}
				onClick={() => setSort({ by, descending: sort.by === by ? !sort.descending : true })}
			>
				{name}
				{sort.by === by ? (sort.descending ? " ▾" : " ▴") : null}
			</button>
		</th>
	);
	return (
		<>
			<table className={styles.table} aria-label={label}>
				<thead>
					<tr>
						{head(-1, `${t("charts.time")} ${zoneLabel(content.startMs)}`)}
						{content.series.map(({ name }, index) => head(index, name))}
					</tr>
				</thead>
				<tbody>
					{rows.map(({ bucket, timeMs, values }) => (
						<tr key={bucket}>
							<th scope="row">{`${isOneDay ? "" : `${formatDay(timeMs)} `}${formatClock(timeMs, precision)}`}</th>
							{content.series.map(({ key }, index) => {
								const value = values[index] ?? null;
								return <td key={key}>{value === null ? "–" : <Value of={content.formatValue(value)} exact={String(value)} />}</td>;
							})}
						</tr>
					))}
				</tbody>
			</table>
			<span className={styles.csv}>
				<CopyButton text={csvOf(content)} label={t("charts.copyCsv")}>
					{t("charts.copyCsv")}
				</CopyButton>
			</span>
		</>
	);
}
