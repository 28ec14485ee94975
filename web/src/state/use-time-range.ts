import { useMemo } from "react";
import { useAsOf } from "./clock.ts";
import { type RangeText, type ResolvedRange, rangeOf, resolveRange } from "./time-range.ts";
import { textValue } from "./url.ts";
import { useSearchValues } from "./use-search.ts";

export interface TimeSelection {
	readonly text: RangeText;
	/** What `text` means at the last refresh. */
	readonly range: ResolvedRange;
	/** The page shows new data as it arrives. */
	readonly live: boolean;
}

/** The time range of the address, resolved at the last refresh. */
export function useTimeRange(): TimeSelection {
	const values = useSearchValues();
	const asOf = useAsOf();
	const { from, to } = rangeOf(values);
	const live = textValue(values, "live") === "1";
	return useMemo(() => ({ text: { from, to }, range: resolveRange({ from, to }, asOf), live }), [from, to, asOf, live]);
}
