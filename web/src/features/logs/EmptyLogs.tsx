import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useServiceNames } from "../../api/known-services.ts";
import { type LogQuery, useLastLog, useLogCounts } from "../../api/logs.ts";
import { useStatus } from "../../api/status.ts";
import { useAsOf } from "../../state/clock.ts";
import { type RangeText, rangeUpTo } from "../../state/time-range.ts";
import { useSetEnvironment } from "../../state/use-environment.ts";
import { EmptyState, NothingInRange, NothingYet } from "../../ui/EmptyState.tsx";
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
	if (status.data?.stored.logs === 0) return <NothingYet title={t("logs.neverTitle")} text={t("logs.neverText")} />;
	if (query.q !== "") return <Filtered query={query} onQuery={onQuery} />;
	if (live) return <EmptyState title={t("logs.waitingTitle")} text={t("logs.waitingText")} />;
	return <NoneInRange env={query.env} onRange={onRange} />;
}

function Filtered({ query, onQuery }: Pick<EmptyLogsProps, "query" | "onQuery">): ReactElement {
	const { t } = useTranslation();
	const terms = topLevelTerms(query.q).slice(0, 8);
	const counts = useLogCounts(terms.map((term) => ({ ...query, q: withoutTerm(query.q, term) })));
	const services = useServiceNames(query);
	return <FilteredOut q={query.q} title={t("logs.filteredTitle")} {...{ terms, counts, services, onQuery }} />;
}

interface NoneInRangeProps {
	readonly env: string | undefined;
	readonly onRange: (range: RangeText) => void;
}

function NoneInRange({ env, onRange }: NoneInRangeProps): ReactElement | null {
	const { t } = useTranslation();
	const setEnvironment = useSetEnvironment();
	const last = useLastLog(useAsOf(), env);
	if (last.data === undefined && last.error === null) return null;
	const record = last.data?.data[0];
	return (
		<NothingInRange
			title={env === undefined ? t("logs.rangeTitle") : t("logs.rangeTitleOf", { env })}
			lastMs={record === undefined ? undefined : Number(recordNanos(record) / 1_000_000n)}
			textOf={(when) => when && t("logs.rangeText", { when })}
			onLast={(lastMs) => onRange(rangeUpTo(lastMs))}
			onEverywhere={env === undefined ? undefined : () => setEnvironment(undefined)}
		/>
	);
}
