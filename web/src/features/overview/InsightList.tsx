import type { InsightJson } from "@spanglass/shared/api/overview-schemas";
import { Link } from "@tanstack/react-router";
import { CircleOff, CircleX, Flag, Gauge, Hourglass, type LucideIcon, RotateCw, TimerReset, Unplug } from "lucide-react";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { Sparkline } from "../../charts/Sparkline/Sparkline.tsx";
import { type SearchValues, withValues } from "../../state/url.ts";
import { Age } from "../../ui/Age.tsx";
import { Button } from "../../ui/Button.tsx";
import { causeText, evidenceOf, insightFacts, insightTitle } from "./insight-words.ts";
import styles from "./OverviewPage.module.css";

const ICONS: Readonly<Record<InsightJson["kind"], LucideIcon>> = {
	retries: RotateCw,
	failFast: CircleOff,
	errors: CircleX,
	latency: TimerReset,
	version: Flag,
	queue: Hourglass,
	rateLimited: Gauge,
	lostInstance: Unplug,
};
const SHOWN = 5;

export interface InsightListProps {
	readonly insights: readonly InsightJson[];
	/** When the answer came, epoch milliseconds. */
	readonly checkedMs: number;
	readonly kept: SearchValues;
}

/** What needs attention, what concerns most first; a calm page says so. */
export function InsightList({ insights, checkedMs, kept }: InsightListProps): ReactElement {
	const { t } = useTranslation();
	const [all, setAll] = useState(false);
	const shown = all ? insights : insights.slice(0, SHOWN);
	const rest = insights.length - SHOWN;
	return (
		<section className={styles.insights} aria-label={t("overview.attention")}>
			<header className={styles.sectionHead}>
				<h2>{t("overview.attention")}</h2>
				<small>
					{t("overview.checked")} <Age nanos={`${checkedMs}000000`} />
				</small>
			</header>
			{insights.length === 0 ? (
				<p className={styles.calm} title={t("overview.calmHint")}>
					{t("overview.calm")}
				</p>
			) : (
				<ul>
					{shown.map((insight) => (
						<InsightRow key={keyOf(insight)} insight={insight} kept={kept} />
					))}
				</ul>
			)}
			{rest <= 0 ? null : (
				<Button small onClick={() => setAll(!all)}>
					{all ? t("overview.fewer") : t("overview.more", { count: rest })}
				</Button>
			)}
		</section>
	);
}

function keyOf({ kind, namespace, service, callee, version, instance }: InsightJson): string {
	return JSON.stringify([kind, namespace, service, callee?.name, version, instance]);
}

function InsightRow({ insight, kept }: { readonly insight: InsightJson; readonly kept: SearchValues }): ReactElement {
	const { t } = useTranslation();
	const { kind, severity, cause, values } = insight;
	const Icon = ICONS[kind];
	const { to, params, values: search } = evidenceOf(insight);
	const wayTo = t(kind === "lostInstance" ? "overview.lastWords" : "overview.traces");
	const title = insightTitle(t, insight);
	return (
		<li className={styles.insight} data-severity={severity}>
			<Icon size={16} strokeWidth={1.5} aria-label={t(`overview.state.${severity}`)} role="img" />
			<div className={styles.insightText}>
				<b>{title}</b>
				<span>
					{insightFacts(t, insight).join(" · ")}
					{cause === null ? null : (
						<>
							{" · "}
							<span className={styles.inferred} title={t("overview.inferred")}>
								{causeText(t, cause)}
							</span>
						</>
					)}
				</span>
			</div>
			<span className={styles.insightLine}>{values.length === 0 ? null : <Sparkline values={values} widthPx={92} heightPx={24} />}</span>
			<Link
				to={to}
				params={params as never}
				search={withValues(kept, search) as never}
				className={styles.action}
				aria-label={`${wayTo}: ${title}`}
			>
				{wayTo}
			</Link>
		</li>
	);
}
