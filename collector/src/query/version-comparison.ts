/** Two versions of a service beside each other: by operation, and what only the newer one brought. */
import type { SummedCalls } from "@spanglass/shared/analysis/call-graph";
import { durationQuantile } from "@spanglass/shared/analysis/duration-counts";
import type { ErrorGroup } from "@spanglass/shared/analysis/error-group";
import type { GraphNode } from "@spanglass/shared/model/call-graph";
import { LIMITS } from "@spanglass/shared/model/limits";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import type { Filter } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { unixNanos, unixNanosFromMillis } from "@spanglass/shared/units/time";
import { timeBuckets } from "@spanglass/shared/units/time-buckets";
import { type InstanceSighting, type RedGroup, type RollupReader, wholeMinutes } from "../store/api/rollup-queries.ts";
import type { QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";
import { summedCalls } from "./call-graph.ts";
import { type Numbers, numbersOf, requestsOf } from "./red-numbers.ts";
import { type ServiceQuestion, whereOf } from "./service-question.ts";

export interface VersionsQuestion extends ServiceQuestion {
	/** The versions: `b` is judged against `a`. */
	readonly a: string;
	readonly b: string;
}

export interface VersionSide {
	readonly version: string;
	/** Unix ms of arrival; undefined when nothing remembers it. */
	readonly firstSeen: number | undefined;
	readonly lastSeen: number | undefined;
	/** Requests of the range. */
	readonly numbers: Numbers;
}

export interface ComparedOperation {
	readonly operation: string;
	readonly kind: number;
	readonly protocol: string;
	/** All spans of the operation; undefined: the version has none. */
	readonly a: Numbers | undefined;
	readonly b: Numbers | undefined;
}

export interface VersionComparison {
	readonly a: VersionSide;
	readonly b: VersionSide;
	/** What became worse first. */
	readonly operations: readonly ComparedOperation[];
	/** Groups of failed spans of `b` that `a` has none of; undefined: `a` served nothing in the range, so nothing can be called new. */
	readonly newErrors: readonly ErrorGroup[] | undefined;
	/** Not every failed span could be looked at. */
	readonly errorsComplete: boolean;
	/** Whom the service calls since `b` was first seen and did not before, and the other way round; undefined: it was there before `a`, or always. */
	readonly edges: { readonly added: readonly GraphNode[]; readonly gone: readonly GraphNode[] } | undefined;
}

/** Error groups that are told apart. */
const GROUPS = 500;
/** Calls of an edge before it is called gone. */
const LEAST_CALLS = 5;
/** Spans of either side before an operation is judged. */
const LEAST_SPANS = 20;
/** One more failure in ten weighs as much as a p99 that doubled. */
const ERROR_WEIGHT = 10;

type Reader = RollupReader & Pick<TelemetryReader, "groupErrors">;

/** Numbers are those of `serviceVersions` and `serviceOperations`. Cost: theirs, and a pass over the failed spans of both versions. */
export async function compareVersions(reader: Reader, question: VersionsQuestion, control: QueryControl): Promise<VersionComparison> {
	const { range, a, b } = question;
	const by = ["version", "operation", "kind", "protocol", "isError"] as const;
	const groups = await reader.sumRed({ range, by, where: whereOf(question) }, control);
	const sightings = await reader.listInstanceSightings(whereOf(question), control);
	const requests = requestsOf(groups);
	const [sideA, sideB] = [a, b].map((version) => sideOf(version, requests, sightings)) as [VersionSide, VersionSide];
	const errors = sideA.numbers.durations.count === 0 ? undefined : await errorsOnlyOfB(reader, question, control);
	return {
		...{ a: sideA, b: sideB, operations: comparedOperations(groups, question) },
		...{ newErrors: errors?.groups, errorsComplete: errors?.complete ?? true },
		edges: await edgeChanges(reader, { ...question, sideA, sideB }, control),
	};
}

function sideOf(version: string, requests: readonly RedGroup[], sightings: readonly InstanceSighting[]): VersionSide {
	const own = sightings.filter((sighting) => sighting.version === version);
	return {
		version,
		firstSeen: own.length === 0 ? undefined : Math.min(...own.map(({ firstSeen }) => firstSeen)),
		lastSeen: own.length === 0 ? undefined : Math.max(...own.map(({ lastSeen }) => lastSeen)),
		numbers: numbersOf(requests.filter(({ key }) => key.version === version)),
	};
}

function comparedOperations(groups: readonly RedGroup[], { a, b }: Pick<VersionsQuestion, "a" | "b">): readonly ComparedOperation[] {
	const wanted = groups.filter(({ key }) => key.version === a || key.version === b);
	const operations = Map.groupBy(wanted, ({ key }) => JSON.stringify([key.operation, key.kind, key.protocol]));
	const compared = [...operations.values()].flatMap((all): readonly ComparedOperation[] => {
		const [first] = all;
		if (first === undefined) return [];
		const of = (version: string) => {
			const own = all.filter(({ key }) => key.version === version);
			return own.length === 0 ? undefined : numbersOf(own);
		};
		const { operation = "", kind = 0, protocol = "" } = first.key;
		return [{ operation, kind, protocol, a: of(a), b: of(b) }];
	});
	const scored = compared.map((operation) => ({ operation, score: regressionOf(operation) }));
	const order = (x: ComparedOperation, y: ComparedOperation) => countOf(y) - countOf(x) || (x.operation < y.operation ? -1 : 1);
	return scored.sort((x, y) => y.score - x.score || order(x.operation, y.operation)).map(({ operation }) => operation);
}

function countOf({ a, b }: ComparedOperation): number {
	return (a?.durations.count ?? 0) + (b?.durations.count ?? 0);
}

/** By how much worse the operation is under `b`, times its spans there; 0: not worse, or too few spans to tell. */
export function regressionOf({ a, b }: Pick<ComparedOperation, "a" | "b">): number {
	if (a === undefined || b === undefined || Math.min(a.durations.count, b.durations.count) < LEAST_SPANS) return 0;
	const [was, now] = [durationQuantile(a.durations, 0.99) ?? 0, durationQuantile(b.durations, 0.99) ?? 0];
	const slower = was === 0 ? 0 : Math.max(0, now / was - 1);
	const failing = Math.max(0, b.errors / b.durations.count - a.errors / a.durations.count);
	return b.durations.count * (slower + ERROR_WEIGHT * failing);
}

async function errorsOnlyOfB(reader: Reader, { service, namespace, environment, range, a, b }: VersionsQuestion, control: QueryControl) {
	const either: Filter = { type: "any", terms: [equals("version", a), equals("version", b)] };
	const filter = inEnvironment({ type: "all", terms: [equals("service", service), either] }, environment);
	const buckets = timeBuckets(range.start, range.end, { most: 1 });
	const { groups, complete } = await reader.groupErrors({ range, filter, buckets, limit: GROUPS, rows: LIMITS.groupedRows }, control);
	const isOnlyOfB = ({ versions }: ErrorGroup) => versions.some(({ value }) => value === b) && !versions.some(({ value }) => value === a);
	return { groups: groups.filter((group) => (namespace === undefined || group.namespace === namespace) && isOnlyOfB(group)), complete };
}

function equals(key: "service" | "version", text: string): Filter {
	return { type: "compare", field: { scope: "intrinsic", key }, op: "=", value: { text, number: undefined, quoted: true } };
}

/** Calls name no version: those since `b` was first seen against as long a time before it. */
async function edgeChanges(
	reader: Reader,
	{ service, environment, range, sideA, sideB }: VersionsQuestion & { readonly sideA: VersionSide; readonly sideB: VersionSide },
	control: QueryControl,
): Promise<VersionComparison["edges"]> {
	if (sideA.firstSeen === undefined || sideB.firstSeen === undefined || sideB.firstSeen <= sideA.firstSeen) return undefined;
	const since = wholeMinutes({ start: unixNanosFromMillis(sideB.firstSeen), end: range.end }).start;
	if (since <= range.start || since >= range.end) return undefined;
	const length = range.end - since;
	const earlier: TimeRange = { start: unixNanos(since > length ? since - length : 0n), end: since };
	const calls = async (of: TimeRange) => {
		const all = await summedCalls(reader, { range: of, environment, touching: service }, control);
		return all.filter(({ caller }) => caller.type === "service" && caller.name === service);
	};
	const [now, before] = [await calls({ start: since, end: range.end }), await calls(earlier)];
	return { added: calleesOnlyIn(now, before, 1), gone: calleesOnlyIn(before, now, LEAST_CALLS) };
}

function calleesOnlyIn(calls: readonly SummedCalls[], others: readonly SummedCalls[], least: number): readonly GraphNode[] {
	const idOf = ({ callee }: SummedCalls) => JSON.stringify([callee.type, callee.namespace, callee.name, callee.system]);
	const known = new Set(others.map(idOf));
	const found = calls.filter((edge) => edge.attempts >= least && !known.has(idOf(edge)));
	return [...new Map(found.map((edge) => [idOf(edge), edge.callee])).values()];
}
