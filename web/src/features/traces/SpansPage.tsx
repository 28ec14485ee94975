import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSpanList } from "../../api/spans.ts";
import type { TraceListQuery } from "../../api/traces.ts";
import { SPAN_SORTS, type TracesUrl } from "../../state/url/traces.ts";
import { useEnvironment } from "../../state/use-environment.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { SearchFrame } from "./SearchFrame.tsx";
import { SpanList } from "./SpanList.tsx";
import { SORT_KEYS } from "./sort-names.ts";
import { ListFoot } from "./TracesTools.tsx";
import { useSearchList } from "./use-search-list.ts";

/** The list of single spans that satisfy the query; a row opens its trace at the span. */
export function SpansPage({ url }: { readonly url: TracesUrl }): ReactElement {
	const { t } = useTranslation();
	const { range } = useTimeRange();
	const env = useEnvironment();
	const sort = SPAN_SORTS.find((one) => one === url.sort) ?? "newest";
	const query: TraceListQuery = useMemo(() => ({ q: url.q, sort, env, ...range }), [url.q, sort, env, range]);
	const list = useSpanList(query);
	const search = useSearchList(url, list);
	const { rows } = search;
	const count = search.known ?? rows.length;
	const end = !list.hasNextPage && count > 20 ? "find.spansEnd" : undefined;
	return (
		<SearchFrame
			view="spans"
			{...{ query, search, count, sort }}
			isAtLeast={search.known === undefined && list.hasNextPage}
			sorts={SPAN_SORTS}
			shown={rows.length}
			countText={t("find.spanCount", { count, value: "\n" })}
		>
			{() => (
				<SpanList
					key={`${url.q} ${sort} ${env ?? ""}`}
					rows={rows}
					label={t("find.spansTable", { sort: t(SORT_KEYS[sort]) })}
					foot={<ListFoot isLoading={list.isFetchingNextPage} end={end} total={count} />}
					onEnd={search.onEnd}
					looking={search.looking}
					onLook={search.setLooking}
				/>
			)}
		</SearchFrame>
	);
}
