/**
 * Questions that roll-ups answer: numbers of services and edges over time, computed while writing, exact.
 *
 * Ranges are whole minutes of event time: a reader widens a range outward, and `wholeMinutes` tells which one an answer speaks of. Spans that repeat
 * a span of an earlier request (`ItemMark.duplicate`) are in no number; CLIENT spans that only wrap another one (`isNestedCopy`) only in
 * those of edges of evidence `paired` and `link`.
 */
import type { DurationCounts } from "@spanglass/shared/analysis/duration-counts";
import type { EdgeEvidence, EdgeType, GraphNode } from "@spanglass/shared/model/call-graph";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";
import type { CountedLevel } from "./log-queries.ts";
import type { QueryControl } from "./telemetry-store.ts";

/** What spans are counted by. `kind` is the SpanKind after repair, `operation` the display name; see `CanonicalSpan`. */
export interface RedKey {
	/** `deployment.environment.name`, "" without. */
	readonly environment: string;
	readonly namespace: string;
	readonly service: string;
	/** "" without; as `instance`. */
	readonly version: string;
	readonly operation: string;
	readonly kind: number;
	readonly protocol: string;
	readonly statusClass: string;
	readonly isError: boolean;
}
export type RedDimension = keyof RedKey;

export interface RedQuery {
	/** On span start; whole minutes. */
	readonly range: TimeRange;
	/** Numbers by time: each step of so many minutes, counted from `range.start`. Undefined: one number for the range. */
	readonly stepMinutes?: number;
	/** One group for each distinct combination; none: one group of all. */
	readonly by: readonly RedDimension[];
	/** Only spans that have these values. */
	readonly where: Partial<RedKey>;
}

/** Groups are in no particular order; a group without a span is left out, as is a step. */
export interface RedGroup {
	/** Exactly the dimensions of `by`. */
	readonly key: Partial<RedKey>;
	/** Start of the step; of the range without steps. */
	readonly start: UnixNanos;
	readonly durations: DurationCounts;
}

/** Spans counted by the instance that emitted them. */
export interface InstanceKey {
	readonly environment: string;
	readonly namespace: string;
	readonly service: string;
	readonly version: string;
	/** "" when the resource names none. */
	readonly instance: string;
	/** SERVER or CONSUMER: a request. */
	readonly isRequest: boolean;
	readonly isError: boolean;
}
export type InstanceDimension = keyof InstanceKey;

export interface InstanceQuery {
	readonly range: TimeRange;
	readonly stepMinutes?: number;
	readonly by: readonly InstanceDimension[];
	readonly where: Partial<InstanceKey>;
}

export interface InstanceGroup {
	readonly key: Partial<InstanceKey>;
	readonly start: UnixNanos;
	readonly durations: DurationCounts;
}

/** What calls are counted by. See `shared/analysis/call-edges.ts` for which call makes which edge. */
export interface EdgeKey {
	/** Of the side whose span decides the minute: see `CallEdge`. */
	readonly environment: string;
	readonly caller: GraphNode;
	readonly callee: GraphNode;
	readonly type: EdgeType;
	readonly evidence: EdgeEvidence;
	readonly operation: string;
	readonly statusClass: string;
	/** Either side's status is Error. */
	readonly isError: boolean;
}
export type EdgeDimension = keyof EdgeKey;

export interface EdgeQuery {
	readonly range: TimeRange;
	readonly stepMinutes?: number;
	/** `caller` and `callee` are always among them. */
	readonly by: readonly EdgeDimension[];
	readonly where: Partial<Pick<EdgeKey, "environment" | "type" | "evidence" | "operation" | "isError">>;
	/** Only edges that begin or end at the service (or node) of this name; both sides of any type. */
	readonly touching?: string;
}

export interface EdgeGroup {
	readonly key: Partial<EdgeKey> & Pick<EdgeKey, "caller" | "callee">;
	readonly start: UnixNanos;
	/** Calls on the wire. */
	readonly attempts: number;
	/** Attempts that repeat an earlier one; attempts - resends = logical calls. */
	readonly resends: number;
	/** As the caller, the callee measured it; and of messages the time from the producer's end to the consumer's start. */
	readonly client: DurationCounts;
	readonly server: DurationCounts;
	readonly queue: DurationCounts;
}

/** What log records are counted by. */
export interface LogKey {
	readonly environment: string;
	readonly namespace: string;
	readonly service: string;
	readonly severity: CountedLevel;
	/**
	 * The id of a `LogTemplateRow`, of one service (the demo's has others than one of the same name that is not). `__other__`: the service has
	 * too many templates for one of its own.
	 */
	readonly template: string;
}
export type LogDimension = keyof LogKey;

export interface LogSumQuery {
	/** On the record's time (own, else observed); whole minutes. */
	readonly range: TimeRange;
	readonly stepMinutes?: number;
	readonly by: readonly LogDimension[];
	/** `template`: an id that a template had before it became one with another finds nothing. */
	readonly where: Partial<LogKey>;
}

export interface LogGroup {
	readonly key: Partial<LogKey>;
	readonly start: UnixNanos;
	readonly records: number;
}

/**
 * What messages of one statement of a program have in common: the first line of the body (of a body that is no text the name of the event),
 * with `<*>` where it varies. See `shared/analysis/log-template.ts`. What becomes one template by later messages is one in every answer from
 * then on, its earlier records included, under the id of the oldest.
 */
export interface LogTemplateRow {
	/** The same for ever, also after a restart. */
	readonly id: string;
	readonly namespace: string;
	readonly service: string;
	readonly text: string;
	/** The minute of its earliest record, of all that were ever received. */
	readonly firstSeen: UnixNanos;
}

/** Only templates of these services. */
export interface LogTemplateFilter {
	readonly namespace?: string;
	readonly service?: string;
}

/** What is known of an instance, whatever signal it sent. Times in Unix milliseconds of arrival. */
export interface InstanceSighting {
	readonly environment: string;
	readonly namespace: string;
	readonly service: string;
	readonly version: string;
	readonly instance: string;
	readonly firstSeen: number;
	readonly lastSeen: number;
	/** Median of the time between requests that brought something of it; undefined before the third request. */
	readonly usualIntervalMs: number | undefined;
}

/**
 * The first sight of a version of a service that had been known in its environment under other versions for 30 s: a deploy. Versions that were
 * running when data of the service began are none.
 */
export interface Deploy {
	readonly environment: string;
	readonly namespace: string;
	readonly service: string;
	readonly version: string;
	/** Of arrival. */
	readonly at: UnixNanos;
}

/** Only instances that have these values. */
export interface SightingFilter {
	readonly environment?: string;
	readonly namespace?: string;
	readonly service?: string;
}

export interface DeployQuery extends SightingFilter {
	/** On `at`. */
	readonly range: TimeRange;
}

/** What stands in the way of exact edges; 0 in both: the sums equal a recomputation over everything stored. */
export interface PairingCounters {
	/** Spans that came so long after others of their trace that those were not looked at: their calls are counted without them. */
	readonly partnerLate: number;
	/** Links given up early because there were too many. */
	readonly droppedEarly: number;
	/** Blocks of an earlier version that are not in the roll-ups yet: what they hold is missing in every number. */
	readonly blocksToRollUp: number;
}

const NANOS_PER_MINUTE = 60_000_000_000n;
const LAST_MINUTE = ((1n << 64n) - 1n) / NANOS_PER_MINUTE;

/** The range widened outward to whole minutes: what an answer about it speaks of. */
export function wholeMinutes({ start, end }: TimeRange): TimeRange {
	const last = (end + NANOS_PER_MINUTE - 1n) / NANOS_PER_MINUTE;
	return {
		start: unixNanos((start / NANOS_PER_MINUTE) * NANOS_PER_MINUTE),
		end: unixNanos((last < LAST_MINUTE ? last : LAST_MINUTE) * NANOS_PER_MINUTE),
	};
}

/** The part of `TelemetryReader` that answers from roll-ups. Every answer sees what was acknowledged before the question. */
export interface RollupReader {
	/**
	 * Spans counted by what they say; see `RedQuery`.
	 *
	 * Result  no group without a span.
	 * Cost    what is stored of the range's minutes (of one service where the question names one), not the number of spans.
	 */
	sumRed(query: RedQuery, control: QueryControl): Promise<readonly RedGroup[]>;
	/** Spans counted by who emitted them; as `sumRed`. */
	sumInstances(query: InstanceQuery, control: QueryControl): Promise<readonly InstanceGroup[]>;
	/** Calls counted by who calls whom; as `sumRed`. */
	sumEdges(query: EdgeQuery, control: QueryControl): Promise<readonly EdgeGroup[]>;
	/** Log records counted by template and level; as `sumRed`. Every record counts, whether it repeats another or not. */
	sumLogs(query: LogSumQuery, control: QueryControl): Promise<readonly LogGroup[]>;
	/**
	 * Every template that was ever found, by id; at most 500 a service and 20,000 in all. Which have records in a range: `sumLogs` tells.
	 * Cost: a few µs for each.
	 */
	listLogTemplates(filter: LogTemplateFilter, control: QueryControl): Promise<readonly LogTemplateRow[]>;
	/** Everybody who ever sent something, by service, namespace, environment, version, instance. Cost: a row of each. */
	listInstanceSightings(filter: SightingFilter, control: QueryControl): Promise<readonly InstanceSighting[]>;
	/** Oldest first. Cost: as `listInstanceSightings`. */
	listDeploys(query: DeployQuery, control: QueryControl): Promise<readonly Deploy[]>;
	pairingCounters(control: QueryControl): Promise<PairingCounters>;
}
