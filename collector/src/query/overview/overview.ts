/** The first page: how services do, what needs attention, what changed, what comes in. All from roll-ups. */

import { addDurations } from "@spanglass/shared/analysis/duration-counts";
import { type ServiceState, serviceState } from "@spanglass/shared/analysis/error-state";
import type { HealthState } from "@spanglass/shared/model/insight";
import { type UnixNanos, unixMillisFromNanos } from "@spanglass/shared/units/time";
import type { ServiceEntry } from "../../store/api/app-store.ts";
import type { RollupReader } from "../../store/api/rollup-queries.ts";
import type { QueryControl } from "../../store/api/telemetry-store.ts";
import { livenessOf, lostSightings } from "../liveness.ts";
import { bucketOf, type MinuteBuckets, startOfBucket, sumByBucket } from "../minute-buckets.ts";
import type { Compared, Numbers } from "../red-numbers.ts";
import { type Change, changesOf } from "./changes.ts";
import { errorRatioOf, type Facts, gatherFacts, type OverviewQuestion, serviceId } from "./facts.ts";
import { type Insight, insightsOf } from "./insights.ts";
import { type Regression, regressionsOf } from "./regressions.ts";

export type { OverviewQuestion } from "./facts.ts";

export interface ServiceHealth extends Compared {
	readonly namespace: string;
	readonly name: string;
	readonly state: HealthState;
}

export interface Overview {
	readonly steps: MinuteBuckets;
	readonly services: readonly ServiceHealth[];
	readonly instances: Readonly<Record<"live" | "late" | "lost", number>>;
	/** Services with lost instances, most of them first. */
	readonly lostOf: readonly { readonly namespace: string; readonly name: string; readonly count: number }[];
	readonly insights: readonly Insight[];
	readonly changes: readonly Change[];
	readonly entry: Compared & { readonly points: readonly { readonly at: UnixNanos; readonly numbers: Numbers }[] };
	readonly regressions: readonly Regression[];
}

const INSIGHTS = 20;
const CHANGES = 50;
const STATES: readonly HealthState[] = ["critical", "warning", "ok", "idle", "silent"];
const HEALTH: Readonly<Record<ServiceState, HealthState>> = {
	error: "critical",
	warn: "warning",
	ok: "ok",
	idle: "idle",
	silent: "silent",
};

/** Cost: what is stored of the minutes of both ranges, a dozen sums. */
export async function overviewOf(
	reader: RollupReader,
	question: OverviewQuestion,
	{ entries, control }: { readonly entries: readonly ServiceEntry[]; readonly control: QueryControl },
): Promise<Overview> {
	const facts = await gatherFacts(reader, question, control);
	const insights = insightsOf(facts);
	return {
		steps: facts.steps,
		services: healthOf(facts, entries),
		...countInstances(facts),
		insights: insights.slice(0, INSIGHTS),
		changes: (await changesOf(reader, facts, control)).slice(0, CHANGES),
		entry: await entryTraffic(reader, facts, control),
		regressions: await regressionsOf(reader, facts, { insights, control }),
	};
}

/** Worst first, then by rate. States are by the share of failed requests, as everywhere; what else is wrong is said by insights. */
function healthOf({ services, sightings, question }: Facts, entries: readonly ServiceEntry[]): readonly ServiceHealth[] {
	const [first, last] = [unixMillisFromNanos(question.range.start), unixMillisFromNanos(question.range.end)];
	const present = sightings.filter(({ firstSeen, lastSeen }) => firstSeen < last && lastSeen >= first);
	const heard = new Set(present.map(({ service }) => service));
	const stateOf = (name: string, numbers: Numbers): HealthState =>
		HEALTH[serviceState({ errorRatio: errorRatioOf(numbers) ?? null, isHeard: heard.has(name) })];
	const known = [...services.values()].map(({ namespace, name, numbers, before }): ServiceHealth => {
		return { namespace, name, numbers, before, state: stateOf(name, numbers) };
	});
	const names = new Set(known.map(({ name }) => name));
	const none: Numbers = { durations: addDurations([]), errors: 0 };
	const others = question.environment === undefined ? entries.map(({ name }) => name) : [...heard];
	const all = [
		...known,
		...[...new Set(others)]
			.filter((name) => !names.has(name))
			.map((name): ServiceHealth => ({ namespace: "", name, numbers: none, before: none, state: stateOf(name, none) })),
	];
	const order = (a: ServiceHealth, b: ServiceHealth) =>
		STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
		b.numbers.durations.count - a.numbers.durations.count ||
		(a.name < b.name ? -1 : 1);
	return all.sort(order);
}

function countInstances({ sightings, question: { now } }: Facts): Pick<Overview, "instances" | "lostOf"> {
	const of = (wanted: string) => sightings.filter((sighting) => livenessOf(sighting, now) === wanted).length;
	const lost = lostSightings(sightings, now);
	const services = Map.groupBy(lost, ({ namespace, service }) => serviceId({ namespace, name: service }));
	const lostOf = [...services.values()].flatMap((all) => {
		const [first] = all;
		return first === undefined ? [] : [{ namespace: first.namespace, name: first.service, count: all.length }];
	});
	return {
		instances: { live: of("live"), late: of("late"), lost: lost.length },
		lostOf: lostOf.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
	};
}

/** Calls of users: SERVER spans without a parent. */
async function entryTraffic(reader: RollupReader, { question, steps }: Facts, control: QueryControl): Promise<Overview["entry"]> {
	const { compareWith, environment } = question;
	const where = { type: "user", ...(environment === undefined ? {} : { environment }) } as const;
	const by = ["isError"] as const;
	const groups = await sumByBucket(steps, (piece) => reader.sumEdges({ ...piece, by, where }, control));
	const before = await reader.sumEdges({ range: compareWith, by, where }, control);
	const numbersOf = (all: typeof groups): Numbers => ({
		durations: addDurations(all.map(({ server }) => server)),
		errors: all.reduce((sum, { key, attempts }) => sum + (key.isError === true ? attempts : 0), 0),
	});
	const points = [...Map.groupBy(groups, ({ start }) => bucketOf(steps, start))].sort(([a], [b]) => a - b);
	return {
		numbers: numbersOf(groups),
		before: numbersOf(before),
		points: points.map(([step, ofStep]) => ({ at: startOfBucket(steps, step), numbers: numbersOf(ofStep) })),
	};
}
