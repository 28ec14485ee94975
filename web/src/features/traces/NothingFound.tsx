import { lazy, type ReactElement, Suspense } from "react";
import type { TraceListQuery } from "../../api/traces.ts";
import { withTexts } from "../../i18n/i18n.ts";
import { rangeChanges } from "../../state/time-range.ts";
import { useSetSearch } from "../../state/use-search.ts";

const EmptyTraces = lazy(withTexts(async () => ({ default: (await import("./EmptyTraces.tsx")).EmptyTraces }), "query"));

export interface NothingFoundProps {
	readonly view: "traces" | "spans";
	readonly query: TraceListQuery;
	readonly onQuery: (q: string) => void;
}

/** Why a search finds nothing, with the ways out; the words for it are fetched when they are needed. */
export function NothingFound(props: NothingFoundProps): ReactElement {
	const setSearch = useSetSearch();
	return (
		<Suspense fallback={null}>
			<EmptyTraces {...props} onRange={(next) => setSearch({ ...rangeChanges(next), live: undefined }, "push")} />
		</Suspense>
	);
}
