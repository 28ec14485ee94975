import { formatAlertValue, formatLength } from "@spanglass/shared/units/alert-value";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatDuration, shortId, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { measureOf } from "@spanglass/shared/units/ucum";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { TimeSeries } from "../../../charts/TimeSeries/TimeSeries.tsx";
import { PHONE, useMedia } from "../../../ui/use-media.ts";
import { conditionWords } from "../rule-words.ts";
import { evidenceLink } from "./evidence-links.ts";
import styles from "./IncidentPage.module.css";
import { bandsOf } from "./incident-bands.ts";
import type { IncidentView } from "./incident-view.ts";

const HEIGHT_PX = 240;
const PHONE_PX = 190;
const DURATIONS = measureOf("ns", "");

/** The value against its threshold, an hour before and while it fired: deploys, states, the pinned traces. */
export function IncidentChart({ view }: { readonly view: IncidentView }): ReactElement {
	const { t } = useTranslation();
	const isPhone = useMedia(PHONE);
	const { incident, rule, evidence, unit } = view;
	const what = rule === undefined ? incident.title : conditionWords(rule.rule.condition, t);
	const chart = evidence?.chart ?? undefined;
	const drawn = useDrawn(view, what);
	const navigate = useNavigate();
	const onMark = (key: string): void => {
		const trace = evidence?.traces.find(({ traceId }) => traceId === key);
		if (trace === undefined) return;
		const { traceId, search } = evidenceLink(trace);
		void navigate({ to: "/t/$traceId", params: { traceId }, search: search as never });
	};
	const sub = chart === undefined ? "" : t("alerts.incident.chartSub", { step: textOf(formatLength(chart.stepNanos / 1e9)) });
	return (
		<section className={styles.chart} aria-label={t("alerts.incident.chart", { what })}>
			<header className={styles.sectionHead}>
				<h3>{t("alerts.incident.chart", { what })}</h3>
				<span>{sub}</span>
				{evidence === undefined ? null : (
					<span className={styles.atEnd}>
						{t("alerts.incident.complete", { time: formatClock(unixMillisFromText(evidence.capturedAt), "second") })}
					</span>
				)}
			</header>
			{drawn === undefined ? (
				<div style={{ height: isPhone ? PHONE_PX : HEIGHT_PX }} />
			) : (
				<TimeSeries
					{...drawn}
					label={t("alerts.incident.chart", { what })}
					kind="lines"
					formatValue={(value) => formatAlertValue(value, unit)}
					{...(unit === "nanos" ? { formatTick: DURATIONS.formatTick, roundUnit: DURATIONS.roundUnit } : {})}
					heightPx={isPhone ? PHONE_PX : HEIGHT_PX}
					legend="none"
					onMark={onMark}
				/>
			)}
		</section>
	);
}

const LEAST_BUCKETS = 20;
const LEAD_BUCKETS = 5;

/** Buckets at the beginning of which nothing is known, as of a service that was not there yet; the rest is never too short to read. */
function emptyStart(values: readonly (number | null)[]): number {
	const first = values.findIndex((value) => value !== null);
	return first < 0 ? 0 : Math.max(0, Math.min(first - LEAD_BUCKETS, values.length - LEAST_BUCKETS));
}

function useDrawn({ incident, evidence, unit, threshold }: IncidentView, what: string) {
	const { t } = useTranslation();
	const chart = evidence?.chart;
	return useMemo(() => {
		if (chart === null || chart === undefined || evidence === undefined) return undefined;
		const stepMs = chart.stepNanos / 1e6;
		const skipped = emptyStart(chart.values);
		const values = chart.values.slice(skipped);
		const startMs = unixMillisFromText(chart.start) + skipped * stepMs;
		const endMs = startMs + stepMs * values.length;
		const [first] = incident.alerts;
		const transitions = incident.transitions.filter(({ rule, key }) => rule === first?.rule && key === first.key);
		const deploys = evidence.deploys.length > 0 ? evidence.deploys : incident.deploy === null ? [] : [incident.deploy];
		const limit = threshold ?? chart.threshold;
		return {
			...{ startMs, stepMs },
			series: [{ key: "value", name: what, color: unit === "ratio" ? "error" : "p99", widthPx: 2, values }],
			limit: { value: limit, label: textOf(formatAlertValue(limit, unit)) },
			bands: bandsOf(transitions, endMs).map((band) => ({ ...band, label: t(`alert.state.${band.look}`) })),
			flags: deploys.map(({ service, version, at }) => {
				const timeMs = unixMillisFromText(at);
				return { key: `${service} ${version} ${at}`, timeMs, label: `${service} ${version} · ${formatClock(timeMs, "second")}` };
			}),
			marks: evidence.traces.map(({ traceId, start, durationNanos }) => ({
				key: traceId,
				timeMs: unixMillisFromText(start),
				value: unit === "nanos" ? durationNanos : undefined,
				label: `${shortId(traceId)} · ${textOf(formatDuration(durationNanos))}`,
			})),
		};
	}, [chart, evidence, incident, threshold, unit, what, t]);
}
