import type { RuleDetailJson } from "@spanglass/shared/api/alert-schemas";
import { formatAlertValue } from "@spanglass/shared/units/alert-value";
import { textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Age } from "../../../ui/Age.tsx";
import { AlertMark } from "../../../ui/AlertMark.tsx";
import form from "../setup/Form.module.css";

const MOST = 50;

/** The alerts of a rule, each with its incident while it fires. */
export function AlertList({ detail: { alerts, error } }: { readonly detail: RuleDetailJson }): ReactElement | null {
	const { t } = useTranslation();
	if (alerts.length === 0 && error === null) return null;
	return (
		<section aria-label={t("alertSetup.rule.alertsNow")}>
			<div className={form.form}>
				<h2 className={form.title}>{t("alertSetup.rule.alertsNow")}</h2>
				{error === null ? null : <p className={form.problem}>{error}</p>}
			</div>
			<ul className={form.rows}>
				{alerts.slice(0, MOST).map(({ key, labels, state, value, unit, since, incident }) => (
					<li key={key}>
						<AlertMark look={state} label="" />
						<b>{t(`alert.state.${state}`)}</b>
						<code>
							{Object.entries(labels)
								.map(([name, text]) => `${name}=${text}`)
								.join(" ")}
						</code>
						<span>{value === null ? "—" : textOf(formatAlertValue(value, unit))}</span>
						<Age nanos={since} />
						{incident === null ? null : (
							<Link to="/alerts/i/$incidentId" params={{ incidentId: String(incident) }}>
								#{incident}
							</Link>
						)}
					</li>
				))}
			</ul>
		</section>
	);
}
