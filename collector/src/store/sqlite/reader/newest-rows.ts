/** The pass of a query that is content with the newest rows: whole parts, the latest first, until enough rows were looked at. */
import type { SuggestionQuery } from "../../api/suggestion-queries.ts";
import type { Coverage } from "../../api/telemetry-store.ts";
import { eachRow } from "./each-row.ts";
import { halvesRange, isWithin } from "./halves-range.ts";
import { LogTimes } from "./log-rows.ts";
import type { Part, Rows } from "./part.ts";
import type { RowTest } from "./row-test.ts";
import type { Snapshot } from "./snapshot.ts";
import { SpanTimes } from "./span-rows.ts";
import { isInside } from "./span-search.ts";

const STRETCH = 2048;

/** Counts rows of one part at a time. */
export interface RowCounter {
	/** Begin with a part; the answer is called for each of its rows in the range. */
	begin(view: Rows["view"]): (row: number) => void;
	/** Take in what was counted of the part. Result: enough is known, older parts need not be looked at. */
	finish(): boolean;
	/** Not all of what was looked at is in the counts. */
	readonly isCut: boolean;
	/** Work that rows cost beyond being looked at, in rows; more is taken off the query's budget. */
	readonly extraRows: number;
}

/** Cost: bounded by the query's `rows`, but for the rest of the part in which it is reached. */
export async function scanNewestRows(query: SuggestionQuery, snapshot: Snapshot, counter: RowCounter): Promise<Coverage> {
	const parts = snapshot.parts(query.signal).filter((part) => part.mayOverlap(query.range));
	let rowCount = 0;
	let opened = 0;
	for (const part of parts.toSorted(compareLatest)) {
		const rows = await part.open();
		rowCount += rows.to - rows.from;
		const count = counter.begin(rows.view);
		const isWanted = isInside(part, query.range) ? undefined : rangeTest(rows.view, query);
		await eachRow(rows, isWanted === undefined ? count : (row) => isWanted(row) && count(row), { pace: snapshot.pace, stretch: STRETCH });
		opened++;
		if (counter.finish() || rowCount + counter.extraRows >= query.rows) break;
	}
	const coverage = snapshot.coverage(query.signal, query.range);
	return opened === parts.length && !counter.isCut ? coverage : ofNewestOnly(coverage);
}

/** Older parts were not looked at. */
export function ofNewestOnly(coverage: Coverage): Coverage {
	const warning = `counted in the newest ${coverage.scannedRows} only: there are at least so many`;
	return { ...coverage, complete: false, warnings: [...coverage.warnings, warning] };
}

/** What nothing is known of may be the newest; then by the time of the latest row. */
export function compareLatest({ times: a }: Part, { times: b }: Part): number {
	if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
	return a.max > b.max ? -1 : a.max < b.max ? 1 : 0;
}

function rangeTest(view: Rows["view"], query: SuggestionQuery): RowTest {
	const range = halvesRange(query.range);
	const times = query.signal === "traces" ? new SpanTimes(view) : new LogTimes(view);
	return (row) => {
		times.read(row);
		return isWithin(range, times.high, times.low);
	};
}
