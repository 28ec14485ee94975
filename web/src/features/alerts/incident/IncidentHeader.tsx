import type { EvidenceJson, IncidentDetailJson } from "@spanglass/shared/api/incident-schemas";
import { formatAlertValue, formatLength } from "@spanglass/shared/units/alert-value";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatExact, formatPercent, formatRate, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { AlertMark } from "../../../ui/AlertMark.tsx";
import { momentText } from "../../../ui/moment-text.ts";
import { Tag } from "../../../ui/Pill.tsx";
import { useClock } from "../../../ui/use-clock.ts";
import { Value } from "../../../ui/Value.tsx";
import { ruleWords } from "../rule-words.ts";
import { IncidentActions } from "./IncidentActions.tsx";
import styles from "./IncidentPage.module.css";
import type { IncidentView } from "./incident-view.ts";
import { Suspect } from "./Suspect.tsx";

export interface IncidentHeaderProps {
	readonly view: IncidentView;
}

/** What is wrong, where, since when, how bad it is now, what is suspected, and what can be done. */
export function IncidentHeader({ view }: IncidentHeaderProps): ReactElement {
	const { t } = useTranslation();
	const { incident, rule } = view;
	const isFiring = incident.state === "firing";
	return (
		<header className={styles.head} data-state={incident.state}>
			<div className={styles.headLine}>
				<span className={styles.state} data-state={incident.state}>
					<AlertMark look={isFiring ? "firing" : "ok"} label="" size={10} />
					{t(isFiring ? "alerts.incident.firing" : "alerts.incident.resolved")}
				</span>
				<span className={styles.phoneSince}>
					<Lasting incident={incident} />
				</span>
				<h2>{incident.title}</h2>
				<span className={styles.tags}>
					<Tag tone={incident.severity === "critical" ? "error" : incident.severity === "warning" ? "warn" : "neutral"}>
						{t(`alerts.incident.severity.${incident.severity}`)}
					</Tag>
					{incident.environment === "" ? null : <Tag>{incident.environment}</Tag>}
				</span>
				{rule === undefined ? null : (
					<Link to="/alerts/rules/$ruleId" params={{ ruleId: rule.id }} className={styles.ruleLink}>
						{t("alerts.incident.rule", { rule: ruleWords(rule.rule, t) })}
					</Link>
				)}
				<IncidentActions view={view} />
			</div>
			<div className={styles.headFacts}>
				<Numbers view={view} />
				<Suspect incident={incident} />
			</div>
		</header>
	);
}

/** `12 min · since 03:05:40`. */
function Lasting({ incident }: { readonly incident: IncidentDetailJson }): ReactElement {
	const { t } = useTranslation();
	const startMs = unixMillisFromText(incident.startedAt);
	const length = textOf(formatLength(useLength(incident)));
	return <>{`${length} · ${t("alerts.since", { time: formatClock(startMs, "second") })}`}</>;
}

/** Seconds from the beginning to the end, or to now. */
function useLength({ startedAt, resolvedAt }: Pick<IncidentDetailJson, "startedAt" | "resolvedAt">): number {
	const nowMs = useClock();
	const endMs = resolvedAt === null ? nowMs : unixMillisFromText(resolvedAt);
	return Math.max(0, (endMs - unixMillisFromText(startedAt)) / 1_000);
}

function Numbers({ view }: IncidentHeaderProps): ReactElement {
	const { t } = useTranslation();
	const { incident, value, threshold, unit, evidence } = view;
	const isFiring = incident.state === "firing";
	const startMs = unixMillisFromText(incident.startedAt);
	const failed = evidence === undefined ? undefined : failedPerSecond(evidence);
	const [caller] = evidence?.callers ?? [];
	return (
		<dl className={styles.numbers}>
			{value === undefined ? null : (
				<Fact label={t(isFiring ? "alerts.incident.now" : "alerts.incident.worst")} isBad={isFiring} className={styles.valueNow}>
					<Value of={formatAlertValue(value, unit)} />
				</Fact>
			)}
			{threshold === undefined ? null : (
				<Fact label={t("alerts.incident.threshold")} className={styles.thresholdFact}>
					<Value of={formatAlertValue(threshold, unit)} />
				</Fact>
			)}
			<Fact label={t("alerts.incident.sinceLabel")} className={styles.sinceFact}>
				<time title={momentText(startMs)}>{formatClock(startMs, "second")}</time>
				<small>
					{isFiring ? null : `${t("alerts.incident.lastedLabel")} `}
					{textOf(formatLength(useLength(incident)))}
				</small>
			</Fact>
			{failed === undefined ? null : (
				<Fact label={t("alerts.incident.affected")} hint={t("alerts.incident.affectedHint")}>
					<Value of={formatRate(failed)} />
				</Fact>
			)}
			{caller === undefined ? null : (
				<Fact label={t("alerts.incident.callers")} hint={t("alerts.incident.callersHint")} className={styles.callerFact}>
					{caller.caller}
					<small title={formatExact(caller.calls)}>{textOf(formatPercent(caller.share))}</small>
				</Fact>
			)}
		</dl>
	);
}

/** Undefined when no call failed, as in an incident of latency. */
function failedPerSecond({ callers, from, to }: EvidenceJson): number | undefined {
	const errors = callers.reduce((sum, caller) => sum + caller.errors, 0);
	const seconds = (unixMillisFromText(to) - unixMillisFromText(from)) / 1_000;
	return errors === 0 || seconds <= 0 ? undefined : errors / seconds;
}

interface FactProps {
	readonly label: string;
	readonly hint?: string;
	readonly isBad?: boolean;
	readonly className?: string | undefined;
	readonly children: ReactNode;
}

function Fact({ label, hint, isBad = false, className, children }: FactProps): ReactElement {
	return (
		<div title={hint} data-bad={isBad} className={className}>
			<dt>{label}</dt>
			<dd>{children}</dd>
		</div>
	);
}
