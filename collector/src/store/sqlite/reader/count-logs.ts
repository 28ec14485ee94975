import { logLevel } from "@spanglass/shared/query/log-level";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { LogColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import type { CountedLevel, LogCountQuery, LogCounts } from "../../api/log-queries.ts";
import { compileLogFilter, EVERY_ROW } from "./compile-filter.ts";
import { LogTimes, placeTest } from "./log-rows.ts";
import { FILTERED_ROWS } from "./pace.ts";
import type { Rows } from "./part.ts";
import { RangeParts } from "./range-parts.ts";
import type { Snapshot } from "./snapshot.ts";

/** See `TelemetryReader.countLogs`. */
export async function countLogs(query: LogCountQuery, snapshot: Snapshot): Promise<LogCounts> {
	const sums: Sums = { byLevel: new Map(), total: 0 };
	for (const part of snapshot.parts("logs")) {
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
		if (!part.mayOverlap(query.range) || !part.mayMatch(query.filter)) continue;
		const rows = await part.open();
		await countPart(rows, { query, sums, snapshot });
	}
	const counts = Object.fromEntries([...sums.byLevel].map(([level, byBucket]) => [level, Array.from(byBucket)]));
	return { counts, total: sums.total, ...snapshot.coverage("logs", query.range) };
}

interface Sums {
	/** Only levels that were seen; one count per bucket. */
	readonly byLevel: Map<CountedLevel, Uint32Array>;
	total: number;
}

interface Counting {
	readonly query: LogCountQuery;
	readonly sums: Sums;
	readonly snapshot: Snapshot;
}

async function countPart(rows: Rows, { query, sums, snapshot }: Counting): Promise<void> {
	const { view, from, to } = rows;
	const test = compileLogFilter(query.filter, view);
	const isWanted = placeTest(rows, query.range);
	const buckets = RangeParts.ofBuckets(query.buckets);
	const sources = new ColumnCursor(view, LogColumn.source);
	const times = new LogTimes(view);
	const bySource: (Uint32Array | undefined)[] = [];
	for (let start = from; start < to; start += FILTERED_ROWS) {
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
		for (let row = start; row < Math.min(to, start + FILTERED_ROWS); row++) {
			if (!isWanted(row) || !(test === EVERY_ROW || test(row))) continue;
			const source = sources.at(row);
			const byBucket = bySource[source] ?? countsOf(view, source, query, sums);
			bySource[source] = byBucket;
			times.read(row);
			const bucket = buckets.of(times.high, times.low);
			byBucket[bucket] = (byBucket[bucket] as number) + 1;
			sums.total++;
		}
	}
}

/** The counts of the level that a log statement has. */
function countsOf(view: RowView, source: number, { buckets }: LogCountQuery, { byLevel }: Sums): Uint32Array {
	const { severityNumber, severityText } = view.logSource(source);
	const level = logLevel(severityNumber, view.text(severityText)) ?? "unspecified";
	const known = byLevel.get(level) ?? new Uint32Array(buckets.count);
	byLevel.set(level, known);
	return known;
}
