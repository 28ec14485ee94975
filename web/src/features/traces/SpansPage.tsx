import { lazy, type ReactElement, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client.ts";
import { type SpanListQuery, useSpanList } from "../../api/spans.ts";
import { useSuggestionSource } from "../../api/suggestions.ts";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import { refreshNow } from "../../state/clock.ts";
import { noteRecent } from "../../state/recents.ts";
import { rangeChanges } from "../../state/time-range.ts";
import { SPAN_SORTS, searchFromTracesUrl, type TracesUrl } from "../../state/url/traces.ts";
import { useEnvironment } from "../../state/use-environment.ts";
import { useSetSearch } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { AnswerFacts, CountText } from "../../ui/AnswerFacts.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { QueryField } from "../../ui/QueryBar/QueryField.tsx";
import { queryFaultOf } from "../../ui/QueryBar/query-terms.ts";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { SortButton } from "../../ui/SortButton.tsx";
import { useLastGood } from "../../ui/use-last-good.ts";
import { EmptyTraces } from "./EmptyTraces.tsx";
import { SpanList } from "./SpanList.tsx";
import { SORT_KEYS } from "./sort-names.ts";
import styles from "./TracesPage.module.css";
import { ListFoot, QuickFilters, ViewSwitch } from "./TracesTools.tsx";

const loadSortMenu = async () => ({ default: (await import("./SortMenu.tsx")).SortMenu });
const SortMenu = lazy(loadSortMenu);

/** The list of single spans that satisfy the query; a row opens its trace at the span. */
export function SpansPage({ url }: { readonly url: TracesUrl }): ReactElement {
	const { t } = useTranslation();
	const { range } = useTimeRange();
	const setSearch = useSetSearch();
	const env = useEnvironment();
	const sort = SPAN_SORTS.find((one) => one === url.sort) ?? "newest";
	const query: SpanListQuery = useMemo(() => ({ q: url.q, sort, env, ...range }), [url.q, sort, env, range]);
	const list = useSpanList(query);
	const pages = useLastGood(list.data?.pages);
	const rows = useMemo(() => pages?.flatMap((page) => page.data) ?? [], [pages]);
	const [looking, setLooking] = useState(false);
	useHoldRefresh(looking);
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
	const count = known ?? rows.length;
	const isEmpty = rows.length === 0 && failure === undefined && fault === undefined && !list.isPlaceholderData;
	return (
		<div className={styles.page}>
			<QueryField
				q={url.q}
				fault={fault}
				keepsResult={rows.length > 0}
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
						<CountText count={count} text={t("traces.spanCount", { count, value: "\n" })} isAtLeast={known === undefined && hasNextPage} />
					</AnswerFacts>
				)}
				<SortButton className={styles.sort} name={t(SORT_KEYS[sort])} preload={() => void loadSortMenu()}>
					{(menu) => <SortMenu {...menu} sorts={SPAN_SORTS} sort={sort} onSort={(next) => setUrl({ sort: next })} />}
				</SortButton>
			</div>
			<div className={styles.body} aria-busy={isFetching}>
				{failure === undefined ? null : <ErrorPanel error={failure} onRetry={() => void list.refetch()} />}
				{pages === undefined ? (
					<WaitingRows count={18} isWaiting={list.isFetching} />
				) : isEmpty ? (
					<EmptyTraces
						query={query}
						onQuery={(q) => setUrl({ q })}
						onRange={(next) => setSearch({ ...rangeChanges(next), live: undefined }, "push")}
					/>
				) : (
					<SpanList
						key={`${url.q} ${sort} ${env ?? ""}`}
						rows={rows}
						label={t("traces.spansTable", { sort: t(SORT_KEYS[sort]) })}
						foot={
							<ListFoot
								isLoading={list.isFetchingNextPage}
								end={!hasNextPage && count > 20 ? "traces.spansEnd" : undefined}
								total={count}
							/>
						}
						onEnd={onEnd}
						looking={looking}
						onLook={setLooking}
					/>
				)}
			</div>
		</div>
	);
}
