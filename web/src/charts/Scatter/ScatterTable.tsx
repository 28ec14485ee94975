import { formatClock, formatDay, zoneLabel } from "@spanglass/shared/units/clock-text";
import { formatDuration, formatExact, textOf } from "@spanglass/shared/units/format";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import styles from "../ChartStage/ChartStage.module.css";
import type { ScatterData } from "./scatter-plot.ts";

/** The chart's buckets as a table, newest first: how many traces, how many of them with errors, the shortest and the longest. */
export function ScatterTable({ data, label }: { readonly data: ScatterData; readonly label: string }): ReactElement {
	const { t } = useTranslation();
	const rows = useMemo(() => bucketRows(data), [data]);
	const precision = data.stepMs % 60_000 === 0 ? "minute" : data.stepMs % 1_000 === 0 ? "second" : "milli";
	const isOneDay = formatDay(data.startMs) === formatDay(data.startMs + data.counts.length * data.stepMs - 1);
	const duration = (nanos: number | undefined): string => (nanos === undefined ? "–" : textOf(formatDuration(nanos)));
	return (
		<table className={styles.table} aria-label={label}>
			<thead>
				<tr>
					<th scope="col">{`${t("find.tableTime")} ${zoneLabel(data.startMs)}`}</th>
					<th scope="col">{t("find.tableTraces")}</th>
					<th scope="col">{t("find.tableErrors")}</th>
					<th scope="col">{t("find.tableShortest")}</th>
					<th scope="col">{t("find.tableLongest")}</th>
				</tr>
			</thead>
			<tbody>
				{rows.map(({ timeMs, count, errorCount, shortest, longest }) => (
					<tr key={timeMs}>
						<th scope="row">{`${isOneDay ? "" : `${formatDay(timeMs)} `}${formatClock(timeMs, precision)}`}</th>
						<td>{formatExact(count)}</td>
						<td>{formatExact(errorCount)}</td>
						<td>{duration(shortest)}</td>
						<td>{duration(longest)}</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}

interface BucketRow {
	readonly timeMs: number;
	readonly count: number;
	readonly errorCount: number;
	/** Of the points that are drawn; undefined without one. */
	readonly shortest: number | undefined;
	readonly longest: number | undefined;
}

function bucketRows({ startMs, stepMs, counts, errorCounts, points }: ScatterData): readonly BucketRow[] {
	const ends = new Map<number, { readonly shortest: number; readonly longest: number }>();
	for (const { startMs: at, durationNanos } of points) {
		const bucket = Math.max(0, Math.floor((at - startMs) / stepMs));
		const known = ends.get(bucket) ?? { shortest: durationNanos, longest: durationNanos };
		ends.set(bucket, { shortest: Math.min(known.shortest, durationNanos), longest: Math.max(known.longest, durationNanos) });
	}
	return counts
		.map((count, bucket) => ({
			timeMs: startMs + bucket * stepMs,
			count,
			errorCount: errorCounts[bucket] ?? 0,
			shortest: ends.get(bucket)?.shortest,
			longest: ends.get(bucket)?.longest,
		}))
		.reverse();
}
