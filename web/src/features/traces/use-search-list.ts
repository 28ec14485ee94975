import type { ListJson } from "@spanglass/shared/api/answer-schemas";
import { useCallback, useMemo, useState } from "react";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import type { TracesUrl } from "../../state/url/traces.ts";
import { useLastGood } from "../../ui/use-last-good.ts";
import { useQueryFault } from "./frame-context.ts";
import { useTracesUrl } from "./use-traces-url.ts";

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
	const { setUrl } = useTracesUrl(url);
	const pages = useLastGood(list.data?.pages);
	const rows = useMemo(() => pages?.flatMap((page) => page.data) ?? [], [pages]);
	const [looking, setLooking] = useState(false);
	useHoldRefresh(looking);
	const { hasNextPage, isFetching, fetchNextPage } = list;
	const onEnd = useCallback(() => {
		if (hasNextPage && !isFetching) void fetchNextPage();
	}, [hasNextPage, isFetching, fetchNextPage]);
	const fault = useQueryFault(list.error);
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
