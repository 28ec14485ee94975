import type { TimeRange } from "@spanglass/shared/query/time-range";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";
import { type TimeBuckets, timeBuckets } from "@spanglass/shared/units/time-buckets";
import type { MatchQuery, TraceMeasures } from "../store/api/match-queries.ts";
import type { Coverage, QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";

const BARS = 120;
const PARTS_OF_DECADE = 6;
const POINTS = 2_000;
const TRACES_PER_TURN = 65_536;

export interface ChartedTrace {
	readonly traceId: string;
	readonly start: UnixNanos;
	readonly durationNanos: number;
	readonly spanCount: number;
	readonly errorCount: number;
}

/** See `traceChartSchema`. */
export interface TraceChart extends Coverage {
	/** What was counted: the range asked for, cut to the data when it was everything. */
	readonly range: TimeRange;
	readonly buckets: TimeBuckets;
	readonly counts: readonly number[];
	readonly errorCounts: readonly number[];
	readonly durations: readonly { readonly from: number; readonly to: number; readonly count: number }[];
	readonly total: number;
	readonly errorTotal: number;
	readonly points: readonly ChartedTrace[];
}

/** The traces of a search by time and duration. Cost: `measureTraces`, then O(traces). */
export async function chartTraces(reader: TelemetryReader, query: MatchQuery, control: QueryControl): Promise<TraceChart> {
	const measures = await reader.measureTraces(query, control);
	const range = query.range.start === 0n ? dataRange(measures, query.range) : query.range;
	const buckets = timeBuckets(range.start, range.end, { most: BARS });
	const counts = new Uint32Array(buckets.count);
	const errorCounts = new Uint32Array(buckets.count);
	const byDuration = new Map<number, number>();
	const [start, step] = [Number(buckets.start), buckets.stepNanos];
	let errorTotal = 0;
	for (let trace = 0; trace < measures.count; trace++) {
		if (trace % TRACES_PER_TURN === TRACES_PER_TURN - 1) await control.checkpoint();
		// A double tells times apart to 256 ns: a bar is a second at least, and what falls on the wrong side of its edge is counted all the same.
		const place = Math.floor((Number(measures.starts[trace]) - start) / step);
		const bucket = Math.min(buckets.count - 1, Math.max(0, place));
		counts[bucket] = (counts[bucket] as number) + 1;
		if (measures.errorCounts[trace] !== 0) {
			errorCounts[bucket] = (errorCounts[bucket] as number) + 1;
			errorTotal++;
		}
		const part = durationPart(measures.durations[trace] as number);
		byDuration.set(part, (byDuration.get(part) ?? 0) + 1);
	}
	const { complete, warnings, scannedBlocks, scannedRows, scannedRange } = measures;
	return {
		...{ range, buckets, counts: [...counts], errorCounts: [...errorCounts], total: measures.count, errorTotal },
		...{ durations: durationBars(byDuration), points: chosenTraces(measures, POINTS).map((trace) => chartedTrace(measures, trace)) },
		...{ complete, warnings, scannedBlocks, scannedRows, ...(scannedRange === undefined ? {} : { scannedRange }) },
	};
}

/** From the first start to just after the last; an empty range at the end of the asked one when there is no trace. */
export function dataRange({ starts, count }: TraceMeasures, { end }: TimeRange): TimeRange {
	if (count === 0) return { start: end, end };
	let [first, last] = [starts[0] as bigint, starts[0] as bigint];
	for (const start of starts) {
		if (start < first) first = start;
		if (start > last) last = start;
	}
	return { start: unixNanos(first), end: unixNanos(last + 1n) };
}

/** Part p holds durations of at least 10^(p/6) nanoseconds and less than 10^((p+1)/6); shorter ones are in the first. */
function durationPart(nanos: number): number {
	return nanos <= 1 ? 0 : Math.floor(Math.log10(nanos) * PARTS_OF_DECADE + 1e-9);
}

function durationBars(byPart: ReadonlyMap<number, number>) {
	if (byPart.size === 0) return [];
	const [first, last] = [Math.min(...byPart.keys()), Math.max(...byPart.keys())];
	const edge = (part: number) => (part === 0 ? 0 : Math.round(10 ** (part / PARTS_OF_DECADE)));
	return Array.from({ length: last - first + 1 }, (_, at) => ({
		from: edge(first + at),
		to: edge(first + at + 1),
		count: byPart.get(first + at) ?? 0,
	}));
}

/**
 * Up to so many of the traces, chosen by the last words of their ids alone: a trace that is chosen stays chosen while fewer than that many
 * with lower ones come. Result: their places in the columns. Cost O(n log n) when there are more.
 */
export function chosenTraces(
	{ ids, count }: Pick<TraceMeasures, "ids" | "count">,
	most: number,
	from?: readonly number[],
): readonly number[] {
	const all = from ?? Array.from({ length: count }, (_, trace) => trace);
	if (all.length <= most) return all;
	const rank = (trace: number) => Math.imul(ids[trace * 4 + 3] as number, 0x9e37_79b1) >>> 0;
	const last = Uint32Array.from(all, rank).sort()[most - 1] as number;
	return all.filter((trace) => rank(trace) <= last).slice(0, most);
}

export function traceIdOf({ ids }: Pick<TraceMeasures, "ids">, trace: number): string {
	return [...ids.subarray(trace * 4, trace * 4 + 4)].map((word) => word.toString(16).padStart(8, "0")).join("");
}

function chartedTrace(measures: TraceMeasures, trace: number): ChartedTrace {
	return {
		traceId: traceIdOf(measures, trace),
		start: unixNanos(measures.starts[trace] as bigint),
		durationNanos: measures.durations[trace] as number,
		spanCount: measures.spanCounts[trace] as number,
		errorCount: measures.errorCounts[trace] as number,
	};
}
