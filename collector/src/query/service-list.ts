/** Every service with its numbers, from roll-ups. */
import { durationQuantile } from "@spanglass/shared/analysis/duration-counts";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { type UnixNanos, unixMillisFromNanos, unixNanos, unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { ServiceEntry } from "../store/api/app-store.ts";
import { type InstanceGroup, type InstanceSighting, type RollupReader, wholeMinutes } from "../store/api/rollup-queries.ts";
import { compareTexts } from "../store/api/suggestion-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { bucketOf, type MinuteBuckets, minuteBuckets, sumByBucket } from "./minute-buckets.ts";
import { numbersOf, requestsAmong } from "./red-numbers.ts";

/** Parts of a sparkline at most. */
const MOST_PARTS = 30;

/** Numbers of one service. Requests are its SERVER and CONSUMER spans, all spans when it has neither. */
export interface ServiceRow {
	readonly namespace: string;
	readonly name: string;
	readonly color: number;
	readonly spanCount: number;
	readonly requestCount: number;
	readonly errorCount: number;
	/** Requests per second over the range as far as it has passed; over what was seen of the service when the range is all of time. */
	readonly ratePerSecond: number;
	/** 0 .. 1; undefined without requests. */
	readonly errorRatio: number | undefined;
	/** Nanoseconds, off by `DURATION_ERROR` at most; undefined without requests. */
	readonly p50: number | undefined;
	readonly p95: number | undefined;
	readonly p99: number | undefined;
	/** Of what sent something in the range, sorted. */
	readonly versions: readonly string[];
	readonly instances: readonly string[];
	readonly environments: readonly string[];
	/** The requests in equal parts of the range, whole minutes each and at most 30, oldest first. */
	readonly requestCounts: readonly number[];
	/** Registered, but nothing of it arrived in the range: all numbers are zero. */
	readonly silent: boolean;
	/** Of arrivals, any signal. */
	readonly firstSeen: UnixNanos;
	readonly lastSeen: UnixNanos;
}

export interface ServiceListQuestion {
	/** Whole minutes. */
	readonly range: TimeRange;
	readonly environment: string | undefined;
	readonly now: UnixNanos;
}

export interface Registry {
	readonly entries: readonly ServiceEntry[];
	readonly colorOf: (service: string) => number;
}

/**
 * Rows by name, then namespace: services with a span that starts in the range, or of which something arrived in it; without an environment
 * also the silent ones, which the registry knows without environment.
 *
 * Cost  what is stored of the range's minutes, and a row of each instance.
 */
export async function listServices(
	reader: RollupReader,
	{ range, environment, now }: ServiceListQuestion,
	{ entries, colorOf }: Registry,
	control: QueryControl,
): Promise<readonly ServiceRow[]> {
	const where = environment === undefined ? {} : { environment };
	const by = ["environment", "namespace", "service", "version", "instance", "isRequest", "isError"] as const;
	const groups = await reader.sumInstances({ range, by, where }, control);
	const parts = partsOf(range, now);
	const byPart = await sumByBucket(parts, (piece) =>
		reader.sumInstances({ ...piece, by: ["namespace", "service", "isRequest"], where }, control),
	);
	const sightings = await reader.listInstanceSightings(where, control);
	const [first, last] = [unixMillisFromNanos(range.start), unixMillisFromNanos(range.end)];
	const present = sightings.filter(({ firstSeen, lastSeen }) => firstSeen < last && lastSeen >= first);
	const [groupsOf, partsOfService, presentOf, everOf] = [
		Map.groupBy(groups, ({ key }) => idOf(key)),
		Map.groupBy(byPart, ({ key }) => idOf(key)),
		Map.groupBy(present, idOf),
		Map.groupBy(sightings, idOf),
	];
	const rows = [...new Set([...groupsOf.keys(), ...presentOf.keys()])].map((id): ServiceRow => {
		const own = { groups: groupsOf.get(id) ?? [], present: presentOf.get(id) ?? [], ever: everOf.get(id) ?? [] };
		const { namespace = "", service: name = "" } = own.groups[0]?.key ?? own.present[0] ?? {};
		const seen = {
			firstSeen: own.ever.length === 0 ? range.start : unixNanosFromMillis(Math.min(...own.ever.map(({ firstSeen }) => firstSeen))),
			lastSeen: own.ever.length === 0 ? range.end : unixNanosFromMillis(Math.max(...own.ever.map(({ lastSeen }) => lastSeen))),
		};
		const begin = range.start > 0n ? range.start : seen.firstSeen;
		const seconds = Number((now < range.end ? now : range.end) - begin) / 1e9;
		return {
			...{ namespace, name, color: colorOf(name), silent: false, ...seen },
			...requestNumbers(own.groups, seconds),
			requestCounts: countsByPart(partsOfService.get(id) ?? [], parts),
			versions: valuesOf("version", own),
			instances: valuesOf("instance", own),
			environments: valuesOf("environment", own),
		};
	});
	const heard = new Set(rows.map(({ name }) => name));
	const silent = environment === undefined ? entries.filter(({ name }) => !heard.has(name)).map(silentRow) : [];
	return [...rows, ...silent].sort((a, b) => compareTexts(a.name, b.name) || compareTexts(a.namespace, b.namespace));
}

function idOf({ namespace = "", service = "" }: { readonly namespace?: string; readonly service?: string }): string {
	return JSON.stringify([namespace, service]);
}

function requestNumbers(groups: readonly InstanceGroup[], seconds: number) {
	const { durations, errors } = numbersOf(requestsAmong(groups));
	const { count } = durations;
	const quantile = (q: number) => (count === 0 ? undefined : durationQuantile(durations, q));
	return {
		spanCount: groups.reduce((sum, group) => sum + group.durations.count, 0),
		...{ requestCount: count, errorCount: errors, ratePerSecond: seconds > 0 ? count / seconds : 0 },
		...{ errorRatio: count === 0 ? undefined : errors / count, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
	};
}

/** The range by parts; of all of time what the receiver lets in. */
function partsOf({ start, end }: TimeRange, now: UnixNanos): MinuteBuckets {
	const oldest = now - unixNanosFromMillis(LIMITS.rangeMs);
	const range = start > 0n ? { start, end } : wholeMinutes({ start: unixNanos(oldest > 0n ? oldest : 0n), end: now });
	return minuteBuckets(range, MOST_PARTS);
}

function countsByPart(groups: readonly InstanceGroup[], parts: MinuteBuckets): readonly number[] {
	const counts = Array.from({ length: parts.count }, () => 0);
	for (const { start, durations } of requestsAmong(groups)) {
		const part = bucketOf(parts, start);
		counts[part] = (counts[part] ?? 0) + durations.count;
	}
	return counts;
}

type Emitter = Partial<Pick<InstanceSighting, "version" | "instance" | "environment">>;

function valuesOf(
	field: keyof Emitter,
	{ groups, present }: { readonly groups: readonly { readonly key: Emitter }[]; readonly present: readonly Emitter[] },
): readonly string[] {
	const values = [...groups.map(({ key }) => key[field]), ...present.map((sighting) => sighting[field])];
	return [...new Set(values.flatMap((value) => value || []))].sort(compareTexts);
}

function silentRow({ name, color, firstSeen, lastSeen }: ServiceEntry): ServiceRow {
	return {
		...{ namespace: "", name, color, silent: true, spanCount: 0, requestCount: 0, errorCount: 0, ratePerSecond: 0 },
		...{ errorRatio: undefined, p50: undefined, p95: undefined, p99: undefined },
		...{ versions: [], instances: [], environments: [], requestCounts: [] },
		...{ firstSeen: unixNanosFromMillis(firstSeen), lastSeen: unixNanosFromMillis(lastSeen) },
	};
}
