import type { SilenceJson, SilenceMatcherJson } from "@spanglass/shared/api/receiver-schemas";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useEndSilence, useSilences } from "../../../api/alert-setup.ts";
import { AlertMark } from "../../../ui/AlertMark.tsx";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { momentText } from "../../../ui/moment-text.ts";
import { WaitingRows } from "../../../ui/Skeleton.tsx";
import { showToast } from "../../../ui/Toast.tsx";
import page from "../AlertsPage.module.css";
import { AlertTabs } from "../AlertTabs.tsx";
import form from "./Form.module.css";
import { SilenceForm } from "./SilenceForm.tsx";

/** Of what nobody is told, until when, why; and a form for one more. */
export function SilencesPage(): ReactElement {
	const { t } = useTranslation();
	const silences = useSilences();
	useEffect(() => {
		document.title = `${t("alertSetup.silences.title")} · Spanglass`;
	}, [t]);
	const rows = silences.data?.data;
	return (
		<div className={page.page}>
			<AlertTabs current="silences">{t("alertSetup.silences.text")}</AlertTabs>
			<SilenceForm />
			{silences.error === null ? null : <ErrorPanel error={silences.error} onRetry={() => void silences.refetch()} />}
			{rows === undefined ? <WaitingRows count={5} isWaiting={silences.isFetching} /> : null}
			{rows?.length === 0 ? <EmptyState title={t("alertSetup.silences.none")} /> : null}
			<ul className={form.rows} aria-label={t("alertSetup.silences.list")}>
				{rows?.map((silence) => (
					<SilenceRow key={silence.id} silence={silence} />
				))}
			</ul>
		</div>
	);
}

function matcherText({ name, value, isEqual, isRegex }: SilenceMatcherJson): string {
	const operator = isRegex ? (isEqual ? "=~" : "!~") : isEqual ? "=" : "!=";
	return `${name}${operator}${JSON.stringify(value)}`;
}

function SilenceRow({ silence }: { readonly silence: SilenceJson }): ReactElement {
	const { t } = useTranslation();
	const end = useEndSilence();
	const { id, state, matchers, endsAt, createdBy, comment, incident, matches } = silence;
	return (
		<li>
			<AlertMark look={state === "expired" ? "off" : "silenced"} label="" />
			<b>{t(`alertSetup.silences.state.${state}`)}</b>
			<code>{matchers.map(matcherText).join(" ")}</code>
			<span>{t("alertSetup.silences.endsAt", { time: momentText(unixMillisFromText(endsAt)) })}</span>
			{state === "expired" ? null : <span>{t("alertSetup.silences.matches", { count: matches })}</span>}
			<span>{[createdBy, comment].filter((part) => part !== "").join(": ")}</span>
			{incident === null ? null : (
				<Link to="/alerts/i/$incidentId" params={{ incidentId: String(incident) }}>
					#{incident}
				</Link>
			)}
			{state === "expired" ? null : (
				<span className={form.atEnd}>
					<Button
						look="bordered"
						small
						disabled={end.isPending}
						onClick={() => end.mutate(id, { onSuccess: () => showToast(t("alertSetup.silences.ended")) })}
					>
						{t("alertSetup.silences.end")}
					</Button>
				</span>
			)}
		</li>
	);
}
