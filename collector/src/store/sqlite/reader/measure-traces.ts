import { isItemFilter } from "@spanglass/shared/query/filter";
import type { MatchQuery, TraceMeasures } from "../../api/match-queries.ts";
import { everyTrace } from "./every-trace.ts";
import { confirmedTraces } from "./match-scan.ts";
import { TRACES_PER_LOOK } from "./pace.ts";
import { SearchParts } from "./search-parts.ts";
import type { Snapshot } from "./snapshot.ts";
import { SpanSearch } from "./span-search.ts";
import type { TraceIndex } from "./trace-index.ts";

const UINT32 = 0x1_0000_0000;

/** See `MatchReader.measureTraces`. */
export async function measureTraces(query: MatchQuery, snapshot: Snapshot): Promise<TraceMeasures> {
	const parts = new SearchParts(snapshot, snapshot.asOf);
	const index = (await everyMatch(query, parts)) ?? (await confirmedTraces(query, parts));
	const { columns } = index;
	const matched = new Uint32Array(columns.matched.subarray(0, index.count).reduce((sum, mark) => sum + mark, 0));
	for (let ordinal = 0, at = 0; ordinal < index.count; ordinal++) if (columns.matched[ordinal] === 1) matched[at++] = ordinal;
	const count = matched.length;
	const ids = new Uint32Array(count * 4);
	const startWords = new Uint32Array(count * 2);
	const durations = new Float64Array(count);
	const spanCounts = new Uint32Array(count);
	const errorCounts = new Uint32Array(count);
	const idColumns = [columns.idA, columns.idB, columns.idC, columns.idD];
	for (let at = 0; at < count; at++) {
		const ordinal = matched[at] as number;
		if (at % TRACES_PER_LOOK === 0 && snapshot.pace.isDue()) await snapshot.pace.rest();
		for (const [word, column] of idColumns.entries()) ids[at * 4 + word] = column[ordinal] as number;
		const [startHigh, startLow] = [columns.startHigh[ordinal] as number, columns.startLow[ordinal] as number];
		startWords[at * 2] = startLow;
		startWords[at * 2 + 1] = startHigh;
		durations[at] = Math.max(
			0,
			((columns.endHigh[ordinal] as number) - startHigh) * UINT32 + (columns.endLow[ordinal] as number) - startLow,
		);
		spanCounts[at] = columns.spans[ordinal] as number;
		errorCounts[at] = columns.errors[ordinal] as number;
	}
	// Little-endian, as columns are: the low half stands first.
	const starts = new BigUint64Array(startWords.buffer);
	return { count, ids, starts, durations, spanCounts, errorCounts, ...snapshot.coverage("traces", query.range) };
}

async function everyMatch({ range, filter }: MatchQuery, parts: SearchParts): Promise<TraceIndex | undefined> {
	return isItemFilter(filter) ? everyTrace(new SpanSearch(range, filter), parts) : undefined;
}
