import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useServiceNames } from "../../api/known-services.ts";
import { useStatus } from "../../api/status.ts";
import { useLastTrace, useSearchCounts } from "../../api/trace-counts.ts";
import type { TraceListQuery } from "../../api/traces.ts";
import { useAsOf } from "../../state/clock.ts";
import { type RangeText, rangeUpTo } from "../../state/time-range.ts";
import { useSetEnvironment } from "../../state/use-environment.ts";
import { NothingInRange, NothingYet } from "../../ui/EmptyState.tsx";
import { FilteredOut } from "../../ui/QueryBar/FilteredOut.tsx";
import { topLevelTerms, withoutTerm } from "../../ui/QueryBar/query-terms.ts";

export interface EmptyTracesProps {
	readonly view: "traces" | "spans";
	readonly query: TraceListQuery;
	readonly onQuery: (q: string) => void;
	readonly onRange: (range: RangeText) => void;
}

/** Why a list of traces or spans is empty: no trace ever arrived, none in this range, or the query hides them; each with the way out. */
export function EmptyTraces({ view, query, onQuery, onRange }: EmptyTracesProps): ReactElement | null {
	const { t } = useTranslation();
	const status = useStatus();
	if (status.data?.stored.traces === 0) return <NothingYet title={t("query.neverTitle")} text={t("query.neverText")} />;
	if (query.q !== "") return <Filtered {...{ view, query, onQuery }} />;
	return <NoneInRange env={query.env} onRange={onRange} />;
}

function Filtered({ view, query, onQuery }: Pick<EmptyTracesProps, "view" | "query" | "onQuery">): ReactElement {
	const { t } = useTranslation();
	const terms = topLevelTerms(query.q).slice(0, 8);
	const counts = useSearchCounts(
		view,
		terms.map((term) => ({ ...query, q: withoutTerm(query.q, term) })),
	);
	const services = useServiceNames(query);
	return (
		<FilteredOut
			q={query.q}
			title={t(view === "traces" ? "query.filteredTitle" : "query.filteredSpansTitle")}
			{...{ terms, counts, services, onQuery }}
		/>
	);
}

interface NoneInRangeProps {
	readonly env: string | undefined;
	readonly onRange: (range: RangeText) => void;
}

function NoneInRange({ env, onRange }: NoneInRangeProps): ReactElement | null {
	const { t } = useTranslation();
	const setEnvironment = useSetEnvironment();
	const last = useLastTrace(useAsOf(), env);
	if (last.data === undefined && last.error === null) return null;
	const trace = last.data?.data[0];
	return (
		<NothingInRange
			title={env === undefined ? t("query.rangeTitle") : t("query.rangeTitleOf", { env })}
			lastMs={trace === undefined ? undefined : Number(BigInt(trace.startTime) / 1_000_000n)}
			textOf={(when) => when && t("query.rangeText", { when })}
			onLast={(lastMs) => onRange(rangeUpTo(lastMs))}
			onEverywhere={env === undefined ? undefined : () => setEnvironment(undefined)}
		/>
	);
}
