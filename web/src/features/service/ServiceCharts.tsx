import { errorState } from "@spanglass/shared/analysis/error-state";
import type { NumbersJson, RedJson, ServiceDetailJson } from "@spanglass/shared/api/rollup-schemas";
import { formatDuration, formatPercent, formatRate, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { measureOf } from "@spanglass/shared/units/ucum";
import { X } from "lucide-react";
import { lazy, type ReactElement, Suspense, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useServiceOperations, useServiceRed } from "../../api/service-detail.ts";
import { TimeSeries } from "../../charts/TimeSeries/TimeSeries.tsx";
import type { TimeSeriesPick } from "../../charts/TimeSeries/time-series.ts";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import { rangeChanges } from "../../state/time-range.ts";
import type { Percentile } from "../../state/url/service.ts";
import { useSetSearch } from "../../state/use-search.ts";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { Change, Failed, Quantile, Rate } from "../../ui/Measures.tsx";
import { Pill } from "../../ui/Pill.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import type { ExemplarPick } from "./ExemplarPopover.tsx";
import { bucketsOf, errorSeries, incompleteFrom, latencySeries, rateSeries } from "./red-series.ts";
import { Section } from "./Section.tsx";
import styles from "./ServicePage.module.css";
import type { SharedProps } from "./service-charts.ts";
import type { ServiceView } from "./service-view.ts";
import { useDeployFlags } from "./use-deploy-flags.ts";
import { useLatencyLimit } from "./use-latency-limit.ts";

const LatencyHeatmap = lazy(async () => ({ default: (await import("./LatencyHeatmap.tsx")).LatencyHeatmap }));
const ExemplarPopover = lazy(async () => ({ default: (await import("./ExemplarPopover.tsx")).ExemplarPopover }));

export interface ServiceChartsProps {
	readonly view: ServiceView;
	readonly detail: ServiceDetailJson | undefined;
}

const PLOT_PX = 196;
const RATES = measureOf("{request}/s", "");
const DURATIONS = measureOf("ns", "");
const SHARES = measureOf("1", "error_ratio");

/** Rate, errors by class and latency on one time axis: a cursor in one is a cursor in all, a drag zooms, a click on a latency finds its traces. */
export function ServiceCharts({ view, detail }: ServiceChartsProps): ReactElement {
	const { t } = useTranslation();
	const { query, url } = view;
	const { compare: _, ...range } = query;
	const red = useServiceRed({ ...range, op: url.op });
	const byStatus = useServiceRed({ ...range, op: url.op, by: "status" });
	const [pick, setPick] = useState<ExemplarPick>();
	const shared = useShared(view, red.data, detail);
	const numbers = useShownNumbers(view, detail);
	const error = red.error ?? byStatus.error;
	const onPick = ({ series, value, fromMs, toMs, place }: TimeSeriesPick): void => {
		const title = `${series} ${textOf(formatDuration(value))}`;
		setPick({ title, place, query: { name: query.name, env: query.env, op: url.op, fromMs, toMs, near: value } });
	};
	if (error !== null && red.data === undefined)
		return <ErrorPanel error={error} onRetry={() => void Promise.all([red.refetch(), byStatus.refetch()])} />;
	return (
		<>
			{url.op === undefined ? null : (
				<div className={styles.chosen}>
					<Pill pressed onPress={() => view.onUrl({ op: undefined })}>
						{t("service.onlyOperation", { name: url.op })} <X size={12} strokeWidth={2} aria-label={t("service.allOperations")} />
					</Pill>
				</div>
			)}
			<div className={styles.charts} aria-busy={red.isFetching}>
				<Section title={t("service.rate")} end={numbers === undefined ? null : <RateNow {...numbers} />}>
					<RateChart red={red.data} shared={shared} name={t("service.rate")} />
				</Section>
				<Section title={t("service.errorsByClass")} end={numbers === undefined ? null : <ErrorsNow {...numbers} />}>
					<ErrorChart red={byStatus.data} shared={shared} />
				</Section>
				<Section
					title={t("service.latency")}
					note={t(url.latency === "heatmap" ? "service.heatHint" : "service.latencyHint")}
					end={<LatencyNow shown={numbers} view={view} />}
				>
					{url.latency === "heatmap" ? (
						<Suspense fallback={<Room />}>
							<LatencyHeatmap view={view} red={red.data} shared={shared} />
						</Suspense>
					) : (
						<LatencyChart red={red.data} shared={shared} view={view} onPick={onPick} />
					)}
				</Section>
			</div>
			{pick === undefined ? null : (
				<Suspense>
					<ExemplarPopover key={JSON.stringify(pick)} pick={pick} onClose={() => setPick(undefined)} />
				</Suspense>
			)}
		</>
	);
}

interface Shown {
	readonly numbers: NumbersJson;
	readonly before: NumbersJson | null;
}

/** The numbers of the service, or of the operation that the charts show. */
function useShownNumbers({ query, url }: ServiceView, detail: ServiceDetailJson | undefined): Shown | undefined {
	const operations = useServiceOperations(query, url.op !== undefined);
	return url.op === undefined ? detail : operations.data?.data.find(({ operation }) => operation === url.op);
}

function RateNow({ numbers, before }: Shown): ReactElement {
	const { count, ratePerSecond } = numbers;
	return (
		<>
			<b>
				<Rate perSecond={ratePerSecond} count={count} />
			</b>
			<Change
				isQuiet
				was={before === null ? undefined : { value: before.ratePerSecond, count: before.count }}
				now={{ value: ratePerSecond, count }}
				format={formatRate}
			/>
		</>
	);
}

function ErrorsNow({ numbers, before }: Shown): ReactElement {
	const { count, errorCount, errorRatio } = numbers;
	return (
		<>
			<b>
				<Failed ratio={errorRatio} errorCount={errorCount} count={count} state={errorState(errorRatio ?? 0)} />
			</b>
			<Change
				isQuiet
				was={before === null ? undefined : { value: before.errorRatio, count: before.count }}
				now={{ value: errorRatio, count }}
				format={formatPercent}
				bad="up"
			/>
		</>
	);
}

/** p99 now against before, and whether latency is shown as lines or as cells. */
function LatencyNow({ shown, view }: { readonly shown: Shown | undefined; readonly view: ServiceView }): ReactElement {
	const { t } = useTranslation();
	return (
		<>
			{shown === undefined ? null : (
				<>
					<small>p99</small>
					<b>
						<Quantile quantile={0.99} nanos={shown.numbers.durations.p99} count={shown.numbers.count} />
					</b>
					<Change
						isQuiet
						was={shown.before === null ? undefined : { value: shown.before.durations.p99, count: shown.before.count }}
						now={{ value: shown.numbers.durations.p99, count: shown.numbers.count }}
						format={formatDuration}
						bad="up"
					/>
				</>
			)}
			<SegmentedControl
				label={t("service.latencyView")}
				value={view.url.latency}
				onChange={(latency) => view.onUrl({ latency, sel: undefined, explains: false })}
				options={[
					{ value: "lines", label: t("service.viewLines") },
					{ value: "heatmap", label: t("service.viewHeatmap") },
				]}
			/>
		</>
	);
}

/** What the three charts have in common. While somebody reads one of them the page does not refresh. */
function useShared({ sync, query }: ServiceView, red: RedJson | undefined, detail: ServiceDetailJson | undefined): SharedProps {
	const setSearch = useSetSearch();
	const [looking, onLook] = useState(false);
	useHoldRefresh(looking && red !== undefined);
	const flags = useDeployFlags(query, detail);
	const onRange = useCallback(
		(fromMs: number, toMs: number) =>
			setSearch({ ...rangeChanges({ from: String(Math.round(fromMs)), to: String(Math.round(toMs)) }), live: undefined }, "push"),
		[setSearch],
	);
	return { heightPx: PLOT_PX, flags, onRange, onLook, sync };
}

interface ChartProps {
	readonly red: RedJson | undefined;
	readonly shared: SharedProps;
}

/** Room of a chart with its legend, so that nothing moves when it comes. */
function Room(): ReactElement {
	return <div className={styles.room} />;
}

function RateChart({ red, shared, name }: ChartProps & { readonly name: string }): ReactElement {
	const series = useMemo(() => (red === undefined ? [] : [rateSeries(red, name)]), [red, name]);
	if (red === undefined) return <Room />;
	const { startMs, stepMs } = bucketsOf(red);
	return (
		<TimeSeries
			label={name}
			{...shared}
			{...{ startMs, stepMs, series }}
			{...incompleteFrom(red)}
			kind="lines"
			formatValue={RATES.format}
			formatTick={RATES.formatTick}
			roundUnit={RATES.roundUnit}
		/>
	);
}

function ErrorChart({ red, shared }: ChartProps): ReactElement {
	const { t } = useTranslation();
	const words = useMemo(() => ({ unnamed: t("service.unnamedError"), other: t("service.otherErrors") }), [t]);
	const series = useMemo(() => (red === undefined ? [] : errorSeries(red, words)), [red, words]);
	if (red === undefined) return <Room />;
	const { startMs, stepMs } = bucketsOf(red);
	const shown = series.length > 0 ? series : [{ key: "none", name: t("service.noErrors"), color: "silent", values: zeros(red) }];
	return (
		<TimeSeries
			label={t("service.errorsByClass")}
			{...shared}
			{...{ startMs, stepMs, series: shown }}
			{...incompleteFrom(red)}
			kind="bars"
			formatValue={SHARES.format}
			formatTick={SHARES.formatTick}
			roundUnit={SHARES.roundUnit}
			legend="row"
		/>
	);
}

/** Nothing failed, which is a value of each bucket with requests. */
function zeros(red: RedJson): readonly (number | null)[] {
	const { startMs, stepMs, bucketCount } = bucketsOf(red);
	const served = new Set(red.data.flatMap(({ points }) => points.map(({ at }) => Math.floor((unixMillisFromText(at) - startMs) / stepMs))));
	return Array.from({ length: bucketCount }, (_, bucket) => (served.has(bucket) ? 0 : null));
}

interface LatencyChartProps extends ChartProps {
	readonly view: ServiceView;
	readonly onPick: (pick: TimeSeriesPick) => void;
}

function LatencyChart({ red, shared, view, onPick }: LatencyChartProps): ReactElement {
	const { t } = useTranslation();
	const series = useMemo(() => (red === undefined ? [] : latencySeries(red)), [red]);
	const limit = useLatencyLimit(view.query.name);
	if (red === undefined) return <Room />;
	const { startMs, stepMs } = bucketsOf(red);
	const { percentile } = view.url;
	return (
		<TimeSeries
			label={t("service.latency")}
			{...shared}
			{...{ startMs, stepMs, series, onPick }}
			{...incompleteFrom(red)}
			kind="lines"
			{...(limit === undefined ? {} : { limit })}
			formatValue={DURATIONS.format}
			formatTick={DURATIONS.formatTick}
			roundUnit={DURATIONS.roundUnit}
			legend="row"
			isolated={percentile}
			onSeries={(key) => view.onUrl({ percentile: key === percentile ? undefined : (key as Percentile) })}
		/>
	);
}
