import type { EvidenceJson } from "@spanglass/shared/api/incident-schemas";
import { formatExact, formatPercent, textOf } from "@spanglass/shared/units/format";
import type { CSSProperties, ReactElement } from "react";
import { useTranslation } from "react-i18next";
import rows from "./Evidence.module.css";
import styles from "./IncidentPage.module.css";

type Difference = EvidenceJson["differences"][number];

/** Values that the affected traces have and the others have not. */
export function DifferenceList({ evidence }: { readonly evidence: EvidenceJson | undefined }): ReactElement {
	const { t } = useTranslation();
	const differences = evidence?.differences ?? [];
	return (
		<section aria-label={t("alerts.incident.different")}>
			<header className={styles.sectionHead}>
				<h3>{t("alerts.incident.different")}</h3>
				<span className={styles.short}>{t("alerts.incident.differentShort")}</span>
				<span className={rows.legend}>
					<i data-of="other" />
					{t("alerts.incident.before")}
					<i data-of="selected" />
					{t("alerts.incident.nowLegend")}
				</span>
			</header>
			{evidence !== undefined && differences.length === 0 ? <p className={styles.empty}>{t("alerts.incident.noDifferences")}</p> : null}
			<ol>
				{differences.slice(0, 5).map((row) => (
					<Row key={`${row.key} ${row.value}`} row={row} />
				))}
			</ol>
		</section>
	);
}

const share = (count: number, of: number): number => (of === 0 ? 0 : count / of);

function Row({ row: { key, value, selectedCount, selectedOf, otherCount, otherOf } }: { readonly row: Difference }): ReactElement {
	const before = share(otherCount, otherOf);
	const now = share(selectedCount, selectedOf);
	const text = `${key} = ${value}`;
	return (
		<li className={rows.difference}>
			<span className={rows.attribute} title={text}>
				<span>{key.replace(/^(?:span|resource|scope)\./, "")}</span> <i>=</i> <b>{value}</b>
			</span>
			<span className={rows.bars} aria-hidden style={{ "--before": before, "--now": now } as CSSProperties}>
				<i />
				<i />
			</span>
			<span className={rows.shares}>
				{textOf(formatPercent(before))} → <b>{textOf(formatPercent(now))}</b>
			</span>
			<span className={rows.n}>n {formatExact(selectedOf)}</span>
		</li>
	);
}
