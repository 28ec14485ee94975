import type { IncidentDetailJson } from "@spanglass/shared/api/incident-schemas";
import { formatLength } from "@spanglass/shared/units/alert-value";
import { textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useClock } from "../../../ui/use-clock.ts";
import rows from "./Evidence.module.css";
import styles from "./IncidentPage.module.css";

/** Earlier incidents of the same rule and scope. */
export function SimilarList({ incident: { similar } }: { readonly incident: IncidentDetailJson }): ReactElement {
	const { t } = useTranslation();
	const nowMs = useClock();
	return (
		<section aria-label={t("alerts.incident.similar")}>
			<header className={styles.sectionHead}>
				<h3>{t("alerts.incident.similar")}</h3>
			</header>
			{similar.length === 0 ? <p className={styles.empty}>{t("alerts.incident.noSimilar")}</p> : null}
			<ol>
				{similar.map(({ id, title, openedAt, resolvedAt, suspicion, deploy }) => {
					const openedMs = unixMillisFromText(openedAt);
					const age = textOf(formatLength((nowMs - openedMs) / 1_000));
					const length = resolvedAt === null ? "" : textOf(formatLength((unixMillisFromText(resolvedAt) - openedMs) / 1_000));
					const cause = suspicion === null ? "" : ` · ${suspicion.service} ${suspicion.operation}`;
					return (
						<li key={id}>
							<Link to="/alerts/i/$incidentId" params={{ incidentId: String(id) }} className={rows.similar}>
								<em>#{id}</em>
								<b>{title}</b>
								<span>
									{t(resolvedAt === null ? "alerts.incident.similarOpen" : "alerts.incident.similarText", { age, length })}
									{cause}
									{deploy === null ? "" : ` · ${deploy.service} ${deploy.version}`}
								</span>
							</Link>
						</li>
					);
				})}
			</ol>
		</section>
	);
}
