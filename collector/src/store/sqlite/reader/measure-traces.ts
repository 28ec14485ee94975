import { isItemFilter } from "@spanglass/shared/query/filter";
import { uint64FromHalves } from "../../../columns/halves.ts";
import type { MatchQuery, TraceMeasures } from "../../api/match-queries.ts";
import { everyTrace } from "./every-trace.ts";
import { confirmedTraces } from "./match-scan.ts";
import { TRACES_PER_LOOK } from "./pace.ts";
import { SearchParts } from "./search-parts.ts";
import type { Snapshot } from "./snapshot.ts";
import { SpanSearch } from "./span-search.ts";
import type { TraceIndex } from "./trace-index.ts";

/** See `MatchReader.measureTraces`. */
export async function measureTraces(query: MatchQuery, snapshot: Snapshot): Promise<TraceMeasures> {
	const parts = new SearchParts(snapshot, snapshot.asOf);
	const index = (await everyMatch(query, parts)) ?? (await confirmedTraces(query, parts));
	const { columns } = index;
	const matched = new Uint32Array(columns.matched.subarray(0, index.count).reduce((sum, mark) => sum + mark, 0));
	for (let ordinal = 0, at = 0; ordinal < index.count; ordinal++) if (columns.matched[ordinal] === 1) matched[at++] = ordinal;
	const count = matched.length;
	const ids = new Uint32Array(count * 4);
	const starts = new BigUint64Array(count);
	const durations = new Float64Array(count);
	const spanCounts = new Uint32Array(count);
	const errorCounts = new Uint32Array(count);
	for (const [at, ordinal] of matched.entries()) {
		if (at % TRACES_PER_LOOK === 0 && snapshot.pace.isDue()) await snapshot.pace.rest();
		index.readId(ordinal, ids.subarray(at * 4, at * 4 + 4));
		const start = uint64FromHalves(columns.startHigh[ordinal] as number, columns.startLow[ordinal] as number);
		const end = uint64FromHalves(columns.endHigh[ordinal] as number, columns.endLow[ordinal] as number);
		starts[at] = start;
		durations[at] = Math.max(0, Number(end - start));
		spanCounts[at] = columns.spans[ordinal] as number;
		errorCounts[at] = columns.errors[ordinal] as number;
	}
	return { count, ids, starts, durations, spanCounts, errorCounts, ...snapshot.coverage("traces", query.range) };
}

async function everyMatch({ range, filter }: MatchQuery, parts: SearchParts): Promise<TraceIndex | undefined> {
	return isItemFilter(filter) ? everyTrace(new SpanSearch(range, filter), parts) : undefined;
}
