import { lazy, type ReactElement, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client.ts";
import { useSuggestionSource } from "../../api/suggestions.ts";
import { type TraceListQuery, useTraceList } from "../../api/traces.ts";
import { withTexts } from "../../i18n/i18n.ts";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import { refreshNow, useAsOf } from "../../state/clock.ts";
import { noteRecent } from "../../state/recents.ts";
import { rangeChanges } from "../../state/time-range.ts";
import { searchFromTracesUrl, TRACE_SORTS, type TracesUrl, tracesUrlFromSearch } from "../../state/url/traces.ts";
import { useEnvironment } from "../../state/use-environment.ts";
import { useSearchValues, useSetSearch } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { AnswerFacts, CountText } from "../../ui/AnswerFacts.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { QueryField } from "../../ui/QueryBar/QueryField.tsx";
import { queryFaultOf } from "../../ui/QueryBar/query-terms.ts";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { SortButton } from "../../ui/SortButton.tsx";
import { useLastGood } from "../../ui/use-last-good.ts";
import { SORT_KEYS } from "./sort-names.ts";
import { TraceList } from "./TraceList.tsx";
import styles from "./TracesPage.module.css";
import { ListFoot, QuickFilters, ViewSwitch } from "./TracesTools.tsx";
import { useLiveTraces } from "./use-live-traces.ts";

const loadSortMenu = async () => ({ default: (await import("./SortMenu.tsx")).SortMenu });
const SortMenu = lazy(loadSortMenu);

const EmptyTraces = lazy(withTexts(async () => ({ default: (await import("./EmptyTraces.tsx")).EmptyTraces }), "query"));
// its empty list says what hides the spans
const SpansPage = lazy(withTexts(async () => ({ default: (await import("./SpansPage.tsx")).SpansPage }), "query"));

/** Traces, or single spans: opens with the newest traces of the last quarter of an hour; everything it shows is in its address. */
export function TracesPage(): ReactElement {
	const { t } = useTranslation();
	const url = tracesUrlFromSearch(useSearchValues());
	useEffect(() => {
		document.title = `${t("page.traces")} · Spanglass`;
	}, [t]);
	if (url.view === "traces") return <TraceListPage url={url} />;
	return (
		<Suspense fallback={<WaitingRows count={18} isWaiting />}>
			<SpansPage url={url} />
		</Suspense>
	);
}

function TraceListPage({ url }: { readonly url: TracesUrl }): ReactElement {
	const { t } = useTranslation();
	const { range, live } = useTimeRange();
	const asOf = useAsOf();
	const setSearch = useSetSearch();
	const env = useEnvironment();
	const query: TraceListQuery = useMemo(() => ({ q: url.q, sort: url.sort, env, ...range }), [url.q, url.sort, env, range]);
	const list = useTraceList(query);
	const pages = useLastGood(list.data?.pages);
	const [looking, setLooking] = useState(false);
	useHoldRefresh(looking);
	const ownRows = useMemo(() => pages?.flatMap((page) => page.data) ?? [], [pages]);
	const arrivals = useLiveTraces(ownRows, {
		live: live && url.sort === "newest",
		q: url.q,
		env,
		held: looking,
		listKey: JSON.stringify(query),
	});
	const setUrl = (changes: Partial<TracesUrl>): void => {
		refreshNow();
		setSearch(searchFromTracesUrl({ ...url, ...changes }), "push");
	};
	const runQuery = (q: string): void => {
		if (q !== "") noteRecent("queries", q);
		setUrl({ q });
	};
	const { hasNextPage, isFetching, fetchNextPage } = list;
	const onEnd = useCallback(() => {
		if (hasNextPage && !isFetching) void fetchNextPage();
	}, [hasNextPage, isFetching, fetchNextPage]);
	const fault = list.error instanceof ApiError && list.error.field === "q" ? queryFaultOf(list.error) : undefined;
	const failure = list.error !== null && fault === undefined ? list.error : undefined;
	const known = pages?.[0]?.total ?? undefined;
	const total = (known ?? ownRows.length) + arrivals.addedCount;
	return (
		<div className={styles.page}>
			<QueryField
				q={url.q}
				fault={fault}
				keepsResult={arrivals.rows.length > 0}
				placeholder={t("traces.queryPlaceholder")}
				suggestions={useSuggestionSource("traces", range)}
				onRun={runQuery}
			/>
			<div className={styles.tools}>
				<ViewSwitch view={url.view} onView={(view) => setUrl({ view })} />
				<QuickFilters q={url.q} onQuery={(q) => setUrl({ q })} />
				{pages === undefined ? null : (
					<AnswerFacts
						className={styles.facts}
						tookMs={pages[0]?.tookMs ?? 0}
						complete={pages.every((page) => page.complete)}
						warnings={pages.flatMap((page) => page.warnings)}
					>
						<CountText
							count={total}
							text={t("traces.count", { count: total, value: "\n" })}
							isAtLeast={known === undefined && hasNextPage}
						/>
					</AnswerFacts>
				)}
				<SortButton className={styles.sort} name={t(SORT_KEYS[url.sort])} preload={() => void loadSortMenu()}>
					{(menu) => <SortMenu {...menu} sorts={TRACE_SORTS} sort={url.sort} onSort={(sort) => setUrl({ sort })} />}
				</SortButton>
			</div>
			<div className={styles.body} aria-busy={isFetching}>
				{failure === undefined ? null : <ErrorPanel error={failure} onRetry={() => void list.refetch()} />}
				{pages === undefined ? (
					<WaitingRows count={18} isWaiting={list.isFetching} />
				) : arrivals.rows.length === 0 && failure === undefined && fault === undefined && !list.isPlaceholderData ? (
					<Suspense fallback={null}>
						<EmptyTraces
							query={query}
							onQuery={(q) => setUrl({ q })}
							onRange={(next) => setSearch({ ...rangeChanges(next), live: undefined }, "push")}
						/>
					</Suspense>
				) : (
					<TraceList
						key={`${url.q} ${url.sort} ${env ?? ""}`}
						rows={arrivals.rows}
						nowMs={live ? Date.now() : asOf}
						label={t("traces.table", { sort: t(SORT_KEYS[url.sort]) })}
						foot={
							<ListFoot isLoading={list.isFetchingNextPage} end={!hasNextPage && total > 20 ? "traces.end" : undefined} total={total} />
						}
						onEnd={onEnd}
						heldCount={live ? arrivals.heldCount : 0}
						onResume={arrivals.resume}
						looking={looking}
						onLook={setLooking}
					/>
				)}
			</div>
		</div>
	);
}
