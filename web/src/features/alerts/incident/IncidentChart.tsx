import type { EvidenceJson } from "@spanglass/shared/api/incident-schemas";
import { formatAlertValue, formatLength } from "@spanglass/shared/units/alert-value";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatDuration, shortId, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { measureOf } from "@spanglass/shared/units/ucum";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useRuleCourse } from "../../../api/alerts.ts";
import { TimeSeries } from "../../../charts/TimeSeries/TimeSeries.tsx";
import { PHONE, useMedia } from "../../../ui/use-media.ts";
import { conditionWords } from "../rule-words.ts";
import { evidenceLink } from "./evidence-links.ts";
import styles from "./IncidentPage.module.css";
import { bandsOf } from "./incident-bands.ts";
import { courseOf, type IncidentView } from "./incident-view.ts";

type Chart = NonNullable<EvidenceJson["chart"]>;

const MINUTE_MS = 60_000;
const HEIGHT_PX = 240;
const PHONE_PX = 190;
const DURATIONS = measureOf("ns", "");

/** The value against its threshold, an hour before and while it fired: deploys, states, the pinned traces. */
export function IncidentChart({ view }: { readonly view: IncidentView }): ReactElement {
	const { t } = useTranslation();
	const isPhone = useMedia(PHONE);
	const { incident, rule, evidence, unit } = view;
	const what = rule === undefined ? incident.title : conditionWords(rule.rule.condition, t);
	const chart = useChart(view);
	const drawn = useDrawn(view, chart, what);
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

const HOUR_MS = 3_600_000;

/** The value up to now while it can be had; what was copied when it fired otherwise. */
function useChart({ incident, rule, evidence }: IncidentView): Chart | undefined {
	const fromMs = Math.floor((unixMillisFromText(incident.startedAt) - HOUR_MS) / MINUTE_MS) * MINUTE_MS;
	const toMs = incident.resolvedAt === null ? undefined : unixMillisFromText(incident.resolvedAt) + HOUR_MS / 4;
	const course = useRuleCourse(rule?.rule, { fromMs, toMs });
	const copied = evidence?.chart ?? undefined;
	if (course.isPending && rule !== undefined) return undefined;
	const [first] = incident.alerts;
	const now = courseOf(course.data, first?.labels ?? {});
	const known = (chart: Chart | undefined): number => chart?.values.filter((value) => value !== null).length ?? 0;
	return known(now) >= known(copied) ? now : copied;
}

function useDrawn({ incident, evidence, unit, threshold }: IncidentView, chart: Chart | undefined, what: string) {
	const { t } = useTranslation();
	return useMemo(() => {
		if (chart === undefined) return undefined;
		const stepMs = chart.stepNanos / 1e6;
		const skipped = emptyStart(chart.values);
		const values = chart.values.slice(skipped);
		const startMs = unixMillisFromText(chart.start) + skipped * stepMs;
		const endMs = startMs + stepMs * values.length;
		const [first] = incident.alerts;
		const transitions = incident.transitions.filter(({ rule, key }) => rule === first?.rule && key === first.key);
		const copied = evidence?.deploys ?? [];
		const deploys = copied.length > 0 ? copied : incident.deploy === null ? [] : [incident.deploy];
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
			marks: (evidence?.traces ?? []).map(({ traceId, start, durationNanos }) => ({
				key: traceId,
				timeMs: unixMillisFromText(start),
				value: unit === "nanos" ? durationNanos : undefined,
				label: `${shortId(traceId)} · ${textOf(formatDuration(durationNanos))}`,
			})),
		};
	}, [chart, evidence, incident, threshold, unit, what, t]);
}
