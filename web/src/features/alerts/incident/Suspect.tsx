import type { IncidentDetailJson } from "@spanglass/shared/api/incident-schemas";
import { formatLength } from "@spanglass/shared/units/alert-value";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import styles from "./IncidentPage.module.css";

/** The suspected span and deploy, always called a suspicion, with the reason. */
export function Suspect({ incident: { suspicion, deploy, evidence } }: { readonly incident: IncidentDetailJson }): ReactElement | null {
	const { t } = useTranslation();
	if (suspicion === null && deploy === null) {
		return evidence === "kept" ? <p className={styles.suspect}>{t("alerts.incident.noSuspect")}</p> : null;
	}
	const hint = suspicion === null ? undefined : t("alerts.incident.inferredHint", { traces: suspicion.traces, of: suspicion.tracesOf });
	return (
		<div className={styles.suspect}>
			<span className={styles.suspected} title={hint}>
				{t("alerts.incident.suspected")}
				{hint === undefined ? null : <i>{` · ${t("alerts.incident.inferred")} · ${suspicion?.traces}/${suspicion?.tracesOf}`}</i>}
			</span>
			<p>
				{suspicion === null ? null : (
					<>
						<b>
							{suspicion.service} {suspicion.operation}
						</b>{" "}
						{reasonWords(suspicion, t)}
					</>
				)}
				{deploy === null ? null : <Deploy deploy={deploy} isAlone={suspicion === null} />}
			</p>
		</div>
	);
}

function Deploy({
	deploy,
	isAlone,
}: {
	readonly deploy: NonNullable<IncidentDetailJson["deploy"]>;
	readonly isAlone: boolean;
}): ReactElement {
	const { t } = useTranslation();
	const length = textOf(formatLength(Math.abs(deploy.beforeSeconds)));
	return (
		<>
			{isAlone ? "" : " — "}
			{t(deploy.beforeSeconds >= 0 ? "alerts.incident.deployBefore" : "alerts.incident.deployAfter", { length })}{" "}
			<Link
				to="/services/$name/$tab"
				params={{ name: deploy.service, tab: "versions" } as never}
				search={{ b: deploy.version } as never}
				className={styles.deploy}
			>
				{deploy.service} {deploy.version}
			</Link>
		</>
	);
}

function reasonWords({ because, message, selfNanos, usualNanos }: NonNullable<IncidentDetailJson["suspicion"]>, t: TFunction): string {
	if (because === "error") {
		return message === "" ? t("alerts.incident.suspectError") : t("alerts.incident.suspectErrorSaying", { message });
	}
	const self = textOf(formatDuration(selfNanos ?? 0));
	if (usualNanos === null) return t("alerts.incident.suspectLatencyOnly", { self });
	return t("alerts.incident.suspectLatency", { self, usual: textOf(formatDuration(usualNanos)) });
}
