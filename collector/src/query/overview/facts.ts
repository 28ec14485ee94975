/** What the roll-ups know of all services and calls of a range and of the one before: what the first page draws its conclusions from. */
import { edgesOfView, nodeId, type SummedCalls } from "@spanglass/shared/analysis/call-graph";
import { durationOfBucket, durationQuantile } from "@spanglass/shared/analysis/duration-counts";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { Deploy, EdgeGroup, InstanceGroup, InstanceSighting, RollupReader } from "../../store/api/rollup-queries.ts";
import type { QueryControl } from "../../store/api/telemetry-store.ts";
import { summedCalls } from "../call-graph.ts";
import { type MinuteBuckets, minuteBuckets, sumByBucket } from "../minute-buckets.ts";
import { type Numbers, numbersOf, requestsAmong } from "../red-numbers.ts";
import { valuesBySteps } from "./steps.ts";

const MOST_STEPS = 60;

export interface OverviewQuestion {
	/** Whole minutes. */
	readonly range: TimeRange;
	/** As long, just before. */
	readonly compareWith: TimeRange;
	readonly environment: string | undefined;
	/** Unix milliseconds. */
	readonly now: number;
}

export interface ServiceFacts {
	readonly namespace: string;
	readonly name: string;
	readonly numbers: Numbers;
	readonly before: Numbers;
	/** Requests by step. */
	readonly groups: readonly InstanceGroup[];
	/** The same by version, without steps. */
	readonly versions: ReadonlyMap<string, Numbers>;
}

export interface EdgeFacts {
	readonly calls: SummedCalls;
	readonly before: SummedCalls | undefined;
	/** Failed calls that were not seen to arrive and ended within `FAST_NANOS`, and those that were refused as too many. */
	readonly failedFast: number;
	readonly rateLimited: number;
}

export interface Facts {
	readonly question: OverviewQuestion;
	readonly steps: MinuteBuckets;
	/** By `serviceId`. */
	readonly services: ReadonlyMap<string, ServiceFacts>;
	readonly edges: readonly EdgeFacts[];
	/** Edges of the range before that are gone, as they were. */
	readonly goneEdges: readonly SummedCalls[];
	readonly sightings: readonly InstanceSighting[];
	/** Of the day that ends with the range. */
	readonly deploys: readonly Deploy[];
}

/** A call that ends sooner was not tried. */
const FAST_NANOS = 5_000_000;
const RATE_LIMITED: ReadonlySet<string> = new Set(["429", "RESOURCE_EXHAUSTED"]);
const NANOS_PER_DAY = 86_400_000_000_000n;
const SHOWN = { topics: "shown", pairedOnly: false } as const;

export function serviceId({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
	return JSON.stringify([namespace, name]);
}

export async function gatherFacts(reader: RollupReader, question: OverviewQuestion, control: QueryControl): Promise<Facts> {
	const { range, compareWith, environment } = question;
	const steps = minuteBuckets(range, MOST_STEPS);
	const where = environment === undefined ? {} : { environment };
	const calls = edgesOfView(await summedCalls(reader, { range, environment }, control), SHOWN);
	const before = edgesOfView(await summedCalls(reader, { range: compareWith, environment }, control), SHOWN);
	const earlier = new Map(before.map((edge) => [edgeKey(edge), edge]));
	const known = new Set(calls.map(edgeKey));
	const failed = await reader.sumEdges({ range, by: ["type", "evidence", "statusClass"], where: { ...where, isError: true } }, control);
	const failures = Map.groupBy(failed, ({ key }) => pairKey(key));
	const dayStart = range.end > NANOS_PER_DAY ? range.end - NANOS_PER_DAY : 0n;
	return {
		question,
		steps,
		services: await serviceFacts(reader, { question, steps }, control),
		edges: calls.map((edge) => ({ calls: edge, before: earlier.get(edgeKey(edge)), ...failureCounts(failures.get(pairKey(edge)) ?? []) })),
		goneEdges: before.filter((edge) => !known.has(edgeKey(edge))),
		sightings: await reader.listInstanceSightings(where, control),
		deploys: await reader.listDeploys({ ...where, range: { start: dayStart as TimeRange["start"], end: range.end } }, control),
	};
}

function pairKey({ caller, callee }: Pick<SummedCalls, "caller" | "callee">): string {
	return `${nodeId(caller)}\n${nodeId(callee)}`;
}

function edgeKey(edge: SummedCalls): string {
	return `${pairKey(edge)}\n${edge.type}\n${edge.evidence}`;
}

function failureCounts(groups: readonly EdgeGroup[]): Pick<EdgeFacts, "failedFast" | "rateLimited"> {
	let [failedFast, rateLimited] = [0, 0];
	for (const { key, attempts, client, server } of groups) {
		if (RATE_LIMITED.has(key.statusClass ?? "")) rateLimited += attempts;
		if (key.evidence === "paired" || server.count > 0) continue;
		for (const [at, bucket] of client.buckets.entries())
			if (durationOfBucket(bucket) <= FAST_NANOS) failedFast += client.counts[at] as number;
	}
	return { failedFast, rateLimited };
}

async function serviceFacts(
	reader: RollupReader,
	{ question, steps }: { readonly question: OverviewQuestion; readonly steps: MinuteBuckets },
	control: QueryControl,
): Promise<ReadonlyMap<string, ServiceFacts>> {
	const { range, compareWith, environment } = question;
	const where = environment === undefined ? {} : { environment };
	const by = ["namespace", "service", "isRequest", "isError"] as const;
	const groups = await sumByBucket(steps, (piece) => reader.sumInstances({ ...piece, by, where }, control));
	const before = await reader.sumInstances({ range: compareWith, by, where }, control);
	const versions = await reader.sumInstances({ range, by: [...by, "version"], where }, control);
	const idOf = ({ key }: InstanceGroup) => serviceId({ namespace: key.namespace ?? "", name: key.service ?? "" });
	const [now, earlier, byVersion] = [groups, before, versions].map((all) => Map.groupBy(all, idOf));
	const facts = new Map<string, ServiceFacts>();
	for (const id of new Set([...(now?.keys() ?? []), ...(earlier?.keys() ?? [])])) {
		const own = requestsAmong(now?.get(id) ?? []);
		const former = requestsAmong(earlier?.get(id) ?? []);
		const { namespace = "", service: name = "" } = (own[0] ?? former[0])?.key ?? {};
		const ofVersions = Map.groupBy(requestsAmong(byVersion?.get(id) ?? []), ({ key }) => key.version ?? "");
		facts.set(id, {
			...{ namespace, name, groups: own, numbers: numbersOf(own), before: numbersOf(former) },
			versions: new Map([...ofVersions].map(([version, all]) => [version, numbersOf(all)])),
		});
	}
	return facts;
}

export function p99Of({ durations }: Pick<Numbers, "durations">): number | undefined {
	return durationQuantile(durations, 0.99);
}

export function errorRatioOf({ durations, errors }: Numbers): number | undefined {
	return durations.count === 0 ? undefined : errors / durations.count;
}

/** A measure of a service by step. */
export function serviceValues({ groups }: ServiceFacts, steps: MinuteBuckets, measure: (numbers: Numbers) => number | undefined) {
	return valuesBySteps(steps, groups, (ofStep) => measure(numbersOf(ofStep)));
}
