/** Numbers of roll-ups as JSON: of a range, of the one it is compared with, and their difference. */
import { amplificationOf, networkNanos, type SummedCalls } from "@spanglass/shared/analysis/call-graph";
import { type DurationCounts, durationQuantile } from "@spanglass/shared/analysis/duration-counts";
import type { CallsJson, DurationsJson, EdgeJson, NumbersJson } from "@spanglass/shared/api/rollup-schemas";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";
import type { Compared, Numbers } from "../../query/red-numbers.ts";

const NANOS_PER_SECOND = 1e9;
const NANOS_PER_MINUTE = 60_000_000_000n;

/** Of what time the numbers speak. */
export interface ComparedRanges {
	readonly range: TimeRange;
	readonly compareWith: TimeRange | undefined;
}

/** The same ranges as far as they have passed: rates of a minute that goes on are of the seconds that are over. */
export function passedOf({ range, compareWith }: ComparedRanges, now: UnixNanos): ComparedRanges {
	return { range: range.end > now && now > range.start ? { start: range.start, end: now } : range, compareWith };
}

function durationsToJson(durations: DurationCounts): DurationsJson {
	const quantile = (q: number) => durationQuantile(durations, q) ?? null;
	const average = durations.count > 0 ? durations.sumNanos / durations.count : null;
	return {
		...{ count: durations.count, average },
		...{ p50: quantile(0.5), p75: quantile(0.75), p90: quantile(0.9), p95: quantile(0.95), p99: quantile(0.99) },
	};
}

function perSecond(count: number, { start, end }: TimeRange): number {
	const seconds = Number(end - start) / NANOS_PER_SECOND;
	return seconds > 0 ? count / seconds : 0;
}

function ratioOf(part: number, whole: number): number | null {
	return whole === 0 ? null : part / whole;
}

export function numbersToJson({ durations, errors }: Numbers, range: TimeRange): NumbersJson {
	const { count } = durations;
	const ratePerSecond = perSecond(count, range);
	return { count, errorCount: errors, errorRatio: ratioOf(errors, count), ratePerSecond, durations: durationsToJson(durations) };
}

function callsToJson(calls: SummedCalls, range: TimeRange): CallsJson {
	const { attempts, resends, errors, client, server, queue } = calls;
	return {
		...{ attempts, resends, amplification: amplificationOf(calls) ?? null },
		...{ errorCount: errors, errorRatio: ratioOf(errors, attempts), ratePerSecond: perSecond(attempts, range) },
		...{ client: durationsToJson(client), server: durationsToJson(server), queue: durationsToJson(queue) },
		network: networkNanos(calls) ?? null,
	};
}

/** null where one of the two is not known. */
function less(now: number | null, before: number | null): number | null {
	return now === null || before === null ? null : now - before;
}

function durationsDifference(now: DurationsJson, before: DurationsJson): DurationsJson {
	return {
		...{ count: now.count - before.count, average: less(now.average, before.average) },
		...{ p50: less(now.p50, before.p50), p75: less(now.p75, before.p75), p90: less(now.p90, before.p90) },
		...{ p95: less(now.p95, before.p95), p99: less(now.p99, before.p99) },
	};
}

function errorsDifference(
	now: Pick<NumbersJson, "errorCount" | "errorRatio" | "ratePerSecond">,
	before: Pick<NumbersJson, "errorCount" | "errorRatio" | "ratePerSecond">,
) {
	return {
		errorCount: now.errorCount - before.errorCount,
		errorRatio: less(now.errorRatio, before.errorRatio),
		ratePerSecond: now.ratePerSecond - before.ratePerSecond,
	};
}

function callsDifference(now: CallsJson, before: CallsJson): CallsJson {
	return {
		...{ attempts: now.attempts - before.attempts, resends: now.resends - before.resends },
		...{ amplification: less(now.amplification, before.amplification), network: less(now.network, before.network) },
		...errorsDifference(now, before),
		client: durationsDifference(now.client, before.client),
		server: durationsDifference(now.server, before.server),
		queue: durationsDifference(now.queue, before.queue),
	};
}

export function comparedToJson(compared: Compared, { range, compareWith }: ComparedRanges) {
	const numbers = numbersToJson(compared.numbers, range);
	const before = compared.before === undefined || compareWith === undefined ? null : numbersToJson(compared.before, compareWith);
	const difference = before && {
		...{ count: numbers.count - before.count, ...errorsDifference(numbers, before) },
		durations: durationsDifference(numbers.durations, before.durations),
	};
	return { numbers, before, difference };
}

interface ToldCalls {
	readonly calls: SummedCalls;
	readonly before: SummedCalls | undefined;
}

export function edgeToJson(edge: ToldCalls, { range, compareWith }: ComparedRanges): EdgeJson {
	const { caller, callee, type, evidence } = edge.calls;
	const calls = callsToJson(edge.calls, range);
	const before = edge.before === undefined || compareWith === undefined ? null : callsToJson(edge.before, compareWith);
	return { caller, callee, type, evidence, calls, before, difference: before && callsDifference(calls, before) };
}

/** The step of so many minutes that begins at a time, as far as it is in the range that has passed. */
export function stepAt(at: bigint, stepMinutes: number, { range }: ComparedRanges): TimeRange {
	const end = at + BigInt(stepMinutes) * NANOS_PER_MINUTE;
	return { start: at > range.start ? unixNanos(at) : range.start, end: end < range.end ? unixNanos(end) : range.end };
}

/** What to say while blocks of an earlier version are not in the roll-ups. */
export function stillToCount(blocks: number): readonly string[] {
	return blocks === 0 ? [] : [`${blocks} blocks of an earlier version are still to be counted: numbers grow until then.`];
}
