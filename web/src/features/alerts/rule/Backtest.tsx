import type { AlertRuleJson, BacktestJson } from "@spanglass/shared/api/alert-schemas";
import { formatAlertValue, formatLength } from "@spanglass/shared/units/alert-value";
import { formatExact, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { measureOf } from "@spanglass/shared/units/ucum";
import { Minus, Plus } from "lucide-react";
import { type ReactElement, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBacktest } from "../../../api/alerts.ts";
import { TimeSeries } from "../../../charts/TimeSeries/TimeSeries.tsx";
import { BACKTEST_RANGES, type BacktestRange } from "../../../state/url/rule.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { Pill } from "../../../ui/Pill.tsx";
import { SegmentedControl } from "../../../ui/SegmentedControl.tsx";
import styles from "./Backtest.module.css";

const HEIGHT_PX = 220;
const TYPING_MS = 250;
const DURATIONS = measureOf("ns", "");
/** Colours of groups: the first is the one that fires longest. */
const COLORS = ["p99", "p95", "p75", "p50"] as const;

export interface BacktestProps {
	/** Undefined: it is not complete. */
	readonly rule: AlertRuleJson | undefined;
	readonly range: BacktestRange;
	readonly onRange: (range: BacktestRange) => void;
	readonly onThreshold: (threshold: number) => void;
}

/** How often the rule would have fired in the past, from the same evaluator: asked again with every change. */
export function Backtest({ rule, range, onRange, onThreshold }: BacktestProps): ReactElement {
	const { t } = useTranslation();
	const settled = useSettled(useMeasured(rule));
	const { data, error, isFetching, refetch } = useBacktest(settled, `now-${range}`);
	return (
		<section className={styles.backtest} aria-label={t("alertSetup.backtest.title")} aria-busy={isFetching}>
			<header className={styles.head}>
				<h2>{t("alertSetup.backtest.title")}</h2>
				<SegmentedControl
					label={t("alertSetup.backtest.range")}
					value={range}
					onChange={onRange}
					options={BACKTEST_RANGES.toSorted(byLength).map((value) => ({ value, label: t(`alertSetup.backtest.ranges.${value}`) }))}
				/>
				{rule === undefined ? null : <Steps rule={rule} onThreshold={onThreshold} />}
				<span className={styles.took}>
					{data === undefined || rule === undefined ? "" : t("alertSetup.backtest.took", { value: formatExact(Math.round(data.tookMs)) })}
				</span>
			</header>
			{rule === undefined ? <p className={styles.empty}>{t("alertSetup.backtest.waiting")}</p> : null}
			{error === null || rule === undefined ? null : <ErrorPanel error={error} onRetry={() => void refetch()} />}
			{data === undefined ? (
				<div className={styles.room}>{isFetching ? <p>{t("alertSetup.backtest.working")}</p> : null}</div>
			) : (
				<Result data={data} threshold={rule?.threshold ?? data.outcome.threshold} onThreshold={onThreshold} />
			)}
		</section>
	);
}

const HOURS: Readonly<Record<BacktestRange, number>> = { "24h": 24, "7d": 168, "30d": 720 };
const byLength = (a: BacktestRange, b: BacktestRange): number => HOURS[a] - HOURS[b];

/** A name and receivers change nothing of what would have fired. */
function useMeasured(rule: AlertRuleJson | undefined): AlertRuleJson | undefined {
	// by its text: another object with the same fields is the same question
	const text = rule === undefined ? undefined : JSON.stringify(rule);
	const [kept, setKept] = useState({ text, rule });
	if (kept.text !== text) setKept({ text, rule });
	return useMemo(
		() => (kept.rule === undefined ? undefined : { ...kept.rule, name: "backtest", receivers: [], runbook: "", enabled: true }),
		[kept],
	);
}

/** The last value that stayed for a quarter of a second. */
function useSettled<T>(value: T): T {
	const [settled, setSettled] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(value), TYPING_MS);
		return () => clearTimeout(timer);
	}, [value]);
	return settled;
}

const STEP = 1.1;

/** The threshold moves by a tenth. */
function Steps({ rule, onThreshold }: { readonly rule: AlertRuleJson; readonly onThreshold: (threshold: number) => void }): ReactElement {
	const { t } = useTranslation();
	const move = (factor: number): void => onThreshold(Number((rule.threshold * factor).toPrecision(3)));
	return (
		<span className={styles.steps}>
			<IconButton
				small
				label={t("alertSetup.backtest.lower")}
				icon={<Minus size={14} strokeWidth={1.5} aria-hidden />}
				onClick={() => move(1 / STEP)}
			/>
			<IconButton
				small
				label={t("alertSetup.backtest.higher")}
				icon={<Plus size={14} strokeWidth={1.5} aria-hidden />}
				onClick={() => move(STEP)}
			/>
		</span>
	);
}

interface ResultProps {
	readonly data: BacktestJson;
	readonly threshold: number;
	readonly onThreshold: (threshold: number) => void;
}

function Result({ data, threshold, onThreshold }: ResultProps): ReactElement {
	const { t } = useTranslation();
	const { outcome, neighbours, unit, groups, groupCount, dataNanos, warnings } = data;
	const wholeNanos = (unixMillisFromText(data.to) - unixMillisFromText(data.from)) * 1e6;
	const length = (nanos: number): string => textOf(formatLength(nanos / 1e9));
	return (
		<>
			<p className={styles.outcome} role="status">
				<b data-fires={outcome.firings > 0}>
					{outcome.firings === 0 ? t("alertSetup.backtest.never") : t("alertSetup.backtest.wouldFire", { count: outcome.firings })}
				</b>
				{outcome.firings === 0 ? null : <span>{t("alertSetup.backtest.total", { length: length(outcome.firingNanos) })}</span>}
				{outcome.shortestNanos === null ? null : (
					<span>{t("alertSetup.backtest.shortest", { length: length(outcome.shortestNanos) })}</span>
				)}
				<span>{t("alertSetup.backtest.flaps", { count: outcome.flaps })}</span>
				<span className={styles.data}>
					{dataNanos === 0
						? t("alertSetup.backtest.noData")
						: t("alertSetup.backtest.data", { length: length(dataNanos), of: length(wholeNanos) })}
				</span>
			</p>
			<BacktestChart data={data} threshold={threshold} />
			<div className={styles.neighbours}>
				<span>{t("alertSetup.backtest.neighbours")}</span>
				{neighbours.map((one) => (
					<Pill key={one.threshold} pressed={one.threshold === threshold} onPress={() => onThreshold(one.threshold)}>
						{t("alertSetup.backtest.at", { threshold: textOf(formatAlertValue(one.threshold, unit)), count: one.firings })}
					</Pill>
				))}
				{groupCount < 2 ? null : (
					<span className={styles.data}>
						{t("alertSetup.backtest.groups", {
							count: groupCount,
							value: formatExact(groupCount),
							shown: Math.min(groups.length, COLORS.length),
						})}
					</span>
				)}
			</div>
			{warnings.map((warning) => (
				<p key={warning} className={styles.empty}>
					{warning}
				</p>
			))}
		</>
	);
}

function BacktestChart({ data, threshold }: Pick<ResultProps, "data" | "threshold">): ReactElement {
	const { t } = useTranslation();
	const { unit, groups } = data;
	const drawn = useMemo(() => {
		const shown = groups.slice(0, COLORS.length);
		return {
			startMs: unixMillisFromText(data.from),
			stepMs: data.stepNanos / 1e6,
			series: shown.map(({ labels, values }, index) => {
				const name = Object.values(labels).join(" · ") || t("alertSetup.backtest.whole");
				return { key: `${index} ${name}`, name, color: COLORS[index] ?? "p50", values };
			}),
			bands: (shown[0]?.bands ?? []).map(({ state, from, to }) => ({
				...{ key: `${state} ${from}`, look: state, label: t(`alert.state.${state}`) },
				...{ fromMs: unixMillisFromText(from), toMs: unixMillisFromText(to) },
			})),
		};
	}, [data, groups, t]);
	const limit = useMemo(() => ({ value: threshold, label: textOf(formatAlertValue(threshold, unit)) }), [threshold, unit]);
	return (
		<TimeSeries
			{...drawn}
			{...(Number.isFinite(threshold) ? { limit } : {})}
			label={t("alertSetup.backtest.label")}
			kind="lines"
			formatValue={(value) => formatAlertValue(value, unit)}
			{...(unit === "nanos" ? { formatTick: DURATIONS.formatTick, roundUnit: DURATIONS.roundUnit } : {})}
			heightPx={HEIGHT_PX}
		/>
	);
}
