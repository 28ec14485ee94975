/** The pass of a query that is content with the newest rows: whole parts, the last arrived first, until enough rows were looked at. */
import type { SuggestionQuery } from "../../api/suggestion-queries.ts";
import type { Coverage } from "../../api/telemetry-store.ts";
import { LogTimes } from "./log-rows.ts";
import { halvesRange, isWithin } from "./scan-traces.ts";
import type { Rows, Snapshot } from "./snapshot.ts";
import { SpanTimes } from "./span-rows.ts";

const STRETCH = 2048;

/** Counts rows of one part at a time. */
export interface RowCounter {
	/** Begin with a part; the answer is called for each of its rows in the range. */
	begin(view: Rows["view"]): (row: number) => void;
	/** Take in what was counted of the part. Result: enough is known, older parts need not be looked at. */
	finish(): boolean;
	/** Work that rows cost beyond being looked at, in rows; more is taken off the query's budget. */
	readonly extraRows: number;
}

/** Cost: bounded by the query's `rows`, but for the rest of the part in which it is reached. */
export async function scanNewestRows(query: SuggestionQuery, snapshot: Snapshot, counter: RowCounter): Promise<Coverage> {
	const parts = snapshot.parts(query.signal).filter((part) => part.mayOverlap(query.range));
	let scannedRows = 0;
	let scannedParts = 0;
	for (const part of parts.toReversed()) {
		const rows = await part.open();
		scannedRows += await countRows(rows, query, snapshot, counter.begin(rows.view));
		scannedParts++;
		if (counter.finish() || scannedRows + counter.extraRows >= query.rows) break;
	}
	const complete = scannedParts === parts.length;
	const warnings = complete ? [] : [`counted in the newest ${scannedRows} only: there are at least so many`];
	return { complete, scannedRows, scannedBlocks: scannedParts, warnings };
}

async function countRows({ view, from, to, has }: Rows, query: SuggestionQuery, { pace }: Snapshot, count: (row: number) => void) {
	const range = halvesRange(query.range);
	const times = query.signal === "traces" ? new SpanTimes(view) : new LogTimes(view);
	for (let start = from; start < to; start += STRETCH) {
		if (pace.isDue()) await pace.rest();
		for (let row = start; row < Math.min(to, start + STRETCH); row++) {
			if (has !== undefined && !has(row)) continue;
			times.read(row);
			if (isWithin(range, times.high, times.low)) count(row);
		}
	}
	return to - from;
}
