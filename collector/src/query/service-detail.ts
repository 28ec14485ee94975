/** One service in numbers: all from roll-ups, each of the whole minutes of a range and, when asked for, of the range before. */
import type { SummedCalls } from "@spanglass/shared/analysis/call-graph";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { UnixNanos } from "@spanglass/shared/units/time";
import {
	type Deploy,
	type InstanceGroup,
	type InstanceSighting,
	type RedGroup,
	type RedKey,
	type RedQuery,
	type RollupReader,
	wholeMinutes,
} from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { summedCalls } from "./call-graph.ts";
import { type Numbers, numbersOf, requestsOf } from "./red-numbers.ts";

/** Numbers of a range, and of the one it is compared with. */
export interface Compared {
	readonly numbers: Numbers;
	readonly before: Numbers | undefined;
}

export interface ServiceQuestion {
	readonly service: string;
	/** Undefined: whatever its namespace. */
	readonly namespace: string | undefined;
	readonly environment: string | undefined;
	readonly range: TimeRange;
	readonly compareWith: TimeRange | undefined;
}

export interface ServiceDetail extends Compared {
	readonly environments: readonly string[];
	readonly namespaces: readonly string[];
	readonly errorClasses: readonly { readonly statusClass: string; readonly operation: string; readonly count: number }[];
	readonly callers: readonly ComparedCalls[];
	readonly callees: readonly ComparedCalls[];
	readonly deploys: readonly Deploy[];
}

export interface ComparedCalls {
	readonly calls: SummedCalls;
	readonly before: SummedCalls | undefined;
}

export interface OperationNumbers extends Compared {
	readonly operation: string;
	readonly kind: number;
	readonly protocol: string;
	/** 0..1 of the time of all operations of the service. */
	readonly timeShare: number;
	readonly errorClasses: readonly { readonly statusClass: string; readonly count: number }[];
}

export type Liveness = "live" | "late" | "lost";

export interface InstanceNumbers extends Compared {
	readonly sighting: InstanceSighting;
	readonly liveness: Liveness;
}

export interface VersionNumbers extends Compared {
	readonly environment: string;
	readonly version: string;
	/** Unix ms of arrival; undefined when nothing remembers it. */
	readonly firstSeen: number | undefined;
	/** 0..1 of the requests of the service. */
	readonly share: number;
}

export interface RedLine {
	readonly group: string;
	readonly points: readonly { readonly at: UnixNanos; readonly numbers: Numbers }[];
}

export interface RedQuestion extends ServiceQuestion {
	readonly stepMinutes: number;
	readonly operation: string | undefined;
	readonly by: keyof RedKey | undefined;
}

/** Lines of one answer: what is beyond goes into one of them. */
const MOST_LINES = 20;
const OTHER_GROUP = "__other__";

const LATE_AFTER = 2;
const LOST_AFTER = 4;
const LEAST_LOST_MS = 30_000;
/** Of an instance that has not sent often enough to know how often it does. */
const ASSUMED_INTERVAL_MS = 60_000;

function whereOf({ service, namespace, environment }: ServiceQuestion) {
	return { service, ...(namespace === undefined ? {} : { namespace }), ...(environment === undefined ? {} : { environment }) };
}

/** The same sums for the range and for the one it is compared with. */
async function both<T>(
	{ range, compareWith }: ServiceQuestion,
	sum: (range: TimeRange) => Promise<T>,
): Promise<readonly [T, T | undefined]> {
	const now = await sum(range);
	return [now, compareWith === undefined ? undefined : await sum(compareWith)];
}

/** Undefined when nothing is known of the service. */
export async function serviceDetail(
	reader: RollupReader,
	question: ServiceQuestion,
	control: QueryControl,
): Promise<ServiceDetail | undefined> {
	const where = whereOf(question);
	const by = ["kind", "statusClass", "operation", "isError", "environment", "namespace"] as const;
	const [groups, earlier] = await both(question, (range) => reader.sumRed({ range, by, where }, control));
	const sightings = await reader.listInstanceSightings(where, control);
	if (groups.length === 0 && sightings.length === 0) return undefined;
	const requests = requestsOf(groups);
	const { service, environment, range } = question;
	const [edges, edgesBefore] = await both(question, (of) => summedCalls(reader, { range: of, environment, touching: service }, control));
	const compared = compareCalls(edges, edgesBefore);
	const isIt = (node: SummedCalls["caller"]) =>
		node.type === "service" && node.name === service && (question.namespace ?? node.namespace) === node.namespace;
	return {
		numbers: numbersOf(requests),
		before: earlier && numbersOf(requestsOf(earlier)),
		environments: distinct(sightings.map((sighting) => sighting.environment)),
		namespaces: distinct(sightings.map((sighting) => sighting.namespace)),
		errorClasses: errorClassesOf(requests, ({ statusClass, operation }) => ({
			statusClass: statusClass ?? "",
			operation: operation ?? "",
		})),
		callers: compared.filter(({ calls }) => isIt(calls.callee)),
		callees: compared.filter(({ calls }) => isIt(calls.caller)),
		deploys: await reader.listDeploys({ ...where, range }, control),
	};
}

function distinct(texts: readonly string[]): readonly string[] {
	return [...new Set(texts)].sort();
}

type ErrorGroup = Pick<RedGroup, "key" | "durations">;

/** Failed spans by something of their key, the most frequent first. */
function errorClassesOf<T extends object>(
	groups: readonly ErrorGroup[],
	of: (key: Partial<RedKey>) => T,
): readonly (T & { readonly count: number })[] {
	const failed = Map.groupBy(
		groups.filter(({ key }) => key.isError === true),
		({ key }) => JSON.stringify(of(key)),
	);
	const counted = [...failed.values()].flatMap((group) => {
		const [first] = group;
		const count = group.reduce((sum, { durations }) => sum + durations.count, 0);
		return first === undefined ? [] : [{ ...of(first.key), count }];
	});
	return counted.sort((a, b) => b.count - a.count);
}

function compareCalls(edges: readonly SummedCalls[], before: readonly SummedCalls[] | undefined): readonly ComparedCalls[] {
	const earlier = new Map(before?.map((calls) => [callsId(calls), calls]));
	return edges.map((calls) => ({ calls, before: earlier.get(callsId(calls)) }));
}

function callsId({ caller, callee, type, evidence }: SummedCalls): string {
	const texts = [caller, callee].map((node) => [node.type, node.namespace, node.name, node.system]);
	return JSON.stringify([texts, type, evidence]);
}

/** Operations by the time that their spans take, most first. */
export async function serviceOperations(
	reader: RollupReader,
	question: ServiceQuestion,
	control: QueryControl,
): Promise<readonly OperationNumbers[]> {
	const by = ["operation", "kind", "protocol", "statusClass", "isError"] as const;
	const [groups, earlier] = await both(question, (range) => reader.sumRed({ range, by, where: whereOf(question) }, control));
	const total = groups.reduce((sum, { durations }) => sum + durations.sumNanos, 0);
	const idOf = ({ key }: RedGroup) => JSON.stringify([key.operation, key.kind, key.protocol]);
	const before = Map.groupBy(earlier ?? [], idOf);
	return [...Map.groupBy(groups, idOf)]
		.flatMap(([id, group]) => {
			const [first] = group;
			if (first === undefined) return [];
			const numbers = numbersOf(group);
			const { operation = "", kind = 0, protocol = "" } = first.key;
			return [
				{
					...{ operation, kind, protocol, numbers },
					before: earlier && numbersOf(before.get(id) ?? []),
					timeShare: total === 0 ? 0 : numbers.durations.sumNanos / total,
					errorClasses: errorClassesOf(group, ({ statusClass }) => ({ statusClass: statusClass ?? "" })),
				},
			];
		})
		.sort((a, b) => b.numbers.durations.sumNanos - a.numbers.durations.sumNanos || (a.operation < b.operation ? -1 : 1));
}

/** Everybody who was ever seen of the service, the last seen first. `now`: Unix ms. */
export async function serviceInstances(
	reader: RollupReader,
	question: ServiceQuestion & { readonly now: number },
	control: QueryControl,
): Promise<readonly InstanceNumbers[]> {
	const where = whereOf(question);
	const by = ["environment", "namespace", "version", "instance", "isRequest", "isError"] as const;
	const [groups, earlier] = await both(question, (range) => reader.sumInstances({ range, by, where }, control));
	const sightings = await reader.listInstanceSightings(where, control);
	const idOf = ({ environment, namespace, version, instance }: Partial<InstanceSighting>) =>
		JSON.stringify([environment, namespace, version, instance]);
	const [byId, beforeById] = [groups, earlier ?? []].map((all) => Map.groupBy(all, ({ key }: InstanceGroup) => idOf(key)));
	return sightings
		.map((sighting) => ({
			sighting,
			liveness: livenessOf(sighting, question.now),
			numbers: instanceNumbers(byId?.get(idOf(sighting)) ?? []),
			before: earlier && instanceNumbers(beforeById?.get(idOf(sighting)) ?? []),
		}))
		.sort((a, b) => b.sighting.lastSeen - a.sighting.lastSeen);
}

function instanceNumbers(groups: readonly InstanceGroup[]): Numbers {
	const requests = groups.filter(({ key }) => key.isRequest === true);
	return numbersOf(requests.length > 0 ? requests : groups);
}

function livenessOf({ lastSeen, usualIntervalMs = ASSUMED_INTERVAL_MS }: InstanceSighting, now: number): Liveness {
	const silent = now - lastSeen;
	if (silent > Math.max(LEAST_LOST_MS, LOST_AFTER * usualIntervalMs)) return "lost";
	return silent > Math.max(LEAST_LOST_MS / 2, LATE_AFTER * usualIntervalMs) ? "late" : "live";
}

/** Versions with requests in the range, by environment, the newest first. */
export async function serviceVersions(
	reader: RollupReader,
	question: ServiceQuestion,
	control: QueryControl,
): Promise<readonly VersionNumbers[]> {
	const where = whereOf(question);
	const by = ["environment", "version", "kind", "isError"] as const;
	const [groups, earlier] = await both(question, (range) => reader.sumRed({ range, by, where }, control));
	const firstSeen = new Map<string, number>();
	const idOf = ({ environment, version }: { readonly environment?: string; readonly version?: string }) =>
		JSON.stringify([environment, version]);
	for (const sighting of await reader.listInstanceSightings(where, control)) {
		const id = idOf(sighting);
		firstSeen.set(id, Math.min(firstSeen.get(id) ?? sighting.firstSeen, sighting.firstSeen));
	}
	const requests = requestsOf(groups);
	const total = requests.reduce((sum, { durations }) => sum + durations.count, 0);
	const before = Map.groupBy(requestsOf(earlier ?? []), ({ key }) => idOf(key));
	return [...Map.groupBy(requests, ({ key }) => idOf(key))]
		.flatMap(([id, group]) => {
			const [first] = group;
			if (first === undefined) return [];
			const { environment = "", version = "" } = first.key;
			const numbers = numbersOf(group);
			const share = total === 0 ? 0 : numbers.durations.count / total;
			return [{ environment, version, firstSeen: firstSeen.get(id), numbers, before: earlier && numbersOf(before.get(id) ?? []), share }];
		})
		.sort((a, b) => (a.environment < b.environment ? -1 : a.environment > b.environment ? 1 : (b.firstSeen ?? 0) - (a.firstSeen ?? 0)));
}

/** Requests over time, in lines. Beyond 20 groups the smaller ones are one. */
export async function serviceRed(reader: RollupReader, question: RedQuestion, control: QueryControl): Promise<readonly RedLine[]> {
	const { range, stepMinutes, operation, by } = question;
	const where = { ...whereOf(question), ...(operation === undefined ? {} : { operation }) };
	const steps = { range: wholeMinutes(range), stepMinutes };
	const requests =
		operation === undefined && (by === undefined || isTold(by))
			? await narrowRequests(reader, { ...steps, by: by ?? "isError", where: whereOf(question) }, control)
			: await wideRequests(reader, { ...steps, by: by ?? "isError", where, areAll: operation !== undefined }, control);
	const nameOf = ({ key }: LineGroup) => (by === undefined ? "" : String(key[by]));
	const sizes = new Map<string, number>();
	for (const group of requests) sizes.set(nameOf(group), (sizes.get(nameOf(group)) ?? 0) + group.durations.count);
	const largest = [...sizes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
	const kept = new Set(largest.length > MOST_LINES ? largest.slice(0, MOST_LINES - 1) : largest);
	const lineOf = (group: LineGroup) => (kept.has(nameOf(group)) ? nameOf(group) : OTHER_GROUP);
	const lines = Map.groupBy(requests, lineOf);
	return [...kept, OTHER_GROUP].flatMap((group) => {
		const ofLine = lines.get(group);
		return ofLine === undefined ? [] : [{ group, points: pointsOf(ofLine) }];
	});
}

type LineGroup = Pick<RedGroup, "key" | "start" | "durations">;

/** What table `instance` tells as well, in far fewer rows. */
const TOLD_BY_INSTANCES = ["version", "environment", "isError"] as const;
type ToldByInstances = (typeof TOLD_BY_INSTANCES)[number];

function isTold(by: keyof RedKey): by is ToldByInstances {
	return TOLD_BY_INSTANCES.some((dimension) => dimension === by);
}

type Steps = Pick<RedQuery, "range" | "where"> & { readonly stepMinutes: number };

async function narrowRequests(
	reader: RollupReader,
	{ by, where, ...steps }: Steps & { readonly by: ToldByInstances },
	control: QueryControl,
): Promise<readonly LineGroup[]> {
	const { service, namespace, environment } = where;
	const groups = await reader.sumInstances(
		{
			...steps,
			by: [...new Set(["isRequest", "isError", by] as const)],
			where: Object.fromEntries(Object.entries({ service, namespace, environment }).filter(([, value]) => value !== undefined)),
		},
		control,
	);
	const requests = groups.filter(({ key }) => key.isRequest === true);
	return requests.length > 0 ? requests : groups;
}

async function wideRequests(
	reader: RollupReader,
	{ by, areAll, ...steps }: Steps & { readonly by: keyof RedKey; readonly areAll: boolean },
	control: QueryControl,
): Promise<readonly LineGroup[]> {
	const groups = await reader.sumRed({ ...steps, by: [...new Set<keyof RedKey>(["kind", "isError", by])] }, control);
	return areAll ? groups : requestsOf(groups);
}

function pointsOf(groups: readonly LineGroup[]): RedLine["points"] {
	return [...Map.groupBy(groups, ({ start }) => start)]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([at, ofStep]) => ({ at, numbers: numbersOf(ofStep) }));
}
