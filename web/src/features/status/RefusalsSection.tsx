import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { formatClock, formatIso } from "@spanglass/shared/units/clock-text";
import { formatExact } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { refuseText } from "./reasons.ts";
import page from "./StatusPage.module.css";
import styles from "./StatusTable.module.css";

type RefusalJson = StatusJson["refusals"][number];

/** The last requests that were turned away whole, newest first, with what their senders were told. */
export function RefusalsSection({ refusals }: { readonly refusals: readonly RefusalJson[] }): ReactElement {
	const { t } = useTranslation();
	return (
		<section className={page.section} aria-label={t("status.refusals")}>
			<h3>
				{t("status.refusals")} <small>{refusals.length === 0 ? "" : formatExact(refusals.length)}</small>
			</h3>
			{refusals.length === 0 ? (
				<p className={page.calm}>{t("status.refusalsNone")}</p>
			) : (
				<table className={styles.table}>
					<thead>
						<tr>
							<th className={styles.time}>{t("status.columnTime")}</th>
							<th className={styles.wide}>{t("status.columnProtocol")}</th>
							<th className={styles.wide}>{t("status.columnPeer")}</th>
							<th>{t("status.columnReason")}</th>
							<th className={styles.wide}>{t("status.columnMessage")}</th>
						</tr>
					</thead>
					<tbody>
						{refusals.map((refusal, index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: two refusals may be alike in everything
							<Refusal key={`${refusal.time} ${index}`} refusal={refusal} />
						))}
					</tbody>
				</table>
			)}
		</section>
	);
}

function Refusal({ refusal }: { readonly refusal: RefusalJson }): ReactElement {
	const { t } = useTranslation();
	const nanos = BigInt(refusal.time);
	return (
		<tr>
			<td className={styles.time} title={formatIso(nanos)}>
				{formatClock(Number(nanos / 1_000_000n), "second")}
			</td>
			<td className={styles.wide}>{refusal.transport}</td>
			<td className={styles.wide}>{refusal.peer}</td>
			<td title={refusal.reason}>
				{refuseText(t, refusal.reason)}
				<small className={styles.narrow}>
					{refusal.transport} · {refusal.peer}
				</small>
				<small className={styles.narrow}>{refusal.message}</small>
			</td>
			<td className={styles.wide}>{refusal.message}</td>
		</tr>
	);
}
