import type { StatusJson } from "@spanglass/shared/api/schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatCount, formatExact, textOf } from "@spanglass/shared/units/format";
import { Check } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import styles from "./FirstRunPage.module.css";
import type { Arrivals } from "./use-arrivals.ts";

const SHOWN = 8;

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
	const refusals = status.refusals.map((item) => ({ ...item, sender: undefined }));
	const senders = status.senders.map((sender) => ({
		time: sender.lastSeen,
		transport: sender.transport,
		peer: sender.peer,
		message: "",
		sender,
	}));
	const contacts = [...refusals, ...senders].sort((a, b) => Number(BigInt(b.time) - BigInt(a.time))).slice(0, SHOWN);
	if (contacts.length === 0) return <p className={styles.lastError}>{t("firstRun.nobody")}</p>;
	return (
		<ul className={styles.senders}>
			{contacts.map((contact) => (
				<li key={`${contact.time} ${contact.peer} ${contact.transport} ${contact.message}`}>
					<time>{formatClock(Number(BigInt(contact.time) / 1_000_000n), "second")}</time>
					<p>
						{contact.transport} {contact.peer}{" "}
						{contact.sender === undefined ? <span className={styles.refused}>{t("firstRun.refused")}</span> : null}
					</p>
					<p>
						{contact.sender === undefined
							? contact.message
							: t("firstRun.sender", { items: formatExact(contact.sender.items), requests: formatExact(contact.sender.requests) })}
					</p>
				</li>
			))}
		</ul>
	);
}
