/** The pass of a query over every span that satisfies a filter, newest parts first, until enough rows were looked at. */
import { isItemFilter, ownCondition } from "@spanglass/shared/query/filter";
import type { RowView } from "../../../columns/row-view.ts";
import type { MatchQuery } from "../../api/match-queries.ts";
import type { Coverage } from "../../api/telemetry-store.ts";
import { confirmTraces } from "./confirm-traces.ts";
import { eachRow } from "./each-row.ts";
import { compareLatest, ofNewestOnly } from "./newest-rows.ts";
import { FILTERED_ROWS } from "./pace.ts";
import type { Part, Rows } from "./part.ts";
import { addMatches, addSums, type Found } from "./ranked-traces.ts";
import { SearchParts } from "./search-parts.ts";
import type { Snapshot } from "./snapshot.ts";
import { SpanSearch } from "./span-search.ts";
import { TraceIndex } from "./trace-index.ts";

/** Begin with a view; the answer is called for each of its rows that match. A view may come more than once. */
export type BeginMatches = (view: RowView) => (row: number) => void;

export interface MatchScan extends MatchQuery {
	/** As of `SuggestionQuery`. */
	readonly rows: number;
}

/**
 * Cost  as `scanNewestRows`; a filter over several spans: all spans of the range that may match, whatever `rows` says.
 */
export async function scanMatches(query: MatchScan, snapshot: Snapshot, begin: BeginMatches): Promise<Coverage> {
	const parts = new SearchParts(snapshot, snapshot.asOf);
	const isCut = isItemFilter(query.filter) ? await scanNewest(query, parts, begin) : await scanRelated(query, parts, begin);
	const coverage = snapshot.coverage("traces", query.range);
	return isCut ? ofNewestOnly(coverage) : coverage;
}

/** Result: true when a part that may have matches was not looked at. */
async function scanNewest({ range, filter, rows: budget }: MatchScan, parts: SearchParts, begin: BeginMatches): Promise<boolean> {
	const search = new SpanSearch(range, ownCondition(filter));
	let looked = 0;
	for (const part of parts.parts.toSorted(compareLatest)) {
		if (parts.pace.isDue()) await parts.pace.rest();
		if (!search.mayMatch(part)) continue;
		if (looked >= budget) return true;
		const rows = await parts.rows(part);
		const visit = begin(rows.view);
		const test = search.test(part, rows.view);
		await eachRow(rows, (row) => test(row) && visit(row), parts);
		looked += rows.to - rows.from;
	}
	return false;
}

async function scanRelated({ range, filter }: MatchScan, parts: SearchParts, begin: BeginMatches): Promise<false> {
	const found = new Map<Rows["again"], number[]>();
	const onSpan = (again: Rows["again"], row: number) => {
		const rows = found.get(again);
		if (rows === undefined) found.set(again, [row]);
		else rows.push(row);
	};
	await confirmedTraces({ range, filter }, parts, onSpan);
	for (const [again, rows] of found) {
		const visit = begin(again());
		for (const [at, row] of rows.entries()) {
			if (at % FILTERED_ROWS === 0 && parts.pace.isDue()) await parts.pace.rest();
			visit(row);
		}
	}
	return false;
}

/** Every trace with a match, marked, with its sums. `onSpan` is told of each match when the filter is about several spans. */
export async function confirmedTraces(
	{ range, filter }: MatchQuery,
	parts: SearchParts,
	onSpan?: (again: Rows["again"], row: number) => void,
): Promise<TraceIndex> {
	const search = new SpanSearch(range, ownCondition(filter));
	const index = new TraceIndex();
	const candidates: Found = { search, parts, index, matching: new Set(await parts.select((part) => search.mayMatch(part))) };
	await addMatches(candidates);
	const indexed = await addSums(candidates);
	const open = (part: Part) => parts.rows(part);
	const confirmation = { filter, range: search.halves, parts: indexed, open };
	await confirmTraces(onSpan === undefined ? confirmation : { ...confirmation, onSpan }, index, parts.pace);
	return index;
}
