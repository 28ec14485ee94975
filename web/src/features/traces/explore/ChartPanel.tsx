import { formatDuration, formatExact, textOf } from "@spanglass/shared/units/format";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Scatter } from "../../../charts/Scatter/Scatter.tsx";
import type { BrushKey } from "../../../charts/Scatter/use-scatter-input.ts";
import { rangeChanges } from "../../../state/time-range.ts";
import { useSetSearch } from "../../../state/use-search.ts";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { type ChartTotal, isQueryFault } from "../frame-context.ts";
import { BrushBar } from "./BrushBar.tsx";
import { brushCount } from "./chart-data.ts";
import { filteredByDuration } from "./duration-query.ts";
import styles from "./Explore.module.css";
import type { PartProps } from "./part-props.ts";
import { useChart } from "./use-chart.ts";

export interface ChartPanelProps extends PartProps {
	/** Called with what the chart counts, and for which search. */
	readonly onTotal: (total: ChartTotal) => void;
}

/** The traces of the search as points and bars; a rectangle over the points is zoomed to, filtered by, or explained. */
export function ChartPanel({ url, setUrl, setPlace, onTotal }: ChartPanelProps): ReactElement | null {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const setSearch = useSetSearch();
	const { query, chart, data, isOld, error, retry } = useChart(url);
	const count = isOld ? undefined : chart?.total;
	useEffect(() => {
		if (count !== undefined) onTotal({ ...query, count });
	}, [onTotal, query, count]);
	const { sel } = url;
	if (chart === undefined || data === undefined) {
		return error === null || isQueryFault(error) ? null : <ErrorPanel error={error} onRetry={retry} />;
	}
	const onRange = (fromMs: number, toMs: number): void =>
		setSearch(
			{
				...rangeChanges({ from: String(Math.floor(fromMs)), to: String(Math.ceil(toMs)) }),
				live: undefined,
				sel: undefined,
				tab: undefined,
			},
			"push",
		);
	const act: Readonly<Record<BrushKey, () => void>> = {
		z: () => sel && onRange(sel.startMs, sel.endMs),
		d: () => sel && setUrl({ q: filteredByDuration(url.q, sel), sel: undefined, explains: false }),
		e: () => setPlace({ explains: true }, "push"),
	};
	const failed = formatExact(chart.errorTotal);
	const duration = (nanos: number | undefined): string => textOf(formatDuration(nanos ?? 0));
	const summary =
		chart.total === 0
			? t("find.chartNone")
			: t("find.chartSummary", {
					count: chart.total,
					value: formatExact(chart.total),
					failed,
					shortest: duration(data.shortest),
					longest: duration(data.longest),
				});
	return (
		<div className={styles.chart}>
			<Scatter
				label={t("find.chartLabel")}
				summary={summary}
				data={data}
				brush={sel}
				onBrush={(brush) =>
					setPlace({ sel: brush, ...(brush === undefined ? { explains: false } : {}) }, sel === undefined ? "push" : "replace")
				}
				onRange={onRange}
				onOpen={(traceId) => void navigate({ to: "/t/$traceId", params: { traceId } })}
				onKey={(key) => act[key]()}
			>
				{sel === undefined ? null : (
					<BrushBar
						{...brushCount(data, chart.total, sel)}
						explains={url.explains}
						onZoom={act.z}
						onDuration={act.d}
						onExplain={act.e}
						onClear={() => setPlace({ sel: undefined, explains: false }, "push")}
					/>
				)}
			</Scatter>
			<span className={styles.sampled} title={chart.warnings.join("\n")}>
				{chart.points.length < chart.total
					? `≈ ${t("find.chartSampled", { shown: formatExact(chart.points.length), total: formatExact(chart.total) })}`
					: null}
				{chart.complete ? null : <b> {t("common.partial")}</b>}
			</span>
		</div>
	);
}
