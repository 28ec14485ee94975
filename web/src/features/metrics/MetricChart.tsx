import type { MetricChartJson } from "@spanglass/shared/api/schemas";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { measureOf } from "@spanglass/shared/units/ucum";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { TimeSeries } from "../../charts/TimeSeries/TimeSeries.tsx";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import { useAsOf } from "../../state/clock.ts";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import { incompleteFrom, marksOf, seriesOf } from "./chart-content.ts";
import styles from "./MetricPanel.module.css";

export interface MetricChartProps {
	readonly chart: MetricChartJson;
	readonly by: string | undefined;
	/** Key of the line that is alone. */
	readonly line: string | undefined;
	readonly onLine: (line: string | undefined) => void;
	readonly onRange: (from: string, to: string) => void;
}

const HEIGHT_PX = 320;
const PHONE_HEIGHT_PX = 240;

/** The lines of a metric in its own unit, with the traces behind them as diamonds. */
export function MetricChart({ chart, by, line, onLine, onRange }: MetricChartProps): ReactElement {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const nowMs = useAsOf();
	const isPhone = useMedia(PHONE);
	const [looking, onLook] = useState(false);
	useHoldRefresh(looking);
	const startMs = unixMillisFromText(chart.start);
	const stepMs = chart.stepNanos / 1e6;
	const measure = useMemo(() => measureOf(chart.unit, chart.metric.name), [chart.unit, chart.metric.name]);
	const series = useMemo(
		() =>
			seriesOf(chart, by, {
				rate: t("metrics.rateLine"),
				other: t("metrics.otherLine"),
				without: t("metrics.withoutLine", { key: by ?? "" }),
			}),
		[chart, by, t],
	);
	const marks = useMemo(() => marksOf(chart), [chart]);
	const incompleteFromMs = incompleteFrom(startMs, stepMs, { bucketCount: chart.bucketCount, nowMs });
	const shape = t(shapeKey(chart, by), { name: chart.lines[0]?.name ?? "" });
	const openTrace = (key: string): void => {
		const exemplar = chart.exemplars[Number(key)];
		if (exemplar === undefined) return;
		void navigate({ to: "/t/$traceId", params: { traceId: exemplar.traceId }, search: { span: exemplar.spanId } as never });
	};
	return (
		<>
			<h2 className={styles.shape}>
				{shape}
				{measure.sign === "" ? null : <span>{measure.sign}</span>}
			</h2>
			<TimeSeries
				label={t("metrics.chartLabel", { name: chart.metric.name, shape })}
				startMs={startMs}
				stepMs={stepMs}
				kind="lines"
				series={series}
				formatValue={measure.format}
				formatTick={measure.formatTick}
				roundUnit={measure.roundUnit}
				heightPx={isPhone ? PHONE_HEIGHT_PX : HEIGHT_PX}
				legend="table"
				marks={marks}
				{...(incompleteFromMs === undefined ? {} : { incompleteFromMs })}
				onRange={(fromMs, toMs) => onRange(String(Math.round(fromMs)), String(Math.round(toMs)))}
				onMark={openTrace}
				onLook={onLook}
				isolated={line}
				onSeries={(key) => onLine(key === line ? undefined : key)}
			/>
		</>
	);
}

function shapeKey({ shape }: MetricChartJson, by: string | undefined) {
	if (shape === "rate") return "metrics.shapeRate";
	if (shape === "quantiles") return by === undefined ? "metrics.shapeQuantiles" : "metrics.shapeQuantilesBy";
	return by === undefined ? "metrics.shapeGauge" : "metrics.shapeGaugeBy";
}
