import { lazy, type ReactElement, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useSuggestionSource } from "../../api/suggestions.ts";
import type { TraceListQuery } from "../../api/traces.ts";
import { withTexts } from "../../i18n/i18n.ts";
import { noteRecent } from "../../state/recents.ts";
import { rangeChanges } from "../../state/time-range.ts";
import type { TraceSort, TracesUrl } from "../../state/url/traces.ts";
import { useSetSearch } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { AnswerFacts, CountText } from "../../ui/AnswerFacts.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { QueryField } from "../../ui/QueryBar/QueryField.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { SortButton } from "../../ui/SortButton.tsx";
import { SORT_KEYS } from "./sort-names.ts";
import styles from "./TracesPage.module.css";
import { QuickFilters, ViewSwitch } from "./TracesTools.tsx";
import type { SearchList } from "./use-search-list.ts";

const loadSortMenu = async () => ({ default: (await import("./SortMenu.tsx")).SortMenu });
const SortMenu = lazy(loadSortMenu);
const EmptyTraces = lazy(withTexts(async () => ({ default: (await import("./EmptyTraces.tsx")).EmptyTraces }), "query"));

export interface SearchFrameProps<S extends TraceSort> {
	readonly url: TracesUrl;
	readonly query: TraceListQuery;
	readonly search: SearchList<unknown>;
	/** Rows on screen. */
	readonly shown: number;
	/** How many there are, as far as is known, and the words for it around a line break. */
	readonly count: number;
	readonly countText: string;
	readonly sorts: readonly S[];
	readonly sort: S;
	/** The list; asked for when there is something in it. */
	readonly children: () => ReactElement;
}

/** The page around a list of traces or spans: query, what was found, order; why nothing is there. */
export function SearchFrame<S extends TraceSort>({ url, query, search, shown, children, ...facts }: SearchFrameProps<S>): ReactElement {
	const { t } = useTranslation();
	const { range } = useTimeRange();
	const setSearch = useSetSearch();
	const { list, pages, known, fault, failure, setUrl } = search;
	const runQuery = (q: string): void => {
		if (q !== "") noteRecent("queries", q);
		setUrl({ q });
	};
	const isEmpty = shown === 0 && failure === undefined && fault === undefined && !list.isPlaceholderData;
	return (
		<div className={styles.page}>
			<QueryField
				q={url.q}
				fault={fault}
				keepsResult={shown > 0}
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
						<CountText count={facts.count} text={facts.countText} isAtLeast={known === undefined && list.hasNextPage} />
					</AnswerFacts>
				)}
				<SortButton className={styles.sort} name={t(SORT_KEYS[facts.sort])} preload={() => void loadSortMenu()}>
					{(menu) => <SortMenu {...menu} sorts={facts.sorts} sort={facts.sort} onSort={(sort) => setUrl({ sort })} />}
				</SortButton>
			</div>
			<div className={styles.body} aria-busy={list.isFetching}>
				{failure === undefined ? null : <ErrorPanel error={failure} onRetry={() => void list.refetch()} />}
				{pages === undefined ? (
					<WaitingRows count={18} isWaiting={list.isFetching} />
				) : isEmpty ? (
					<Suspense fallback={null}>
						<EmptyTraces
							view={url.view}
							query={query}
							onQuery={(q) => setUrl({ q })}
							onRange={(next) => setSearch({ ...rangeChanges(next), live: undefined }, "push")}
						/>
					</Suspense>
				) : (
					children()
				)}
			</div>
		</div>
	);
}
