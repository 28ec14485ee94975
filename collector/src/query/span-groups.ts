import { LIMITS } from "@spanglass/shared/model/limits";
import { nameFromField } from "@spanglass/shared/query/fields";
import type { Field } from "@spanglass/shared/query/filter";
import { isListed } from "@spanglass/shared/query/listed-values";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { type TimeBuckets, timeBuckets } from "@spanglass/shared/units/time-buckets";
import type { MatchQuery, SpanGroupPage } from "../store/api/match-queries.ts";
import type { QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";
import { dataRange } from "./trace-chart.ts";
import { assertListed } from "./trace-facets.ts";

/** Points of a group's sparkline. */
const POINTS = 30;

export interface SpanGroupsQuery extends MatchQuery {
	readonly by: readonly Field[];
	readonly limit: number;
}

export interface SpanGroups extends SpanGroupPage {
	/** What was counted: the range asked for, cut to the data when it was everything. */
	readonly range: TimeRange;
	readonly buckets: TimeBuckets;
}

/** Throws unsupported: a key has as many values as there are spans. */
export async function groupSpans(reader: TelemetryReader, query: SpanGroupsQuery, control: QueryControl): Promise<SpanGroups> {
	for (const field of query.by) assertListed(nameFromField(field), isListed(field), "by");
	const { by, limit, filter } = query;
	const isEverything = query.range.start === 0n;
	const range = isEverything ? dataRange(await reader.measureTraces(query, control), query.range) : query.range;
	const buckets = timeBuckets(range.start, range.end, { most: POINTS });
	const page = await reader.groupSpans(
		{ range: isEverything ? query.range : range, filter, by, buckets, limit, rows: LIMITS.groupedRows },
		control,
	);
	return { ...page, range, buckets };
}
