/** Who runs a service: its instances, and its versions. */
import type { InstanceSighting, RollupReader } from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { goneSightings, type Liveness, livenessOf } from "./liveness.ts";
import { type Compared, compareGroups, numbersOf, requestsAmong, requestsOf } from "./red-numbers.ts";
import { both, type ServiceQuestion, whereOf } from "./service-question.ts";

export interface InstanceNumbers extends Compared {
	readonly sighting: InstanceSighting;
	readonly liveness: Liveness;
	/** See `goneSightings`. */
	readonly gone: boolean;
	/** No span of it starts in the range, whatever its liveness. */
	readonly silent: boolean;
}

export interface VersionNumbers extends Compared {
	readonly environment: string;
	readonly version: string;
	/** Unix ms of arrival; undefined when nothing remembers it. */
	readonly firstSeen: number | undefined;
	readonly lastSeen: number | undefined;
	/** How many were ever seen of it, and how many of them are not lost. */
	readonly instances: { readonly running: number; readonly seen: number };
	/** 0..1 of the requests of the service. */
	readonly share: number;
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
	const [now, before] = [groups, earlier].map((all) => Map.groupBy(all === undefined ? [] : requestsAmong(all), ({ key }) => idOf(key)));
	const gone = goneSightings(sightings, question.now);
	const spans = new Set(groups.map(({ key }) => idOf(key)));
	return sightings
		.map((sighting) => ({
			sighting,
			liveness: livenessOf(sighting, question.now),
			gone: gone.has(sighting),
			silent: !spans.has(idOf(sighting)),
			numbers: numbersOf(now?.get(idOf(sighting)) ?? []),
			before: earlier && numbersOf(before?.get(idOf(sighting)) ?? []),
		}))
		.sort((a, b) => b.sighting.lastSeen - a.sighting.lastSeen);
}

/** Versions with requests in the range, or in the one it is compared with, by environment, the newest first. */
export async function serviceVersions(
	reader: RollupReader,
	question: ServiceQuestion & { readonly now: number },
	control: QueryControl,
): Promise<readonly VersionNumbers[]> {
	const where = whereOf(question);
	const by = ["environment", "version", "kind", "isError"] as const;
	const [groups, earlier] = await both(question, (range) => reader.sumRed({ range, by, where }, control));
	const idOf = ({ environment, version }: { readonly environment?: string; readonly version?: string }) =>
		JSON.stringify([environment, version]);
	const sightings = Map.groupBy(await reader.listInstanceSightings(where, control), idOf);
	const requests = requestsOf(groups);
	const total = requests.reduce((sum, { durations }) => sum + durations.count, 0);
	return compareGroups(requests, earlier && requestsOf(earlier), ({ key }) => idOf(key))
		.map(({ example, now, earlier: former }) => {
			const { environment = "", version = "" } = example.key;
			const numbers = numbersOf(now);
			const share = total === 0 ? 0 : numbers.durations.count / total;
			const told = sightingsOf(sightings.get(idOf(example.key)) ?? [], question.now);
			return { environment, version, ...told, numbers, before: former && numbersOf(former), share };
		})
		.sort((a, b) => (a.environment < b.environment ? -1 : a.environment > b.environment ? 1 : (b.firstSeen ?? 0) - (a.firstSeen ?? 0)));
}

function sightingsOf(all: readonly InstanceSighting[], now: number): Pick<VersionNumbers, "firstSeen" | "lastSeen" | "instances"> {
	const running = all.filter((sighting) => livenessOf(sighting, now) !== "lost").length;
	return {
		firstSeen: all.length === 0 ? undefined : Math.min(...all.map(({ firstSeen }) => firstSeen)),
		lastSeen: all.length === 0 ? undefined : Math.max(...all.map(({ lastSeen }) => lastSeen)),
		instances: { running, seen: all.length },
	};
}
