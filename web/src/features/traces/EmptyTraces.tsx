import { formatClock, formatDay, formatDayShort } from "@spanglass/shared/units/clock-text";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useStatus } from "../../api/status.ts";
import { type TraceListQuery, useLastTrace, useTraceCounts } from "../../api/traces.ts";
import { currentLanguage } from "../../i18n/i18n.ts";
import { useAsOf } from "../../state/clock.ts";
import { MINUTE_MS, type RangeText } from "../../state/time-range.ts";
import { useSetEnvironment } from "../../state/use-environment.ts";
import button from "../../ui/Button.module.css";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { FilteredOut } from "../../ui/QueryBar/FilteredOut.tsx";
import { topLevelTerms, withoutTerm } from "../../ui/QueryBar/query-terms.ts";

export interface EmptyTracesProps {
	readonly query: TraceListQuery;
	readonly onQuery: (q: string) => void;
	readonly onRange: (range: RangeText) => void;
}

/** Why there is nothing: no trace ever arrived, none in this range, or the query hides them; each with the way out. */
export function EmptyTraces({ query, onQuery, onRange }: EmptyTracesProps): ReactElement | null {
	const { t } = useTranslation();
	const status = useStatus();
	if (status.data?.stored.traces === 0) {
		return (
			<EmptyState title={t("traces.neverTitle")} text={t("traces.neverText")}>
				<Link to="/connect" className={`${button.button} ${button.primary}`}>
					{t("traces.neverAction")}
				</Link>
			</EmptyState>
		);
	}
	if (query.q !== "") return <Filtered query={query} onQuery={onQuery} />;
	return <NoneInRange env={query.env} onRange={onRange} />;
}

function Filtered({ query, onQuery }: Pick<EmptyTracesProps, "query" | "onQuery">): ReactElement {
	const { t } = useTranslation();
	const terms = topLevelTerms(query.q).slice(0, 8);
	const counts = useTraceCounts(terms.map((term) => ({ ...query, q: withoutTerm(query.q, term) })));
	return <FilteredOut q={query.q} title={t("traces.filteredTitle")} {...{ terms, counts, onQuery }} />;
}

interface NoneInRangeProps {
	readonly env: string | undefined;
	readonly onRange: (range: RangeText) => void;
}

function NoneInRange({ env, onRange }: NoneInRangeProps): ReactElement | null {
	const { t } = useTranslation();
	const last = useLastTrace(useAsOf(), env);
	if (last.data === undefined && last.error === null) return null;
	const trace = last.data?.data[0];
	const everywhere = env === undefined ? null : <AllEnvironments />;
	const title = env === undefined ? t("traces.rangeTitle") : t("traces.rangeTitleOf", { env });
	if (trace === undefined) return <EmptyState title={title}>{everywhere}</EmptyState>;
	const startMs = Number(BigInt(trace.startTime) / 1_000_000n);
	const when = whenText(startMs);
	const target = { from: String(startMs - 14 * MINUTE_MS), to: String(startMs + MINUTE_MS) };
	return (
		<EmptyState title={title} text={t("traces.rangeText", { when })}>
			<Button look="primary" onClick={() => onRange(target)}>
				{t("traces.rangeAction", { when })}
			</Button>
			{everywhere}
		</EmptyState>
	);
}

function AllEnvironments(): ReactElement {
	const { t } = useTranslation();
	const setEnvironment = useSetEnvironment();
	return (
		<Button look="bordered" onClick={() => setEnvironment(undefined)}>
			{t("env.showAll")}
		</Button>
	);
}

function whenText(millis: number): string {
	const clock = formatClock(millis, "minute");
	return formatDay(millis) === formatDay(Date.now()) ? clock : `${formatDayShort(millis, currentLanguage())} ${clock}`;
}
