import { formatExact } from "@spanglass/shared/units/format";
import { WrapText } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { LogPage } from "../../api/logs.ts";
import { AnswerFacts, CountText } from "../../ui/AnswerFacts.tsx";
import { Button } from "../../ui/Button.tsx";
import { LogLevel } from "../../ui/LogLevel.tsx";
import { Pill } from "../../ui/Pill.tsx";
import { toggleTerm, topLevelTerms } from "../../ui/QueryBar/query-terms.ts";
import styles from "./LogsPage.module.css";
import { ERROR_TERM, TRACE_TERM, toggleLevelTerm, WARN_TERM } from "./log-terms.ts";
import type { LiveLogs } from "./use-live-logs.ts";

/** Conditions that are asked for often, as switches; they are part of the query's text. */
export function QuickFilters({ q, onQuery }: { readonly q: string; readonly onQuery: (q: string) => void }): ReactElement {
	const { t } = useTranslation();
	const terms = topLevelTerms(q);
	const level = (term: string) => () => onQuery(toggleLevelTerm(q, term));
	return (
		<fieldset className={styles.pills} aria-label={t("list.quickFilters")}>
			<Pill pressed={terms.includes(WARN_TERM)} onPress={level(WARN_TERM)}>
				<LogLevel of={{ severityNumber: 13, severityText: t("logs.warnings") }} withGlyph />
			</Pill>
			<Pill pressed={terms.includes(ERROR_TERM)} onPress={level(ERROR_TERM)}>
				<LogLevel of={{ severityNumber: 17, severityText: t("logs.errors") }} withGlyph />
			</Pill>
			<Pill pressed={terms.includes(TRACE_TERM)} onPress={() => onQuery(toggleTerm(q, TRACE_TERM))}>
				<span aria-hidden>⌁</span>
				{t("logs.withTrace")}
			</Pill>
		</fieldset>
	);
}

export interface FactsProps {
	readonly pages: readonly LogPage[];
	/** What arrived since, in live mode. */
	readonly live: Pick<LiveLogs, "addedCount" | "lately"> | undefined;
}

/** How many records there are, how long the answer took and whether it is all; in live mode also what was left out of the page. */
export function Facts({ pages, live }: FactsProps): ReactElement {
	const { t } = useTranslation();
	const known = pages[0]?.total ?? undefined;
	const shown = pages.reduce((sum, page) => sum + page.data.length, 0);
	const total = (known ?? shown) + (live?.addedCount ?? 0);
	const isAtLeast = known === undefined && pages.at(-1)?.cursor !== null;
	const lately = live?.lately;
	const isSampled = lately !== undefined && lately.arrived > lately.shown;
	return (
		<>
			{isSampled ? (
				<span className={styles.sampled}>
					{t("logs.sampled", { shown: formatExact(lately.shown), arrived: formatExact(lately.arrived) })}
				</span>
			) : null}
			<AnswerFacts
				className={styles.facts}
				silent={live !== undefined}
				tookMs={pages[0]?.tookMs ?? 0}
				complete={pages.every((page) => page.complete)}
				warnings={pages.flatMap((page) => page.warnings)}
			>
				<CountText count={total} text={t("logs.count", { count: total, value: "\n" })} isAtLeast={isAtLeast} />
			</AnswerFacts>
		</>
	);
}

/** Bodies on one line, or whole. */
export function WrapButton({ wrap, onWrap }: { readonly wrap: boolean; readonly onWrap: () => void }): ReactElement {
	const { t } = useTranslation();
	return (
		<Button small className={styles.wrap} aria-label={t("logs.wrap")} aria-pressed={wrap} onClick={onWrap} title={t("logs.wrapHint")}>
			<WrapText size={14} strokeWidth={1.5} aria-hidden />
			<span>{t("logs.wrap")}</span>
		</Button>
	);
}
