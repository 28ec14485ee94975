import { refreshNow } from "../../state/clock.ts";
import { type RangeText, rangeChanges } from "../../state/time-range.ts";
import { useSetSearch } from "../../state/use-search.ts";

/** Put a range into the address; a moving range is resolved anew, a fixed one ends live mode. */
export function useSetRange(): (range: RangeText) => void {
	const setSearch = useSetSearch();
	return (range) => {
		refreshNow();
		setSearch({ ...rangeChanges(range), ...(range.to === "now" ? {} : { live: undefined }) }, "push");
	};
}
