import { refreshNow } from "../../state/clock.ts";
import { searchFromTracesUrl, type TracesUrl } from "../../state/url/traces.ts";
import { type HistoryStep, useSetSearch } from "../../state/use-search.ts";

/** Two ways to change the address of the page. */
export function useTracesUrl(url: TracesUrl) {
	const setSearch = useSetSearch();
	return {
		/** Ask anew: what Back undoes, as of now. */
		setUrl: (changes: Partial<TracesUrl>): void => {
			refreshNow();
			setSearch(searchFromTracesUrl({ ...url, ...changes }), "push");
		},
		/** Look elsewhere in the same answers. */
		setPlace: (changes: Partial<TracesUrl>, step: HistoryStep): void => setSearch(searchFromTracesUrl({ ...url, ...changes }), step),
	};
}
