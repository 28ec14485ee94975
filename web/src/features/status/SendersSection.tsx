import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { senderName } from "@spanglass/shared/semconv/sender-name";
import { formatCount, formatExact, textOf } from "@spanglass/shared/units/format";
import type { TFunction } from "i18next";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Age } from "../../ui/Age.tsx";
import { Tag } from "../../ui/Pill.tsx";
import { problemsOf, type SenderProblem } from "./health.ts";
import page from "./StatusPage.module.css";
import styles from "./StatusTable.module.css";

type SenderJson = StatusJson["senders"][number];

/** Who sends, in which dialect, how much, and what could be better about it. Most recently seen first. */
export function SendersSection({ senders, removed }: Pick<StatusJson, "senders" | "removed">): ReactElement {
	const { t } = useTranslation();
	const hadDemo = removed.traces + removed.logs + removed.metrics > 0;
	return (
		<section className={page.section} aria-label={t("status.senders")}>
			<h3>
				{t("status.senders")} <small>{senders.length === 0 ? "" : formatExact(senders.length)}</small>
			</h3>
			{senders.length === 0 ? (
				<p className={page.calm}>{t(hadDemo ? "status.sendersRemoved" : "status.sendersNone")}</p>
			) : (
				<table className={styles.table}>
					<thead>
						<tr>
							<th>{t("status.columnSender")}</th>
							<th className={styles.wide}>{t("status.columnProtocol")}</th>
							<th className={styles.wide}>{t("status.columnPeer")}</th>
							<th className={styles.numberWide}>{t("status.columnRequests")}</th>
							<th className={styles.number}>{t("status.columnItems")}</th>
							<th className={styles.numberWide}>{t("status.columnRejected")}</th>
							<th className={styles.number}>{t("status.columnSeen")}</th>
						</tr>
					</thead>
					<tbody>
						{senders.map((sender) => (
							<Sender key={keyOf(sender)} sender={sender} />
						))}
					</tbody>
				</table>
			)}
		</section>
	);
}

function keyOf({ transport, peer, userAgent, encoding, compression, demo }: SenderJson): string {
	return JSON.stringify([transport, peer, userAgent, encoding, compression, demo]);
}

function Sender({ sender }: { readonly sender: SenderJson }): ReactElement {
	const { t } = useTranslation();
	const { name, version } = senderName(sender.userAgent);
	const compression = sender.compression === "identity" ? t("status.uncompressed") : sender.compression;
	const protocol = [sender.transport, sender.encoding, compression].join(" · ");
	return (
		<tr>
			<td title={sender.userAgent}>
				<b>{name === "" ? t("status.anonymous") : name}</b> <em>{version}</em>{" "}
				{sender.demo ? <Tag tone="accent">{t("shell.demo")}</Tag> : null}
				<small className={styles.narrow}>
					{protocol} · {sender.peer}
				</small>
				{problemsOf(sender).map((problem) => (
					<small key={problem} className={styles.problem}>
						▲ {problemText(t, problem, sender)}
					</small>
				))}
				{sender.lastMessage === "" ? null : <small>{t("status.lastMessage", { message: sender.lastMessage })}</small>}
			</td>
			<td className={styles.wide}>{protocol}</td>
			<td className={styles.wide}>{sender.peer}</td>
			<td className={styles.numberWide} title={formatExact(sender.requests)}>
				{textOf(formatCount(sender.requests))}
			</td>
			<td className={styles.number} title={formatExact(sender.items)}>
				{textOf(formatCount(sender.items))}
			</td>
			<td className={styles.numberWide} title={formatExact(sender.rejected)} data-fault={sender.rejected > 0}>
				{textOf(formatCount(sender.rejected))}
			</td>
			<td className={styles.number}>
				<Age nanos={sender.lastSeen} />
			</td>
		</tr>
	);
}

function problemText(t: TFunction, problem: SenderProblem, sender: SenderJson): string {
	if (problem === "rejected" || problem === "resent") return t(`status.problems.${problem}`, { count: sender[problem] });
	return t(`status.problems.${problem}`);
}
