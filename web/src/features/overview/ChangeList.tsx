import type { ChangeJson } from "@spanglass/shared/api/overview-schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { Link } from "@tanstack/react-router";
import { CircleX, Flag, type LucideIcon, Unlink, Workflow } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { type SearchValues, withValues } from "../../state/url.ts";
import { changeLink, changeTitle, durationChange } from "./insight-words.ts";
import styles from "./OverviewPage.module.css";

const ICONS: Readonly<Record<ChangeJson["kind"], LucideIcon>> = { deploy: Flag, newEdge: Workflow, goneEdge: Unlink, newError: CircleX };
const SHOWN = 12;

/** What is not as it was. */
export function ChangeList({ changes, kept }: { readonly changes: readonly ChangeJson[]; readonly kept: SearchValues }): ReactElement {
	const { t } = useTranslation();
	return (
		<section className={styles.changes} aria-label={t("overview.changes")}>
			<header className={styles.sectionHead}>
				<h2>{t("overview.changes")}</h2>
				<small title={t("overview.changesHint")}>24 h</small>
			</header>
			{changes.length === 0 ? <p className={styles.calm}>{t("overview.noChanges")}</p> : null}
			<ul>
				{changes.slice(0, SHOWN).map((change) => {
					const Icon = ICONS[change.kind];
					const title = changeTitle(t, change);
					const { to, params, values } = changeLink(change);
					return (
						<li key={`${change.kind} ${change.namespace} ${title} ${change.at}`}>
							<Link to={to} params={params as never} search={withValues(kept, values) as never} className={styles.change} title={title}>
								<time>{change.at === null ? "" : formatClock(Number(BigInt(change.at) / 1_000_000n), "minute")}</time>
								<Icon size={14} strokeWidth={1.5} aria-hidden data-kind={change.kind} />
								<b>{title}</b>
								<Effect change={change} />
							</Link>
						</li>
					);
				})}
			</ul>
		</section>
	);
}

/** What a version did to p99; whose error or call it is. */
function Effect({ change }: { readonly change: ChangeJson }): ReactElement {
	const { t } = useTranslation();
	const { kind, p99, previousP99, service } = change;
	if (kind !== "deploy") return <em>{kind === "newError" ? service : ""}</em>;
	if (p99 === null || previousP99 === null) return <em />;
	const { text, isWorse } = durationChange(previousP99, p99);
	return <em data-worse={isWorse}>{text === undefined ? t("overview.noEffect") : `p99 ${text}`}</em>;
}
