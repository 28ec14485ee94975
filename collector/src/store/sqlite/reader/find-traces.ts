import { isItemFilter } from "@spanglass/shared/query/filter";
import { traceProbe } from "../../../columns/trace-filter.ts";
import type { TracePage, TraceQuery } from "../../api/telemetry-store.ts";
import { printCursor, queryHash } from "./cursor.ts";
import { type FoundTraces, newestTraces, type Wanted } from "./newest-traces.ts";
import { rowsOf } from "./part.ts";
import { rankedTraces } from "./ranked-traces.ts";
import { SearchParts } from "./search-parts.ts";
import type { Snapshot } from "./snapshot.ts";
import { SpanSearch } from "./span-search.ts";
import { SpanRefs } from "./span-table.ts";
import { cursorAt, parseTraceCursor, type TracePlace, traceIdFromWords } from "./trace-cursor.ts";
import { summarizeTrace } from "./trace-summary.ts";

/** See `TelemetryReader.findTraces`. */
export async function findTraces(query: TraceQuery, snapshot: Snapshot): Promise<TracePage> {
	const hash = queryHash([query.range.start, query.range.end, query.filter, query.sort, query.sinceSequence ?? -1]);
	const cursor = query.cursor === undefined ? undefined : parseTraceCursor(query.cursor, hash);
	const asOf = Math.min(cursor?.asOf ?? snapshot.asOf, snapshot.asOf);
	const parts = new SearchParts(snapshot, asOf);
	const found = await findPlaces(query, parts, { after: cursor?.place, limit: query.limit });
	const page = found.places.slice(0, query.limit);
	const traces = [];
	for (const place of page) {
		traces.push(summarizeTrace(traceIdFromWords(place.id), await spansOf(place, parts)));
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	const last = page.at(-1);
	return {
		traces,
		cursor: last === undefined || found.places.length === page.length ? undefined : printCursor(cursorAt(last, asOf), hash),
		total: found.total,
		asOf,
		...snapshot.coverage("traces", query.range),
	};
}

function findPlaces(query: TraceQuery, parts: SearchParts, wanted: Wanted): Promise<FoundTraces> {
	const { filter, range, sort, sinceSequence } = query;
	const isEarlyStop = sort === "newest" && sinceSequence === undefined && isItemFilter(filter);
	return isEarlyStop ? newestTraces(new SpanSearch(range, filter), parts, wanted) : rankedTraces(query, parts, wanted);
}

/** All spans of a trace that had arrived. */
async function spansOf({ id }: TracePlace, parts: SearchParts): Promise<SpanRefs> {
	const refs = new SpanRefs();
	const probe = traceProbe(id);
	for (const part of parts.parts) {
		if (!part.mayHold(probe)) continue;
		const rows = await parts.rows(part);
		const trace = rows.view.findTrace(id);
		if (trace < 0) continue;
		refs.addView(rows.view);
		for (const row of rowsOf(rows, trace)) refs.add(row);
	}
	return refs;
}
