import type { SearchParts } from "./search-parts.ts";
import { isInside, type SpanSearch } from "./span-search.ts";
import { addTraces } from "./stored-traces.ts";
import type { TraceIndex } from "./trace-index.ts";

/**
 * All traces, marked where they match, when a search has no condition and every block lies in its range: what blocks add up to is kept from
 * query to query. Undefined: matches have to be looked for.
 *
 * Cost  O(traces), no block is read while none comes or goes.
 */
export async function everyTrace(search: SpanSearch, parts: SearchParts): Promise<TraceIndex | undefined> {
	if (!search.isUnconditional) return undefined;
	if (!parts.parts.every((part) => part.block === undefined || isInside(part, search.range))) return undefined;
	const stored = await parts.storedTraces();
	if (stored === undefined) return undefined;
	const index = stored.over();
	for (const part of parts.parts) {
		if (part.block !== undefined) continue;
		const { rows, sums } = await parts.open(part);
		addTraces(index, { count: rows.view.counts.traces, traces: rows.view.traces, sums });
		if (parts.pace.isDue()) await parts.pace.rest();
	}
	return markStarts(search, index) ? index : undefined;
}

/** False when a trace begins before the range: whether a later span of it lies in there cannot be told. */
function markStarts({ halves }: SpanSearch, { columns, count }: TraceIndex): boolean {
	const { startHigh: firstHigh, startLow: firstLow, endHigh, endLow, isUnending } = halves;
	const { startHigh, startLow, matched } = columns;
	for (let trace = 0; trace < count; trace++) {
		const high = startHigh[trace] as number;
		const low = startLow[trace] as number;
		if (high < firstHigh || (high === firstHigh && low < firstLow)) return false;
		if (isUnending || high < endHigh || (high === endHigh && low < endLow)) matched[trace] = 1;
	}
	return true;
}
