import { lazy, type ReactElement } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import type { TraceListQuery } from "../../api/traces.ts";
import type { TraceSort } from "../../state/url/traces.ts";
import { AnswerFacts, CountText } from "../../ui/AnswerFacts.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { SortButton } from "../../ui/SortButton.tsx";
import { useFrame } from "./frame-context.ts";
import { NothingFound } from "./NothingFound.tsx";
import { SORT_KEYS } from "./sort-names.ts";
import styles from "./TracesPage.module.css";
import type { SearchList } from "./use-search-list.ts";

const loadSortMenu = async () => ({ default: (await import("./SortMenu.tsx")).SortMenu });
const SortMenu = lazy(loadSortMenu);

export interface SearchFrameProps<S extends TraceSort> {
	readonly view: "traces" | "spans";
	readonly query: TraceListQuery;
	readonly search: SearchList<unknown>;
	/** Rows on screen. */
	readonly shown: number;
	/** How many there are, as far as is known, and the words for it around a line break. */
	readonly count: number;
	readonly countText: string;
	/** There are more, and nobody knows how many. */
	readonly isAtLeast: boolean;
	readonly sorts: readonly S[];
	readonly sort: S;
	/** The list; asked for when there is something in it. */
	readonly children: () => ReactElement;
}

/** A list of traces or spans with what was found and its order; why nothing is there. */
export function SearchFrame<S extends TraceSort>({ view, query, search, shown, children, ...facts }: SearchFrameProps<S>): ReactElement {
	const { t } = useTranslation();
	const { list, pages, fault, failure, setUrl } = search;
	const isEmpty = shown === 0 && failure === undefined && fault === undefined && !list.isPlaceholderData;
	const isReady = pages !== undefined || list.error !== null;
	const { factsSlot, orderSlot } = useFrame({ fault, keepsResult: shown > 0, isReady });
	const found =
		pages === undefined ? null : (
			<AnswerFacts
				tookMs={pages[0]?.tookMs ?? 0}
				complete={pages.every((page) => page.complete)}
				warnings={pages.flatMap((page) => page.warnings)}
			>
				<CountText count={facts.count} text={facts.countText} isAtLeast={facts.isAtLeast} />
			</AnswerFacts>
		);
	const order = (
		<SortButton className={styles.sort} name={t(SORT_KEYS[facts.sort])} preload={() => void loadSortMenu()}>
			{(menu) => <SortMenu {...menu} sorts={facts.sorts} sort={facts.sort} onSort={(sort) => setUrl({ sort })} />}
		</SortButton>
	);
	return (
		<div className={styles.content} aria-busy={list.isFetching}>
			{factsSlot === null ? null : createPortal(found, factsSlot)}
			{orderSlot === null ? null : createPortal(order, orderSlot)}
			{failure === undefined ? null : <ErrorPanel error={failure} onRetry={() => void list.refetch()} />}
			{pages === undefined ? (
				<WaitingRows count={18} isWaiting={list.isFetching} />
			) : isEmpty ? (
				<NothingFound view={view} query={query} onQuery={(q) => setUrl({ q })} />
			) : (
				children()
			)}
		</div>
	);
}
