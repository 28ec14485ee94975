import { formatClock, formatDay, formatDayShort } from "@spanglass/shared/units/clock-text";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { type LogQuery, useLastLog, useLogCounts } from "../../api/logs.ts";
import { useStatus } from "../../api/status.ts";
import { currentLanguage } from "../../i18n/i18n.ts";
import { useAsOf } from "../../state/clock.ts";
import { MINUTE_MS, type RangeText } from "../../state/time-range.ts";
import button from "../../ui/Button.module.css";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { FilteredOut } from "../../ui/QueryBar/FilteredOut.tsx";
import { topLevelTerms, withoutTerm } from "../../ui/QueryBar/query-terms.ts";
import { recordNanos } from "./log-line.ts";

export interface EmptyLogsProps {
	readonly query: LogQuery;
	readonly live: boolean;
	readonly onQuery: (q: string) => void;
	readonly onRange: (range: RangeText) => void;
}

/** Why there is nothing: no record ever arrived, none in this range, or the query hides them; each with the way out. */
export function EmptyLogs({ query, live, onQuery, onRange }: EmptyLogsProps): ReactElement | null {
	const { t } = useTranslation();
	const status = useStatus();
	if (status.data?.stored.logs === 0) {
		return (
			<EmptyState title={t("logs.neverTitle")} text={t("logs.neverText")}>
				<Link to="/connect" className={`${button.button} ${button.primary}`}>
					{t("traces.neverAction")}
				</Link>
			</EmptyState>
		);
	}
	if (query.q !== "") return <Filtered query={query} onQuery={onQuery} />;
	if (live) return <EmptyState title={t("logs.waitingTitle")} text={t("logs.waitingText")} />;
	return <NoneInRange env={query.env} onRange={onRange} />;
}

function Filtered({ query, onQuery }: Pick<EmptyLogsProps, "query" | "onQuery">): ReactElement {
	const { t } = useTranslation();
	const terms = topLevelTerms(query.q).slice(0, 8);
	const counts = useLogCounts(terms.map((term) => ({ ...query, q: withoutTerm(query.q, term) })));
	return <FilteredOut q={query.q} title={t("logs.filteredTitle")} {...{ terms, counts, onQuery }} />;
}

interface NoneInRangeProps {
	readonly env: string | undefined;
	readonly onRange: (range: RangeText) => void;
}

function NoneInRange({ env, onRange }: NoneInRangeProps): ReactElement | null {
	const { t } = useTranslation();
	const last = useLastLog(useAsOf(), env);
	if (last.data === undefined && last.error === null) return null;
	const record = last.data?.data[0];
	if (record === undefined) return <EmptyState title={t("logs.rangeTitle")} />;
	const millis = Number(recordNanos(record) / 1_000_000n);
	const when = whenText(millis);
	const target = { from: String(millis - 14 * MINUTE_MS), to: String(millis + MINUTE_MS) };
	return (
		<EmptyState title={t("logs.rangeTitle")} text={t("logs.rangeText", { when })}>
			<Button look="primary" onClick={() => onRange(target)}>
				{t("traces.rangeAction", { when })}
			</Button>
		</EmptyState>
	);
}

function whenText(millis: number): string {
	const clock = formatClock(millis, "minute");
	return formatDay(millis) === formatDay(Date.now()) ? clock : `${formatDayShort(millis, currentLanguage())} ${clock}`;
}
