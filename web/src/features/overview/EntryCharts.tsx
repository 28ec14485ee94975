import type { OverviewJson } from "@spanglass/shared/api/overview-schemas";
import {
	compareValues,
	type Formatted,
	formatDuration,
	formatExact,
	formatPercent,
	formatRate,
	quantilePrefix,
	textOf,
} from "@spanglass/shared/units/format";
import { type ReactElement, type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { TimeSeries } from "../../charts/TimeSeries/TimeSeries.tsx";
import type { TimeSeriesData } from "../../charts/TimeSeries/time-series.ts";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import { Value } from "../../ui/Value.tsx";
import { deployMarks, entrySeries } from "./entry-series.ts";
import { durationChange } from "./insight-words.ts";
import styles from "./OverviewPage.module.css";

const HEIGHT_PX = 196;

export interface EntryChartsProps {
	readonly overview: OverviewJson;
	readonly nowMs: number;
	readonly onRange: (fromMs: number, toMs: number) => void;
	/** A version's flag was chosen: its place among the changes. */
	readonly onDeploy: (index: number) => void;
}

/** What comes in from outside: how much, how much of it fails, how long it takes; each against the range before. */
export function EntryCharts({ overview, nowMs, onRange, onDeploy }: EntryChartsProps): ReactElement {
	const { t } = useTranslation();
	const [looking, onLook] = useState(false);
	useHoldRefresh(looking);
	const words = { rate: t("overview.rateLine"), errors: t("overview.errorLine") };
	const series = useMemo(
		() => entrySeries(overview, { rate: words.rate, errors: words.errors }, nowMs),
		[overview, words.rate, words.errors, nowMs],
	);
	const { startMs, stepMs } = series;
	const endMs = startMs + stepMs * (series.rate[0]?.values.length ?? 0);
	const marks = useMemo(() => deployMarks(overview.changes, { startMs, endMs }), [overview.changes, startMs, endMs]);
	const incompleteFromMs = nowMs < endMs ? Math.floor((nowMs - startMs) / stepMs) * stepMs + startMs : undefined;
	const chart = (label: string, lines: readonly TimeSeriesData[], formatValue: (value: number) => Formatted): ReactElement => (
		<TimeSeries
			{...{ label, startMs, stepMs, formatValue, marks, onRange, onLook }}
			kind="lines"
			series={lines}
			heightPx={HEIGHT_PX}
			legend="none"
			onMark={(key) => onDeploy(Number(key))}
			{...(incompleteFromMs === undefined ? {} : { incompleteFromMs })}
		/>
	);
	const { numbers, before } = overview.entry;
	const n = t("overview.exactRequests", { count: numbers.count, value: formatExact(numbers.count) });
	return (
		<div className={styles.charts}>
			<Chart
				title={t("overview.entry")}
				hint={t("overview.entryHint")}
				now={<Value of={formatRate(numbers.ratePerSecond)} exact={n} />}
				note={rateNote(overview)}
			>
				{chart(t("overview.chartRate"), series.rate, formatRate)}
			</Chart>
			<Chart
				title={t("overview.errors")}
				hint={t("overview.entryHint")}
				now={
					numbers.errorRatio === null ? (
						"—"
					) : (
						<Value
							of={formatPercent(numbers.errorRatio)}
							exact={t("overview.exactFailed", { count: numbers.errorCount, value: formatExact(numbers.errorCount) })}
						/>
					)
				}
				isBad={(numbers.errorRatio ?? 0) >= 0.01}
				note={before?.errorRatio == null ? null : t("overview.was", { value: textOf(formatPercent(before.errorRatio)) })}
			>
				{chart(t("overview.chartErrors"), series.errors, formatPercent)}
			</Chart>
			<Chart title={t("overview.latency")} hint={t("overview.entryHint")} now={<P99 numbers={numbers} />} note={latencyNote(overview)}>
				{chart(t("overview.chartLatency"), series.latency, formatDuration)}
			</Chart>
		</div>
	);
}

type Numbers = OverviewJson["entry"]["numbers"];

function P99({ numbers: { durations } }: { readonly numbers: Numbers }): ReactElement {
	const { t } = useTranslation();
	if (durations.p99 === null) return <>—</>;
	return (
		<>
			<small>p99 </small>
			{quantilePrefix(0.99, durations.count)}
			<Value
				of={formatDuration(durations.p99)}
				exact={t("overview.exactP99", { count: durations.count, value: formatExact(durations.count) })}
			/>
		</>
	);
}

function rateNote({ entry: { numbers, before } }: OverviewJson): ReactNode {
	if (before === null) return null;
	const change = compareValues(
		{ value: before.ratePerSecond, count: before.count },
		{ value: numbers.ratePerSecond, count: numbers.count },
	);
	if (change.kind !== "changed" || change.direction === "same") return null;
	return `${change.direction === "up" ? "▲" : "▼"}${change.percent}`;
}

function latencyNote({ entry: { numbers, before } }: OverviewJson): ReactNode {
	const [now, was] = [numbers.durations.p99, before?.durations.p99 ?? null];
	if (now === null || was === null || (before?.durations.count ?? 0) < 20) return null;
	const { text, isWorse } = durationChange(was, now);
	return text === undefined ? null : <em data-worse={isWorse}>{text}</em>;
}

interface ChartProps {
	readonly title: string;
	readonly hint: string;
	readonly now: ReactNode;
	readonly isBad?: boolean;
	readonly note: ReactNode;
	readonly children: ReactElement;
}

function Chart({ title, hint, now, isBad = false, note, children }: ChartProps): ReactElement {
	return (
		<section className={styles.chart} aria-label={title}>
			<header className={styles.sectionHead}>
				<h2 title={hint}>{title}</h2>
				<span className={styles.chartNow} data-bad={isBad}>
					<b>{now}</b>
					{note}
				</span>
			</header>
			{children}
		</section>
	);
}
