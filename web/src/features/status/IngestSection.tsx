import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatCount, formatExact, formatRate, textOf } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Trend } from "../../charts/Sparkline/Trend.tsx";
import { largestOf } from "../../geometry/sparkline.ts";
import { Value } from "../../ui/Value.tsx";
import { recentRate } from "./health.ts";
import { historyOf } from "./history.ts";
import styles from "./StatusPage.module.css";

const SIGNALS = [
	{ steps: "spans", signal: "traces", title: "status.spans", count: "status.nSpans", color: "accent" },
	{ steps: "logRecords", signal: "logs", title: "status.logRecords", count: "status.nLogRecords", color: "accent" },
	{ steps: "metricPoints", signal: "metrics", title: "status.metricPoints", count: "status.nMetricPoints", color: "accent" },
] as const;
type CountKey = (typeof SIGNALS)[number]["count"] | "status.nRejected";

/** How much arrived over the last hour, per signal, and what of it was rejected. */
export function IngestSection({ status }: { readonly status: StatusJson }): ReactElement {
	const { t } = useTranslation();
	const { received, removed, stored, rejected, resent } = status;
	const sum = (counts: StatusJson["received"]): number => counts.traces + counts.logs + counts.metrics;
	return (
		<section className={styles.section} aria-label={t("status.ingest")}>
			<h3>
				{t("status.ingest")} <small>{t("status.ingestHint")}</small>
			</h3>
			<div className={styles.trends}>
				{SIGNALS.map(({ steps, signal, title, count, color }) => (
					<div key={steps}>
						<SignalTrend status={status} steps={steps} title={t(title)} count={count} color={color} />
						<dl className={styles.counts}>
							<Count name={t("status.received")} value={received[signal]} hint={t("status.sinceStart")} />
							<Count name={t("status.storedCount")} value={stored[signal]} />
							{removed[signal] === 0 ? null : <Count name={t("status.removed")} value={removed[signal]} hint={t("status.sinceStart")} />}
						</dl>
					</div>
				))}
				<div>
					<SignalTrend status={status} steps="rejected" title={t("status.rejectedItems")} count="status.nRejected" color="error" />
					<dl className={styles.counts}>
						<Count name={t("status.rejected")} value={sum(rejected)} hint={t("status.sinceStart")} isFault />
						<Count name={t("status.resent")} value={sum(resent)} hint={t("status.resentHint")} />
					</dl>
				</div>
			</div>
		</section>
	);
}

interface SignalTrendProps {
	readonly status: StatusJson;
	readonly steps: "spans" | "logRecords" | "metricPoints" | "rejected";
	readonly title: string;
	readonly count: CountKey;
	readonly color: string;
}

function SignalTrend({ status, steps, title, count, color }: SignalTrendProps): ReactElement {
	const { t } = useTranslation();
	const own = status.history[steps];
	const { startMs, stepMs, values } = historyOf(status.history, own);
	const rate = recentRate(own, status.history.stepNanos);
	const describe = (value: number): string => t(count, { count: value, value: formatExact(value) });
	const total = own.reduce((sum, items) => sum + items, 0);
	const summary =
		total === 0
			? t("status.chartEmpty")
			: t("status.chartSummary", {
					steps: values.length,
					from: formatClock(startMs, "minute"),
					to: formatClock(startMs + values.length * stepMs, "minute"),
					total: formatExact(total),
					most: formatExact(largestOf(values)),
				});
	return (
		<Trend
			label={title}
			now={rate === undefined ? "—" : <Value of={formatRate(rate)} />}
			summary={summary}
			role={t("status.chart")}
			startMs={startMs}
			stepMs={stepMs}
			values={values}
			describe={describe}
			color={color}
		/>
	);
}

interface CountProps {
	readonly name: string;
	readonly value: number;
	readonly hint?: string;
	readonly isFault?: boolean;
}

function Count({ name, value, hint, isFault = false }: CountProps): ReactElement {
	return (
		<div>
			<dt title={hint}>{name}</dt>
			<dd title={formatExact(value)} data-fault={isFault && value > 0}>
				{textOf(formatCount(value))}
			</dd>
		</div>
	);
}
