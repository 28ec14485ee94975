/** Addresses that lead from a log record elsewhere, and back to it. Pure. */
import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import { MINUTE_MS } from "../../state/time-range.ts";
import { logsUrlFromSearch, searchFromLogsUrl } from "../../state/url/logs.ts";
import { searchFromTraceUrl } from "../../state/url/trace.ts";
import { type SearchValues, stringifySearch, withValues } from "../../state/url.ts";
import { recordNanos } from "./log-line.ts";

/** Values of the trace page that select the record's span with its logs; the list of all logs when it names no span. */
export function traceSearch({ spanId }: Pick<LogRecordJson, "spanId">): SearchValues {
	return withValues({}, spanId === "" ? searchFromTraceUrl({ view: "logs" }) : searchFromTraceUrl({ span: spanId, tab: "logs" }));
}

/** How much of the time before a record its link shows. */
const AROUND_MS = 15 * MINUTE_MS;

/** The path of the list with only this record open and on top: its range is absolute and ends with the record's millisecond. */
export function recordPath(record: Pick<LogRecordJson, "id" | "time" | "observedTime">, values: SearchValues): string {
	const millis = Number(recordNanos(record) / 1_000_000n);
	const changes = {
		...searchFromLogsUrl({ ...logsUrlFromSearch(values), open: [record.id] }),
		from: String(millis - AROUND_MS),
		to: String(millis + 1),
		live: undefined,
	};
	return `/logs${stringifySearch(withValues(values, changes))}`;
}
