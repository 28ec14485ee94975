/**
 * What needs attention, by rules over sums. Each rule says from which numbers on it speaks; fewer calls than `LEAST` tell nothing. An insight
 * weighs what it concerns: requests or calls per second, five times as much when it is critical.
 */
import { amplificationOf, type SummedCalls } from "@spanglass/shared/analysis/call-graph";
import { type DurationCounts, durationQuantile } from "@spanglass/shared/analysis/duration-counts";
import { errorState } from "@spanglass/shared/analysis/error-state";
import type { GraphNode } from "@spanglass/shared/model/call-graph";
import type { CauseKind, InsightKind, InsightSeverity } from "@spanglass/shared/model/insight";
import type { UnixNanos } from "@spanglass/shared/units/time";
import { unixMillisFromNanos, unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { InstanceSighting } from "../../store/api/rollup-queries.ts";
import { livenessOf, lostSightings } from "../liveness.ts";
import { startOfBucket } from "../minute-buckets.ts";
import type { Numbers } from "../red-numbers.ts";
import { type EdgeFacts, errorRatioOf, type Facts, p99Of, type ServiceFacts, serviceId, serviceValues } from "./facts.ts";
import { badSince } from "./steps.ts";

export interface Cause {
	readonly kind: CauseKind;
	readonly service: string;
	readonly version: string | undefined;
}

/** See `overviewSchema`. */
export interface Insight {
	readonly kind: InsightKind;
	readonly severity: InsightSeverity;
	readonly namespace: string;
	readonly service: string;
	readonly callee: GraphNode | undefined;
	readonly version: string | undefined;
	readonly previousVersion: string | undefined;
	readonly instance: string | undefined;
	readonly now: number | undefined;
	readonly before: number | undefined;
	readonly isShare: boolean;
	readonly since: UnixNanos | undefined;
	readonly affectedPerSecond: number;
	readonly values: readonly (number | undefined)[];
	readonly cause: Cause | undefined;
}

/** Requests, or calls, below which nothing is said of errors, of p99. */
const LEAST = { errors: 20, p99: 100, calls: 30, versions: 30, queue: 20 } as const;
const AMPLIFIED = 1.5;
const FAST_SHARE = 0.2;
const LIMITED_SHARE = 0.05;
const SLOWER = { warning: 1.5, warningAlone: 2, critical: 3, leastNanos: 5_000_000, criticalNanos: 100_000_000 } as const;
const QUEUE = { grown: 3, warningNanos: 1_000_000_000, criticalNanos: 30_000_000_000 } as const;
const VERSION = { slower: 1.3, leastNanos: 2_000_000, moreErrors: 0.01 } as const;
const CRITICAL_WEIGHT = 5;
/** A version that appeared so long after something began is still its cause: arrivals come after events, and a step is a minute. */
const NEAR_NANOS = 120_000_000_000n;

const NOTHING = {
	...{ callee: undefined, version: undefined, previousVersion: undefined, instance: undefined, isShare: false },
	...{ now: undefined, before: undefined, since: undefined, values: [], cause: undefined },
};

/** Every insight, what weighs most first. */
export function insightsOf(facts: Facts): readonly Insight[] {
	const ofEdges = facts.edges.flatMap((edge) => edgeInsights(edge, facts));
	const ofVersions = versionInsights(facts);
	const ofServices = [...facts.services.values()].flatMap((service) => serviceInsights(service, facts));
	const all = [...ofEdges, ...ofVersions, ...ofServices, ...lostInstances(facts)];
	return all.map((insight) => ({ ...insight, cause: causeOf(insight, all, facts) })).sort(byWeight);
}

function byWeight(a: Insight, b: Insight): number {
	return weightOf(b) - weightOf(a) || (textOf(a) < textOf(b) ? -1 : 1);
}

function weightOf({ affectedPerSecond, severity }: Insight): number {
	return affectedPerSecond * (severity === "critical" ? CRITICAL_WEIGHT : 1);
}

function textOf({ kind, service, namespace, callee, version, instance }: Insight): string {
	return JSON.stringify([kind, service, namespace, callee?.name, version, instance]);
}

/** Seconds of the range that are over. */
function secondsOf({ question: { range, now } }: Facts): number {
	return Math.max(1, Math.min(unixMillisFromNanos(range.end), now) / 1000 - unixMillisFromNanos(range.start) / 1000);
}

function quantile(durations: DurationCounts | undefined, least: number): number | undefined {
	return durations === undefined || durations.count < least ? undefined : durationQuantile(durations, 0.99);
}

function edgeInsights({ calls, before, failedFast, rateLimited }: EdgeFacts, facts: Facts): readonly Insight[] {
	const { caller, callee, attempts } = calls;
	if (attempts < LEAST.calls || caller.type !== "service") return caller.type === "topic" ? queueInsight(calls, before, facts) : [];
	const base = { ...NOTHING, namespace: caller.namespace, service: caller.name, callee, affectedPerSecond: attempts / secondsOf(facts) };
	const found: Insight[] = [];
	const amplification = amplificationOf(calls) ?? 1;
	const former = before && (amplificationOf(before) ?? 1);
	if (amplification >= AMPLIFIED) {
		const severity = amplification >= 2 * AMPLIFIED ? "critical" : "warning";
		found.push({ ...base, kind: "retries", severity, now: amplification, before: former });
	}
	if (failedFast / attempts >= FAST_SHARE)
		found.push({ ...base, kind: "failFast", severity: "critical", now: failedFast / attempts, isShare: true });
	if (rateLimited / attempts >= LIMITED_SHARE) {
		found.push({ ...base, kind: "rateLimited", severity: "warning", now: rateLimited / attempts, isShare: true });
	}
	return [...found, ...queueInsight(calls, before, facts)];
}

/** Messages that wait: of the edge from a topic to who takes them, or between the two services. */
function queueInsight({ caller, callee, queue }: SummedCalls, before: SummedCalls | undefined, facts: Facts): readonly Insight[] {
	const [now, former] = [quantile(queue, LEAST.queue), quantile(before?.queue, LEAST.queue)];
	if (now === undefined || callee.type !== "service") return [];
	const isGrown = now >= QUEUE.warningNanos && former !== undefined && now >= QUEUE.grown * former;
	if (!isGrown && now < QUEUE.criticalNanos) return [];
	const severity = now >= QUEUE.criticalNanos ? "critical" : "warning";
	const { namespace, name: service } = callee;
	return [
		{
			...NOTHING,
			kind: "queue",
			severity,
			namespace,
			service,
			callee: caller,
			now,
			before: former,
			affectedPerSecond: queue.count / secondsOf(facts),
		},
	];
}

function serviceInsights(service: ServiceFacts, facts: Facts): readonly Insight[] {
	const { numbers, namespace, name } = service;
	const base = { ...NOTHING, namespace, service: name };
	const count = numbers.durations.count;
	const seconds = secondsOf(facts);
	const found: Insight[] = [];
	const ratio = errorRatioOf(numbers) ?? 0;
	if (count >= LEAST.errors && errorState(ratio) !== "ok") {
		const values = serviceValues(service, facts.steps, errorRatioOf);
		const severity = errorState(ratio) === "error" ? "critical" : "warning";
		const before = errorRatioOf(service.before);
		const since = sinceOf(values, facts, (value) => errorState(value) !== "ok");
		found.push({
			...base,
			kind: "errors",
			severity,
			now: ratio,
			before,
			isShare: true,
			since,
			values,
			affectedPerSecond: numbers.errors / seconds,
		});
	}
	const slower = slowerThan(service, facts);
	if (slower !== undefined) {
		const { now, before, values } = slower;
		const isCritical = now >= SLOWER.critical * before && now - before >= SLOWER.criticalNanos;
		const since = sinceOf(values, facts, (value) => value >= SLOWER.warning * before);
		found.push({
			...base,
			kind: "latency",
			severity: isCritical ? "critical" : "warning",
			now,
			before,
			since,
			values,
			affectedPerSecond: count / seconds,
		});
	}
	return found;
}

/** p99 against that of the range before, or where that tells nothing, of the later half of the range against its first. */
function slowerThan(service: ServiceFacts, facts: Facts) {
	const values = serviceValues(service, facts.steps, p99Of);
	const [now, former] = [quantile(service.numbers.durations, LEAST.p99), quantile(service.before.durations, LEAST.p99)];
	const known = values.filter((value) => value !== undefined);
	const half = Math.floor(known.length / 2);
	const before = former ?? (half < 2 ? undefined : medianOf(known.slice(0, half)));
	const latest = former === undefined ? medianOf(known.slice(half)) : now;
	if (now === undefined || before === undefined || latest === undefined) return undefined;
	const factor = former === undefined ? SLOWER.warningAlone : SLOWER.warning;
	const isSlower = latest >= factor * before && latest - before >= SLOWER.leastNanos;
	return isSlower ? { now: latest, before, values } : undefined;
}

function medianOf(values: readonly number[]): number | undefined {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function sinceOf(values: readonly (number | undefined)[], { steps }: Facts, isBad: (value: number) => boolean): UnixNanos | undefined {
	const step = badSince(values, isBad);
	return step === undefined ? undefined : startOfBucket(steps, step);
}

/** Versions that appeared in the range and do worse than the one before them. */
function versionInsights(facts: Facts): readonly Insight[] {
	const { range } = facts.question;
	return facts.deploys.flatMap(({ namespace, service: name, version, at }) => {
		const service = facts.services.get(serviceId({ namespace, name }));
		const numbers = service?.versions.get(version);
		const previousVersion = previousVersionOf({ namespace, service: name, version }, facts);
		const before = previousVersion === undefined ? undefined : (service?.versions.get(previousVersion) ?? service?.before);
		if (at < range.start || service === undefined || numbers === undefined || before === undefined) return [];
		if (Math.min(numbers.durations.count, before.durations.count) < LEAST.versions) return [];
		const told = worseVersion(numbers, before);
		if (told === undefined) return [];
		const values = serviceValues(service, facts.steps, told.isShare ? errorRatioOf : p99Of);
		const affectedPerSecond = numbers.durations.count / secondsOf(facts);
		return [
			{
				...NOTHING,
				kind: "version",
				severity: "warning",
				namespace,
				service: name,
				version,
				previousVersion,
				since: at,
				values,
				affectedPerSecond,
				...told,
			},
		];
	});
}

function worseVersion(numbers: Numbers, before: Numbers) {
	const [p99, formerP99] = [p99Of(numbers), p99Of(before)];
	const [errors, formerErrors] = [errorRatioOf(numbers) ?? 0, errorRatioOf(before) ?? 0];
	const isSlower =
		p99 !== undefined && formerP99 !== undefined && p99 >= VERSION.slower * formerP99 && p99 - formerP99 >= VERSION.leastNanos;
	if (isSlower) return { now: p99, before: formerP99, isShare: false };
	return errors - formerErrors >= VERSION.moreErrors ? { now: errors, before: formerErrors, isShare: true } : undefined;
}

/** The version of a service that appeared last before this one. */
export function previousVersionOf(
	{ namespace, service, version }: Pick<InstanceSighting, "namespace" | "service" | "version">,
	{ sightings }: Pick<Facts, "sightings">,
): string | undefined {
	const first = new Map<string, number>();
	for (const sighting of sightings) {
		if (sighting.namespace !== namespace || sighting.service !== service || sighting.version === "") continue;
		first.set(sighting.version, Math.min(first.get(sighting.version) ?? sighting.firstSeen, sighting.firstSeen));
	}
	const own = first.get(version) ?? 0;
	const earlier = [...first].filter(([other, at]) => other !== version && at <= own).sort(([, a], [, b]) => b - a);
	return earlier[0]?.[0];
}

/** When nobody at all is heard of any more, it is not the instances that are lost but what brings their data. */
function lostInstances(facts: Facts): readonly Insight[] {
	const { sightings, question } = facts;
	if (sightings.every((sighting) => livenessOf(sighting, question.now) === "lost")) return [];
	return lostSightings(sightings, question.now).map(({ namespace, service, version, instance, lastSeen }) => {
		const numbers = facts.services.get(serviceId({ namespace, name: service }))?.numbers;
		const affectedPerSecond = (numbers?.durations.count ?? 0) / secondsOf(facts);
		const since = unixNanosFromMillis(lastSeen);
		return { ...NOTHING, kind: "lostInstance", severity: "warning", namespace, service, version, instance, since, affectedPerSecond };
	});
}

/** What may be behind it: a version that appeared, else trouble with something that is called. Nothing explains itself. */
export function causeOf(
	{ kind, namespace, service, since, callee }: Pick<Insight, "kind" | "namespace" | "service" | "since" | "callee">,
	insights: readonly Insight[],
	{ deploys, edges, question: { range } }: Facts,
): Cause | undefined {
	if (kind === "lostInstance" || kind === "version") return undefined;
	const isNear = (at: UnixNanos) => at >= range.start && (since === undefined || at <= since + NEAR_NANOS);
	const deployOf = (name: string) => deploys.findLast((deploy) => deploy.service === name && isNear(deploy.at));
	const isOfCalls = kind === "retries" || kind === "failFast";
	const deploy = (isOfCalls && callee !== undefined ? deployOf(callee.name) : undefined) ?? deployOf(service);
	if (deploy !== undefined) return { kind: "deploy", service: deploy.service, version: deploy.version };
	if (isOfCalls) return undefined;
	const callees = edges
		.filter(({ calls }) => calls.caller.name === service && calls.caller.namespace === namespace)
		.map(({ calls }) => calls.callee.name);
	const behind = insights.find((other) =>
		other.service === service
			? other.kind === "retries" || other.kind === "failFast"
			: callees.includes(other.service) && isTrouble(other.kind),
	);
	if (behind === undefined) return undefined;
	return {
		kind: behind.kind as CauseKind,
		service: behind.service === service ? (behind.callee?.name ?? service) : behind.service,
		version: undefined,
	};
}

function isTrouble(kind: InsightKind): boolean {
	return kind === "errors" || kind === "latency";
}
