/** Who runs a service: its instances, and its versions. */
import type { InstanceSighting, RollupReader } from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { type Compared, compareGroups, numbersOf, requestsAmong, requestsOf } from "./red-numbers.ts";
import { both, type ServiceQuestion, whereOf } from "./service-question.ts";

/** By the time since it last sent anything, of any signal. */
export type Liveness = "live" | "late" | "lost";

export interface InstanceNumbers extends Compared {
	readonly sighting: InstanceSighting;
	readonly liveness: Liveness;
	/** No span of it starts in the range, whatever its liveness. */
	readonly silent: boolean;
}

export interface VersionNumbers extends Compared {
	readonly environment: string;
	readonly version: string;
	/** Unix ms of arrival; undefined when nothing remembers it. */
	readonly firstSeen: number | undefined;
	/** 0..1 of the requests of the service. */
	readonly share: number;
}

/** So many times its usual interval without a sign makes an instance late, and lost. */
const LATE_AFTER = 2;
const LOST_AFTER = 4;
/** At least: senders that flush several times a second are not late between two flushes. */
const LEAST_LATE_MS = 15_000;
const LEAST_LOST_MS = 30_000;
/** Of an instance that has not sent often enough to know how often it does. */
const ASSUMED_INTERVAL_MS = 60_000;

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
	const [now, before] = [groups, earlier].map((all) => Map.groupBy(all === undefined ? [] : requestsAmong(all), ({ key }) => idOf(key)));
	const spans = new Set(groups.map(({ key }) => idOf(key)));
	return sightings
		.map((sighting) => ({
			sighting,
			liveness: livenessOf(sighting, question.now),
			silent: !spans.has(idOf(sighting)),
			numbers: numbersOf(now?.get(idOf(sighting)) ?? []),
			before: earlier && numbersOf(before?.get(idOf(sighting)) ?? []),
		}))
		.sort((a, b) => b.sighting.lastSeen - a.sighting.lastSeen);
}

/** How an instance does by the time since its last sign. `now`: Unix ms. */
export function livenessOf({ lastSeen, usualIntervalMs = ASSUMED_INTERVAL_MS }: InstanceSighting, now: number): Liveness {
	const silent = now - lastSeen;
	if (silent > Math.max(LEAST_LOST_MS, LOST_AFTER * usualIntervalMs)) return "lost";
	return silent > Math.max(LEAST_LATE_MS, LATE_AFTER * usualIntervalMs) ? "late" : "live";
}

/** Versions with requests in the range, or in the one it is compared with, by environment, the newest first. */
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
	return compareGroups(requests, earlier && requestsOf(earlier), ({ key }) => idOf(key))
		.map(({ example, now, earlier: former }) => {
			const { environment = "", version = "" } = example.key;
			const numbers = numbersOf(now);
			const share = total === 0 ? 0 : numbers.durations.count / total;
			return { environment, version, firstSeen: firstSeen.get(idOf(example.key)), numbers, before: former && numbersOf(former), share };
		})
		.sort((a, b) => (a.environment < b.environment ? -1 : a.environment > b.environment ? 1 : (b.firstSeen ?? 0) - (a.firstSeen ?? 0)));
}
