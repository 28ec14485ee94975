import { useMemo } from "react";
import type { SearchQuery } from "../../../api/trace-chart.ts";
import type { TracesUrl } from "../../../state/url/traces.ts";
import { useEnvironment } from "../../../state/use-environment.ts";
import type { HistoryStep } from "../../../state/use-search.ts";
import { useTimeRange } from "../../../state/use-time-range.ts";

/** What every part around the list is given: the address of the page, and two ways to change it. */
export interface PartProps {
	readonly url: TracesUrl;
	/** Ask anew, as of now. */
	readonly setUrl: (changes: Partial<TracesUrl>) => void;
	/** Look elsewhere in the same answers. */
	readonly setPlace: (changes: Partial<TracesUrl>, step: HistoryStep) => void;
}

/** What the page searches for. */
export function useSearchQuery({ q }: Pick<TracesUrl, "q">): SearchQuery {
	const { range } = useTimeRange();
	const env = useEnvironment();
	return useMemo(() => ({ q, env, ...range }), [q, env, range]);
}
