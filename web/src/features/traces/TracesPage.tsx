import { lazy, type ReactElement, Suspense, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type TraceListQuery, useTraceList } from "../../api/traces.ts";
import { withTexts } from "../../i18n/i18n.ts";
import { useAsOf } from "../../state/clock.ts";
import { TRACE_SORTS, type TracesUrl, tracesUrlFromSearch } from "../../state/url/traces.ts";
import { useEnvironment } from "../../state/use-environment.ts";
import { useSearchValues } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { useChartTotal } from "./frame-context.ts";
import { GroupsPage, StructurePage } from "./load-parts.ts";
import { SearchFrame } from "./SearchFrame.tsx";
import { SearchShell } from "./SearchShell.tsx";
import { SORT_KEYS } from "./sort-names.ts";
import { TraceList } from "./TraceList.tsx";
import { ListFoot } from "./TracesTools.tsx";
import { useLiveTraces } from "./use-live-traces.ts";
import { useSearchList } from "./use-search-list.ts";

const VIEWS = {
	spans: lazy(withTexts(async () => ({ default: (await import("./SpansPage.tsx")).SpansPage }), "find")),
	group: GroupsPage,
	structure: StructurePage,
} as const;

/** Traces, single spans, groups of them, or their common structure: opens with the newest traces of the last quarter of an hour; everything it shows is in its address. */
export function TracesPage(): ReactElement {
	const { t } = useTranslation();
	const url = tracesUrlFromSearch(useSearchValues());
	useEffect(() => {
		document.title = `${t("page.traces")} · Spanglass`;
	}, [t]);
	const View = url.view === "traces" ? TraceListPage : VIEWS[url.view];
	return (
		<SearchShell url={url}>
			<Suspense fallback={<WaitingRows count={18} isWaiting />}>
				<View url={url} />
			</Suspense>
		</SearchShell>
	);
}

function TraceListPage({ url }: { readonly url: TracesUrl }): ReactElement {
	const { t } = useTranslation();
	const { range, live } = useTimeRange();
	const asOf = useAsOf();
	const env = useEnvironment();
	const { q, sort } = url;
	const query: TraceListQuery = useMemo(() => ({ q, sort, env, ...range }), [q, sort, env, range]);
	const list = useTraceList(query);
	const search = useSearchList(url, list);
	const arrivals = useLiveTraces(search.rows, {
		live: live && sort === "newest",
		q,
		env,
		held: search.looking,
		listKey: JSON.stringify(query),
	});
	const total = useChartTotal(query);
	const known = search.known ?? total;
	const count = (known ?? search.rows.length) + arrivals.addedCount;
	const end = !list.hasNextPage && count > 20 ? "traces.end" : undefined;
	return (
		<SearchFrame
			view="traces"
			{...{ query, search, count, sort }}
			isAtLeast={known === undefined && list.hasNextPage}
			sorts={TRACE_SORTS}
			shown={arrivals.rows.length}
			countText={t("traces.count", { count, value: "\n" })}
		>
			{() => (
				<TraceList
					key={`${q} ${sort} ${env ?? ""}`}
					rows={arrivals.rows}
					nowMs={live ? Date.now() : asOf}
					label={t("traces.table", { sort: t(SORT_KEYS[sort]) })}
					foot={<ListFoot isLoading={list.isFetchingNextPage} end={end} total={count} />}
					onEnd={search.onEnd}
					heldCount={live ? arrivals.heldCount : 0}
					onResume={arrivals.resume}
					looking={search.looking}
					onLook={search.setLooking}
					sel={url.sel}
				/>
			)}
		</SearchFrame>
	);
}
