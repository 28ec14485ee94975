import type { IncidentJson } from "@spanglass/shared/api/incident-schemas";
import { formatLength } from "@spanglass/shared/units/alert-value";
import { textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { AlertMark } from "../../ui/AlertMark.tsx";
import { momentText } from "../../ui/moment-text.ts";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { useClock } from "../../ui/use-clock.ts";
import styles from "./AlertsPage.module.css";

/** Incidents as links to their pages. */
export function IncidentRows({ incidents }: { readonly incidents: readonly IncidentJson[] }): ReactElement {
	const { t } = useTranslation();
	const nowMs = useClock();
	return (
		<ul className={styles.incidents} aria-label={t("alerts.tab.incidents")}>
			{incidents.map((incident) => {
				const { id, state, title, service, color, environment, startedAt, resolvedAt, acknowledged, suspicion, alerts } = incident;
				const startMs = unixMillisFromText(startedAt);
				const endMs = resolvedAt === null ? nowMs : unixMillisFromText(resolvedAt);
				const length = textOf(formatLength(Math.max(0, (endMs - startMs) / 1_000)));
				return (
					<li key={id}>
						<Link
							to="/alerts/i/$incidentId"
							params={{ incidentId: String(id) }}
							className={styles.incident}
							data-state={state}
							aria-label={t("alerts.incidentRow", { id, state: t(`alerts.incident.${state}`), title })}
						>
							<AlertMark look={state === "firing" ? "firing" : "ok"} label="" />
							<em>#{id}</em>
							<b>{title}</b>
							<span className={styles.incidentScope}>
								{color === 0 ? null : <ServiceDot color={color} />} {[service, environment].filter((part) => part !== "").join(" · ")}
							</span>
							<span className={styles.incidentCause}>
								{suspicion === null
									? t("alerts.alertCount", { count: alerts.length })
									: `${t("alerts.incident.suspected")}: ${suspicion.service} ${suspicion.operation}`}
							</span>
							<span className={styles.incidentAck}>
								{acknowledged === null ? null : (
									<>
										<Check size={12} strokeWidth={2} aria-hidden /> {acknowledged.by || t("alerts.incident.event.acknowledged")}
									</>
								)}
							</span>
							<time>{t("alerts.since", { time: momentText(startMs) })}</time>
							<span className={styles.incidentLength}>{length}</span>
						</Link>
					</li>
				);
			})}
		</ul>
	);
}
