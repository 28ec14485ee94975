import { evenlyPicked, type LogArrivals, type LogArrivalsQuery } from "../../api/log-queries.ts";
import { compileLogFilter } from "./compile-filter.ts";
import { compareLogRows, type LogRow, LogTimes, placeTest, storedRecord } from "./log-rows.ts";
import { FILTERED_ROWS } from "./pace.ts";
import type { Part } from "./part.ts";
import type { Snapshot } from "./snapshot.ts";

/** See `TelemetryReader.findLogArrivals`. Only what is picked is decoded. */
export async function findLogArrivals(query: LogArrivalsQuery, snapshot: Snapshot): Promise<LogArrivals> {
	const found: LogRow[] = [];
	for (const part of snapshot.parts("logs")) {
		if (part.mayHoldAfter(query.since)) await addArrivals(part, query, { found, snapshot });
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	found.sort(compareLogRows);
	const records = [];
	for (const index of evenlyPicked(found.length, query.limit)) records.push(storedRecord(found[index] as LogRow));
	return { records, total: found.length };
}

interface Adding {
	readonly found: LogRow[];
	readonly snapshot: Snapshot;
}

async function addArrivals(part: Part, query: LogArrivalsQuery, { found, snapshot }: Adding): Promise<void> {
	const { range, filter, since, until } = query;
	const rows = await part.open({ after: since, upTo: until });
	const { view, again, from, to } = rows;
	if (from >= to) return;
	const times = new LogTimes(view);
	const test = compileLogFilter(filter, view);
	const isWanted = placeTest(rows, range);
	for (let start = from; start < to; start += FILTERED_ROWS) {
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
		for (let row = start; row < Math.min(to, start + FILTERED_ROWS); row++) {
			if (!isWanted(row) || !test(row)) continue;
			times.read(row);
			found.push({ timeHigh: times.high, timeLow: times.low, sequence: view.sequenceOf(row), again, row });
		}
	}
}
