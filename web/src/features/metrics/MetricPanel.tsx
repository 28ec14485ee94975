import type { MetricChartJson } from "@spanglass/shared/api/schemas";
import { formatExact, formatPercent, textOf } from "@spanglass/shared/units/format";
import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client.ts";
import { useServiceNames } from "../../api/known-services.ts";
import { type MetricRange, useMetricChart } from "../../api/metrics.ts";
import { preloadDrawing } from "../../charts/TimeSeries/use-plot-canvas.ts";
import type { MetricsUrl } from "../../state/url/metrics.ts";
import type { HistoryStep } from "../../state/use-search.ts";
import { AnswerFacts } from "../../ui/AnswerFacts.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { Tag } from "../../ui/Pill.tsx";
import { FilteredOut } from "../../ui/QueryBar/FilteredOut.tsx";
import { QueryField } from "../../ui/QueryBar/QueryField.tsx";
import { queryFaultOf, topLevelTerms } from "../../ui/QueryBar/query-terms.ts";
import { Tooltip } from "../../ui/Tooltip.tsx";
import { useLastGood } from "../../ui/use-last-good.ts";
import { useVerdict } from "../../ui/use-verdict.ts";
import { exampleFilter } from "./chart-content.ts";
import { EmptyMetric } from "./EmptyMetrics.tsx";
import { ExemplarList } from "./ExemplarList.tsx";
import { MetricChart } from "./MetricChart.tsx";
import { MetricHeader } from "./MetricHeader.tsx";
import styles from "./MetricPanel.module.css";
import page from "./MetricsPage.module.css";
import { SplitButton } from "./SplitButton.tsx";

export interface MetricPanelProps {
	readonly name: string;
	readonly url: MetricsUrl;
	readonly range: MetricRange;
	/** Where is looked, whatever the clock says: range and environment as chosen. */
	readonly place: string;
	readonly onUrl: (changes: Partial<MetricsUrl>, step?: HistoryStep) => void;
	readonly onRange: (from: string, to: string) => void;
	/** Back to the catalog, where it is not beside the chart. */
	readonly onBack: (() => void) | undefined;
}

/** One metric: what it is, its filter and split, its chart, and the traces behind it. */
export function MetricPanel({ name, url, range, place, onUrl, onRange, onBack }: MetricPanelProps): ReactElement {
	const { t } = useTranslation();
	const query = useMetricChart({ name, q: url.q, by: url.by, ...range });
	const chart = useLastGood(query.data);
	const error = query.error;
	useEffect(preloadDrawing, []);
	const isSettled = query.data !== undefined && !query.isPlaceholderData;
	const isNothing = useVerdict(isSettled ? hasNothing(query.data) : undefined, JSON.stringify([place, url.q, url.by]));
	const fault = error instanceof ApiError && error.field === "q" ? queryFaultOf(error) : undefined;
	const isAbsent = error instanceof ApiError && error.kind === "not_found";
	const failure = fault === undefined && !isAbsent ? error : null;
	return (
		<section className={page.panel} aria-label={name} aria-busy={query.isFetching}>
			<MetricHeader name={name} metric={chart?.metric} onBack={onBack} />
			<QueryField
				q={url.q}
				fault={fault}
				keepsResult={chart !== undefined && !hasNothing(chart)}
				placeholder={chart === undefined ? t("metrics.filterPlaceholder") : exampleFilter(chart)}
				onRun={(q) => onUrl({ q })}
			/>
			<div className={styles.tools}>
				<span className={styles.choices}>
					<SplitButton by={url.by} keys={chart?.keys ?? []} onBy={(by) => onUrl({ by, line: undefined })} />
					{chart === undefined ? null : <Estimated chart={chart} />}
				</span>
				{chart === undefined ? null : <Facts chart={chart} />}
			</div>
			{failure === null ? null : <ErrorPanel error={failure} onRetry={() => void query.refetch()} />}
			<div className={styles.body}>
				{isAbsent || (isNothing && query.data !== undefined) ? (
					<Nothing name={name} q={url.q} range={range} onQuery={(q) => onUrl({ q })} onRange={onRange} />
				) : chart === undefined ? (
					<div className={styles.room} />
				) : (
					<>
						<MetricChart chart={chart} by={url.by} line={url.line} onLine={(line) => onUrl({ line })} onRange={onRange} />
						<Notes chart={chart} />
						<ExemplarList chart={chart} />
					</>
				)}
			</div>
		</section>
	);
}

function hasNothing({ lines }: MetricChartJson): boolean {
	return lines.every(({ values }) => values.every((value) => value === null));
}

interface NothingProps {
	readonly name: string;
	readonly q: string;
	readonly range: MetricRange;
	readonly onQuery: (q: string) => void;
	readonly onRange: (from: string, to: string) => void;
}

function Nothing({ name, q, range, onQuery, onRange }: NothingProps): ReactElement {
	if (q === "") return <EmptyMetric name={name} env={range.env} onRange={onRange} />;
	return <Filtered {...{ q, range, onQuery }} />;
}

function Filtered({ q, range, onQuery }: Pick<NothingProps, "q" | "range" | "onQuery">): ReactElement {
	const { t } = useTranslation();
	const services = useServiceNames(range);
	const terms = topLevelTerms(q).slice(0, 8);
	return <FilteredOut title={t("metrics.filteredTitle")} counts={[]} {...{ q, terms, services, onQuery }} />;
}

/** Percentiles out of the counts of buckets are no exact values: which error they have. */
function Estimated({ chart }: { readonly chart: MetricChartJson }): ReactElement | null {
	const { t } = useTranslation();
	const { relativeError, metric } = chart;
	if (metric.type !== "histogram" && metric.type !== "exponential_histogram") return null;
	const error = relativeError === null ? undefined : textOf(formatPercent(relativeError));
	return (
		<Tooltip content={error === undefined ? t("metrics.estimatedHint") : t("metrics.estimatedWithinHint", { error })}>
			<button type="button" className={styles.estimated}>
				{error === undefined ? t("metrics.estimated") : t("metrics.estimatedWithin", { error })}
			</button>
		</Tooltip>
	);
}

/** `84 series · 5,040 points · 38 ms · complete`. */
function Facts({ chart }: { readonly chart: MetricChartJson }): ReactElement {
	const { t } = useTranslation();
	const { seriesCount, pointCount, tookMs, complete } = chart;
	return (
		<AnswerFacts className={styles.facts} {...{ tookMs, complete }}>
			{t("metrics.series", { count: seriesCount, value: formatExact(seriesCount) })}
			{" · "}
			{t("metrics.points", { count: pointCount, value: formatExact(pointCount) })}
		</AnswerFacts>
	);
}

/** What must be known to read the lines: resets, values that were put together, warnings of the collector. */
function Notes({ chart }: { readonly chart: MetricChartJson }): ReactElement | null {
	const { t } = useTranslation();
	const { resetCount, otherLabels, warnings } = chart;
	if (resetCount === 0 && otherLabels === 0 && warnings.length === 0) return null;
	return (
		<ul className={styles.notes}>
			{resetCount === 0 ? null : (
				<li>
					<Tooltip content={t("metrics.resetsHint")}>
						<button type="button" className={styles.hint}>
							<Tag tone="warn">↺ {t("metrics.resets", { count: resetCount })}</Tag>
						</button>
					</Tooltip>
				</li>
			)}
			{otherLabels === 0 ? null : <li>{t("metrics.otherLines", { count: otherLabels })}</li>}
			{warnings.map((warning) => (
				<li key={warning} className={styles.partial}>
					▲ {warning}
				</li>
			))}
		</ul>
	);
}
