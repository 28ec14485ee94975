import type { ListJson } from "@spanglass/shared/api/answer-schemas";
import { useCallback, useMemo, useState } from "react";
import { ApiError } from "../../api/client.ts";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import { refreshNow } from "../../state/clock.ts";
import { searchFromTracesUrl, type TracesUrl } from "../../state/url/traces.ts";
import { useSetSearch } from "../../state/use-search.ts";
import { queryFaultOf } from "../../ui/QueryBar/query-terms.ts";
import { useLastGood } from "../../ui/use-last-good.ts";

/** What is used of a list that is fetched page by page. */
export interface PagedList<Row> {
	readonly data: { readonly pages: readonly ListJson<Row>[] } | undefined;
	readonly error: Error | null;
	readonly hasNextPage: boolean;
	readonly isFetching: boolean;
	readonly isFetchingNextPage: boolean;
	readonly isPlaceholderData: boolean;
	fetchNextPage(): unknown;
	refetch(): unknown;
}

export type SearchList<Row> = ReturnType<typeof useSearchList<Row>>;

/** What a page of traces or of spans makes of its address and its list. */
export function useSearchList<Row>(url: TracesUrl, list: PagedList<Row>) {
	const setSearch = useSetSearch();
	const pages = useLastGood(list.data?.pages);
	const rows = useMemo(() => pages?.flatMap((page) => page.data) ?? [], [pages]);
	const [looking, setLooking] = useState(false);
	useHoldRefresh(looking);
	const { hasNextPage, isFetching, fetchNextPage } = list;
	const onEnd = useCallback(() => {
		if (hasNextPage && !isFetching) void fetchNextPage();
	}, [hasNextPage, isFetching, fetchNextPage]);
	const fault = list.error instanceof ApiError && list.error.field === "q" ? queryFaultOf(list.error) : undefined;
	const setUrl = (changes: Partial<TracesUrl>): void => {
		refreshNow();
		setSearch(searchFromTracesUrl({ ...url, ...changes }), "push");
	};
	return {
		list,
		pages,
		rows,
		/** How many there are in all; undefined where the search ended early. */
		known: pages?.[0]?.total ?? undefined,
		fault,
		failure: list.error !== null && fault === undefined ? list.error : undefined,
		looking,
		setLooking,
		onEnd,
		setUrl,
	};
}
