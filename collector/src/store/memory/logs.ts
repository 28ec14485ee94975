/** Log records over plain objects: pages, counts, arrivals. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { logRecordTime } from "@spanglass/shared/model/log-record";
import { evaluateLogRecord } from "@spanglass/shared/query/filter-eval";
import { logLevel } from "@spanglass/shared/query/log-level";
import { containsTime } from "@spanglass/shared/query/time-range";
import { compare } from "@spanglass/shared/units/compare";
import {
	type CountedLevel,
	evenlyPicked,
	type LogArrivals,
	type LogArrivalsQuery,
	type LogCountQuery,
	type LogCounts,
} from "../api/log-queries.ts";
import type { StoredLogRecord } from "../api/telemetry-store.ts";
import type { StoredLog } from "./items.ts";

/** By time, then arrival. */
export function byLogTime(a: StoredLog, b: StoredLog): number {
	return compare(logRecordTime(a.record), logRecordTime(b.record)) || a.sequence - b.sequence || a.ordinal - b.ordinal;
}

export function storedRecordOf({ sequence, ordinal, record }: StoredLog): StoredLogRecord {
	return { id: `${sequence}.${ordinal}`, record };
}

export function countRecords(logs: readonly StoredLog[], { range, filter, buckets }: LogCountQuery): LogCounts {
	const counts: Partial<Record<CountedLevel, number[]>> = {};
	const found = logs.filter(({ record }) => containsTime(range, logRecordTime(record)) && evaluateLogRecord(filter, record));
	for (const { record } of found) {
		const level = logLevel(record.severityNumber, record.severityText) ?? "unspecified";
		const bucket = Number((logRecordTime(record) - buckets.start) / BigInt(buckets.stepNanos));
		if (bucket < 0 || bucket >= buckets.count) throw new SpanglassError("internal", "the buckets do not cover the range");
		counts[level] ??= Array.from({ length: buckets.count }, () => 0);
		counts[level][bucket] = (counts[level][bucket] ?? 0) + 1;
	}
	return { counts, total: found.length, complete: true, scannedRows: logs.length, scannedBlocks: 0, warnings: [] };
}

export function recordArrivals(logs: readonly StoredLog[], { range, filter, since, until, limit }: LogArrivalsQuery): LogArrivals {
	const found = logs
		.filter(({ sequence }) => sequence > since && sequence <= until)
		.filter(({ record }) => containsTime(range, logRecordTime(record)) && evaluateLogRecord(filter, record))
		.sort(byLogTime);
	const records = evenlyPicked(found.length, limit)
		.flatMap((index) => found.slice(index, index + 1))
		.map(storedRecordOf);
	return { records, total: found.length };
}
