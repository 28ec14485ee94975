import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { senderName } from "@spanglass/shared/semconv/sender-name";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatCount, formatExact, textOf } from "@spanglass/shared/units/format";
import { Check } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Tag } from "../../ui/Pill.tsx";
import { contactsOf, type RefusalContact, type SenderContact } from "./contacts.ts";
import styles from "./FirstRunPage.module.css";
import type { Arrivals } from "./use-arrivals.ts";

/** What arrives, who sends it, and what was refused and why. */
export function LivePanel({ status, arrivals }: { readonly status: StatusJson; readonly arrivals: Arrivals }): ReactElement {
	const { t } = useTranslation();
	const { counts, lastError } = arrivals;
	return (
		<section className={styles.live} aria-live="polite">
			<h2>{t("firstRun.live")}</h2>
			<dl>
				<Counter name={t("firstRun.spans")} value={counts.spans} />
				<Counter name={t("firstRun.logs")} value={counts.logs} />
				<Counter name={t("firstRun.metrics")} value={counts.metrics} />
			</dl>
			<p className={styles.lastError} data-fault={lastError !== undefined}>
				{t("firstRun.lastError")} <span>{lastError ?? t("firstRun.none")}</span>
			</p>
			{counts.spans === 0 && counts.logs + counts.metrics > 0 ? <p className={styles.lastError}>{t("firstRun.noTraces")}</p> : null}
			<h2>{t("firstRun.senders")}</h2>
			<Contacts status={status} />
		</section>
	);
}

/** A ring that turns green: nothing yet, or arrived. */
export function Signal({ on, waits = false }: { readonly on: boolean; readonly waits?: boolean }): ReactElement {
	const { t } = useTranslation();
	return (
		<span
			className={styles.signal}
			data-on={on}
			data-wait={waits}
			role="img"
			aria-label={on ? t("firstRun.arrived") : t("firstRun.waitingStep")}
		>
			{on ? <Check size={10} strokeWidth={3} aria-hidden /> : null}
		</span>
	);
}

function Counter({ name, value }: { readonly name: string; readonly value: number }): ReactElement {
	return (
		<div className={styles.count}>
			<dt>
				<Signal on={value > 0} />
				{name}
			</dt>
			<dd title={formatExact(value)}>{textOf(formatCount(value))}</dd>
		</div>
	);
}

function Contacts({ status }: { readonly status: StatusJson }): ReactElement {
	const { t } = useTranslation();
	const contacts = contactsOf(status);
	if (contacts.length === 0) return <p className={styles.lastError}>{t("firstRun.nobody")}</p>;
	return (
		<ul className={styles.senders}>
			{contacts.map((contact) => (
				<li key={contact.key}>
					<time>{formatClock(Number(BigInt(contact.time) / 1_000_000n), "second")}</time>
					{"sender" in contact ? <Sender sender={contact.sender} /> : <Refusal refusal={contact.refusal} />}
				</li>
			))}
		</ul>
	);
}

function Sender({ sender }: Pick<SenderContact, "sender">): ReactElement {
	const { t } = useTranslation();
	const { transport, peer, items, requests, demo } = sender;
	const { name, version } = senderName(sender.userAgent);
	return (
		<>
			<p title={sender.userAgent}>
				<b>{name === "" ? t("firstRun.unnamed") : name}</b> {version} {demo ? <Tag tone="accent">{t("shell.demo")}</Tag> : null}
			</p>
			<p>
				{transport} {peer} ·{" "}
				{t("firstRun.sender", {
					items: t("firstRun.nItems", { count: items, value: formatExact(items) }),
					requests: t("firstRun.nRequests", { count: requests, value: formatExact(requests) }),
				})}
			</p>
		</>
	);
}

function Refusal({ refusal }: Pick<RefusalContact, "refusal">): ReactElement {
	const { t } = useTranslation();
	return (
		<>
			<p>
				{refusal.transport} {refusal.peer} <span className={styles.refused}>{t("firstRun.refused")}</span>
			</p>
			<p>{refusal.message}</p>
		</>
	);
}
