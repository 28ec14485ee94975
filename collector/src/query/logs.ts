import { logRecordTime } from "@spanglass/shared/model/log-record";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import { type ItemFilter, MATCH_ALL } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";
import { type TimeBuckets, timeBuckets } from "@spanglass/shared/units/time-buckets";
import type { LogArrivals, LogCounts } from "../store/api/log-queries.ts";
import type { QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";
import { type LogTemplatesQuestion, logTemplates, type TemplatesTold } from "./log-templates.ts";
import { receivableRange } from "./traces.ts";

/** Bars of a histogram. */
const BARS = 120;
const LIVE_RECORDS = 500;

export interface LogVolume extends LogCounts {
	readonly buckets: TimeBuckets;
	/** What was counted: the range asked for, cut to the data when it was everything. */
	readonly range: TimeRange;
}

export interface NewsQuery {
	/** Journal sequences: what is new lies in (since, until]. */
	readonly since: number;
	readonly until: number;
	readonly filter: ItemFilter;
}

export interface LogTemplatesAnswer extends TemplatesTold {
	/** Blocks that are not counted yet. */
	readonly blocksToRollUp: number;
}

export interface LogQueries extends Pick<TelemetryReader, "findLogs"> {
	/** Counts by time and level. A range from 0 (everything stored) is cut to the times of its first and last matching record. */
	volume(range: TimeRange, filter: ItemFilter, control: QueryControl): Promise<LogVolume>;
	/** See `logTemplates`. A range from 0 is cut to the times of the first and last record of the environment. */
	templates(question: LogTemplatesQuestion, control: QueryControl): Promise<LogTemplatesAnswer>;
	/** At most 500 of what arrived; records out of the receiver's time window are left out. */
	findNews(query: NewsQuery, control: QueryControl): Promise<LogArrivals>;
}

export function createLogQueries(reader: TelemetryReader, now: () => UnixNanos): LogQueries {
	return {
		findLogs: (query, control) => reader.findLogs(query, control),
		volume: async (asked, filter, control) => {
			const range = asked.start === 0n ? await dataRange(reader, asked, filter, control) : asked;
			const buckets = timeBuckets(range.start, range.end, { most: BARS });
			return { ...(await reader.countLogs({ range, filter, buckets }, control)), buckets, range };
		},
		templates: async (question, control) => {
			const { blocksToRollUp } = await reader.pairingCounters(control);
			const { range: asked, where } = question;
			const filter = inEnvironment(MATCH_ALL, where.environment);
			const range = asked.start === 0n ? await dataRange(reader, asked, filter, control) : asked;
			return { ...(await logTemplates(reader, { ...question, range }, control)), blocksToRollUp };
		},
		findNews: ({ since, until, filter }, control) =>
			reader.findLogArrivals({ range: receivableRange(now()), filter, since, until, limit: LIVE_RECORDS }, control),
	};
}

/** From the first matching record to just after the last; an empty range at the end of the asked one when there is none. */
async function dataRange(reader: TelemetryReader, range: TimeRange, filter: ItemFilter, control: QueryControl): Promise<TimeRange> {
	const timeOfEnd = async (order: "oldest" | "newest") => {
		const { records } = await reader.findLogs({ range, filter, traceId: undefined, order, limit: 1, cursor: undefined }, control);
		return records[0] === undefined ? undefined : logRecordTime(records[0].record);
	};
	const first = await timeOfEnd("oldest");
	const last = first === undefined ? undefined : await timeOfEnd("newest");
	if (first === undefined || last === undefined) return { start: range.end, end: range.end };
	return { start: first, end: unixNanos(last + 1n) };
}
