import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { formatCount, formatExact, textOf } from "@spanglass/shared/units/format";
import type { TFunction } from "i18next";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { byCount } from "./health.ts";
import { refuseText, rejectText, repairText } from "./reasons.ts";
import styles from "./StatusPage.module.css";

/** Everything that is not stored as it was sent, by reason. */
export function TurnedAwaySection({ status }: { readonly status: StatusJson }): ReactElement {
	const { t } = useTranslation();
	const groups = [
		{ title: t("status.rejectedTitle"), counts: byCount(status.rejectedByReason), text: rejectText },
		{ title: t("status.refusedTitle"), counts: byCount(status.refusedByReason), text: refuseText },
		{ title: t("status.repairedTitle"), counts: byCount(status.repaired), text: repairText },
	].filter(({ counts }) => counts.length > 0);
	return (
		<section className={styles.section} aria-label={t("status.lost")}>
			<h3>
				{t("status.lost")} <small>{t("status.lostHint")}</small>
			</h3>
			{groups.length === 0 ? (
				<p className={styles.calm}>
					<StatusGlyph state="ok" label={t("status.ok")} /> {t("status.lostNothing")}
				</p>
			) : null}
			{groups.map((group) => (
				<Reasons key={group.title} {...group} />
			))}
		</section>
	);
}

interface ReasonsProps {
	readonly title: string;
	readonly counts: ReturnType<typeof byCount>;
	readonly text: (t: TFunction, reason: string) => string;
}

function Reasons({ title, counts, text }: ReasonsProps): ReactElement {
	const { t } = useTranslation();
	return (
		<>
			<h4>{title}</h4>
			<dl className={styles.facts}>
				{counts.map(({ reason, count }) => (
					<div key={reason} title={reason}>
						<dt>{text(t, reason)}</dt>
						<dd title={formatExact(count)}>{textOf(formatCount(count))}</dd>
					</div>
				))}
			</dl>
		</>
	);
}
