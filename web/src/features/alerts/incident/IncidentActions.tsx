import type { IncidentDetailJson } from "@spanglass/shared/api/incident-schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link, useNavigate } from "@tanstack/react-router";
import { Check, ChevronDown } from "lucide-react";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { useWriteSilence } from "../../../api/alert-setup.ts";
import { useAcknowledge, useAddNote } from "../../../api/incidents.ts";
import { setPrefs, usePrefs } from "../../../state/prefs.ts";
import button from "../../../ui/Button.module.css";
import { Button } from "../../../ui/Button.tsx";
import { cx } from "../../../ui/class-names.ts";
import { useKeys } from "../../../ui/keys.ts";
import { Menu, MenuAction, MenuSeparator } from "../../../ui/Menu.tsx";
import { Popover } from "../../../ui/Popover.tsx";
import { showToast } from "../../../ui/Toast.tsx";
import { suspectLink } from "./evidence-links.ts";
import styles from "./IncidentPage.module.css";
import type { IncidentView } from "./incident-view.ts";
import { NoteForm } from "./NoteForm.tsx";

/** Acknowledge, silence, note, and the way to the suspected span. */
export function IncidentActions({ view: { incident, evidence } }: { readonly view: IncidentView }): ReactElement {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const link = suspectLink(incident, evidence);
	const open = (): unknown =>
		link === undefined ? false : navigate({ to: "/t/$traceId", params: { traceId: link.traceId }, search: link.search as never });
	useKeys({ o: open });
	return (
		<div className={styles.actions}>
			<Acknowledge incident={incident} />
			<Silence incident={incident} />
			<Note incident={incident} />
			{link === undefined ? null : (
				<Link
					to="/t/$traceId"
					params={{ traceId: link.traceId }}
					search={link.search as never}
					className={cx(button.button, button.primary, styles.openSpan)}
					data-keys="o"
				>
					{t(link.search.span === undefined ? "alerts.incident.openTrace" : "alerts.incident.openSpan")}
				</Link>
			)}
		</div>
	);
}

function Acknowledge({ incident: { id, acknowledged } }: { readonly incident: IncidentDetailJson }): ReactElement {
	const { t } = useTranslation();
	const { name } = usePrefs();
	const write = useAcknowledge();
	const toggle = (): void => write.mutate({ incidentId: String(id), acknowledged: acknowledged === null, by: name });
	useKeys({ a: toggle });
	return (
		<Button
			look="bordered"
			disabled={write.isPending}
			onClick={toggle}
			aria-pressed={acknowledged !== null}
			title={acknowledged === null ? undefined : t("alerts.incident.unack")}
			className={styles.ack}
			data-keys="a"
		>
			{acknowledged === null ? null : <Check size={14} strokeWidth={2} aria-hidden className={styles.good} />}
			{acknowledged === null
				? t("alerts.incident.ack")
				: t(acknowledged.by === "" ? "alerts.incident.ackedAnon" : "alerts.incident.acked", {
						by: acknowledged.by,
						time: formatClock(unixMillisFromText(acknowledged.at), "minute"),
					})}
		</Button>
	);
}

const MINUTE_MS = 60_000;
/** A silence that waits for the end of the incident ends by itself after a day. */
const RESOLVED_MS = 24 * 60 * MINUTE_MS;

function Silence({ incident }: { readonly incident: IncidentDetailJson }): ReactElement {
	const { t } = useTranslation();
	const { name } = usePrefs();
	const navigate = useNavigate();
	const [open, setOpen] = useState(false);
	const write = useWriteSilence();
	useKeys({ s: () => setOpen(true) });
	const [first] = incident.alerts;
	const silence = (lastsMs: number): void => {
		const endsAtMs = Date.now() + lastsMs;
		const labels = { alertname: incident.title, ...first?.labels };
		const matchers = Object.entries(labels).map(([key, value]) => ({ name: key, value, isRegex: false, isEqual: true }));
		write.mutate(
			{ matchers, endsAtMs, createdBy: name, comment: t("alerts.incident.title", { id: incident.id }), incident: incident.id },
			{
				onSuccess: () => showToast(t("alerts.incident.silencedToast", { time: formatClock(endsAtMs, "minute") })),
				onError: (error) => showToast(t("common.failed"), error.message),
			},
		);
	};
	return (
		<Menu
			open={open}
			onOpenChange={setOpen}
			align="end"
			trigger={
				<Button look="bordered" disabled={write.isPending} data-keys="s">
					{t("alerts.incident.silence")}
					<ChevronDown size={14} strokeWidth={1.5} aria-hidden />
				</Button>
			}
		>
			<MenuAction onClick={() => silence(30 * MINUTE_MS)}>{t("alerts.incident.silence30")}</MenuAction>
			<MenuAction onClick={() => silence(120 * MINUTE_MS)}>{t("alerts.incident.silence120")}</MenuAction>
			<MenuAction onClick={() => silence(RESOLVED_MS)}>{t("alerts.incident.silenceResolved")}</MenuAction>
			<MenuSeparator />
			<MenuAction onClick={() => void navigate({ to: "/alerts/silences" })}>{t("alerts.incident.silenceMore")}</MenuAction>
		</Menu>
	);
}

function Note({ incident: { id } }: { readonly incident: IncidentDetailJson }): ReactElement {
	const { t } = useTranslation();
	const [open, setOpen] = useState(false);
	const write = useAddNote();
	useKeys({ n: () => setOpen(true) });
	return (
		<Popover
			open={open}
			onOpenChange={setOpen}
			label={t("alerts.incident.note")}
			trigger={
				<Button look="bordered" data-keys="n">
					{t("alerts.incident.note")}
				</Button>
			}
		>
			<NoteForm
				isBusy={write.isPending}
				error={write.error}
				onAdd={(text, by) => {
					setPrefs({ name: by });
					write.mutate({ incidentId: String(id), text, by }, { onSuccess: () => setOpen(false) });
				}}
			/>
		</Popover>
	);
}
