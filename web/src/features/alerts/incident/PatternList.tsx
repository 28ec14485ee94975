import type { EvidenceJson } from "@spanglass/shared/api/incident-schemas";
import { quoteText } from "@spanglass/shared/query/fields";
import { formatCount, formatExact, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Tag } from "../../../ui/Pill.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import rows from "./Evidence.module.css";
import styles from "./IncidentPage.module.css";

/** What was logged, by pattern; each leads to the records. */
export function PatternList({ evidence }: { readonly evidence: EvidenceJson | undefined }): ReactElement | null {
	const { t } = useTranslation();
	if (evidence === undefined) return null;
	const range = { from: String(unixMillisFromText(evidence.from)), to: String(unixMillisFromText(evidence.to)) };
	return (
		<section aria-label={t("alerts.incident.patterns")}>
			<header className={styles.sectionHead}>
				<h3>{t("alerts.incident.patterns")}</h3>
				<span className={styles.long}>{t("alerts.incident.patternsSub")}</span>
			</header>
			{evidence.patterns.length === 0 ? <p className={styles.empty}>{t("alerts.incident.noPatterns")}</p> : null}
			<ol>
				{evidence.patterns.slice(0, 5).map(({ service, text, level, count, countBefore }) => (
					<li key={`${service} ${level} ${text}`}>
						<Link to="/logs" search={{ q: `service:${quoteText(service)} level:${level}`, ...range } as never} className={rows.pattern}>
							<StatusGlyph state={/error|fatal/i.test(level) ? "error" : "warn"} label={level} />
							<span className={rows.patternService}>{service}</span>
							<code title={text}>{text}</code>
							<span title={formatExact(count)}>×{textOf(formatCount(count))}</span>
							{countBefore === 0 ? (
								<Tag tone="error">{t("alerts.incident.newPattern")}</Tag>
							) : (
								<small>{t("alerts.incident.patternBefore", { count: countBefore })}</small>
							)}
						</Link>
					</li>
				))}
			</ol>
		</section>
	);
}
