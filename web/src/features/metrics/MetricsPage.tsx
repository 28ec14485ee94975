import { useRouterState } from "@tanstack/react-router";
import { type ReactElement, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type MetricRange, useMetricCatalog } from "../../api/metrics.ts";
import { rangeChanges } from "../../state/time-range.ts";
import { type MetricsUrl, metricsUrlFromSearch, searchFromMetricsUrl, withMetric } from "../../state/url/metrics.ts";
import { useEnvironment } from "../../state/use-environment.ts";
import { type HistoryStep, useSearchValues, useSetSearch } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import { useVerdict } from "../../ui/use-verdict.ts";
import { Catalog } from "./Catalog.tsx";
import { firstMetric } from "./catalog-rows.ts";
import { EmptyCatalog } from "./EmptyMetrics.tsx";
import { MetricPanel } from "./MetricPanel.tsx";
import styles from "./MetricsPage.module.css";

/**
 * What is measured: a catalog, and the chosen metric over time. Beside the catalog something is always shown, so without a choice the most
 * telling metric is put into the address; a phone shows the catalog first and the chart as a page of its own.
 */
export function MetricsPage(): ReactElement {
	const { t } = useTranslation();
	const url = metricsUrlFromSearch(useSearchValues());
	const setSearch = useSetSearch();
	const { range: times, text } = useTimeRange();
	const env = useEnvironment();
	const isPhone = useMedia(PHONE);
	const range: MetricRange = useMemo(() => ({ ...times, env }), [times, env]);
	const catalog = useMetricCatalog(range);
	const metrics = catalog.data?.data;
	const setUrl = (changes: Partial<MetricsUrl>, step: HistoryStep = "push"): void =>
		setSearch(searchFromMetricsUrl({ ...url, ...changes }), step);
	const onRange = (from: string, to: string): void => setSearch({ ...rangeChanges({ from, to }), live: undefined }, "push");
	useFirstMetric(url, isPhone || metrics === undefined ? undefined : firstMetric(metrics)?.name);
	useEffect(() => {
		document.title = `${url.metric === undefined ? "" : `${url.metric} · `}${t("metrics.title")} · Spanglass`;
	}, [t, url.metric]);
	const place = JSON.stringify([text, env]);
	const isBare = useVerdict(catalog.isPlaceholderData ? undefined : metrics?.length === 0, place);
	if (isBare && url.metric === undefined) return <EmptyCatalog env={env} onRange={onRange} />;
	const showsCatalog = !isPhone || url.metric === undefined;
	return (
		<div className={styles.page}>
			{showsCatalog ? (
				<aside className={styles.side} aria-label={t("metrics.catalog")} aria-busy={catalog.isFetching}>
					{catalog.error === null ? null : <ErrorPanel error={catalog.error} onRetry={() => void catalog.refetch()} />}
					{metrics === undefined ? (
						<WaitingRows count={18} isWaiting={catalog.isFetching} />
					) : (
						<Catalog metrics={metrics} url={url} onUrl={setUrl} />
					)}
				</aside>
			) : null}
			{url.metric !== undefined ? (
				<MetricPanel
					key={url.metric}
					name={url.metric}
					url={url}
					range={range}
					place={place}
					onUrl={setUrl}
					onRange={onRange}
					onBack={isPhone ? () => setUrl(withMetric(url, undefined)) : undefined}
				/>
			) : isPhone ? null : (
				<section className={styles.panel}>
					{metrics === undefined ? null : <EmptyState title={t("metrics.chooseTitle")} text={t("metrics.chooseText")} />}
				</section>
			)}
		</div>
	);
}

/** Put `name` into the address when none is there; not a step of its own in the history. */
function useFirstMetric(url: MetricsUrl, name: string | undefined): void {
	const setSearch = useSetSearch();
	// on the way to another page the address is already the other one's
	const isHere = useRouterState({ select: ({ location }) => location.pathname === "/metrics" });
	const wanted = isHere && url.metric === undefined ? name : undefined;
	useEffect(() => {
		if (wanted !== undefined) setSearch({ m: wanted }, "replace");
	}, [wanted, setSearch]);
}
