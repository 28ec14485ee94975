import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";
import type { Emitter } from "../columns/entity-memory.ts";

/** When an instance of a version was seen first: Unix ms of arrival. */
export interface VersionSighting extends Omit<Emitter, "instance"> {
	readonly firstSeen: number;
}

export interface VersionDeploy extends Omit<Emitter, "instance"> {
	readonly at: UnixNanos;
}

const NANOS_PER_MS = 1_000_000n;
/** So long a service must have been known under other versions: those that are seen in its first moments were running already. */
const KNOWN_FOR_MS = 30_000;

/**
 * Every first sight of a version of a service that had been known in its environment for 30 s under other versions. When data begins while
 * several versions run, none of them is a deploy. Instances that name no version tell of none, and make no service known.
 */
export function deploysOf(sightings: readonly VersionSighting[]): readonly VersionDeploy[] {
	const versioned = sightings.filter(({ version }) => version !== "");
	const services = Map.groupBy(versioned, ({ environment, namespace, service }) => JSON.stringify([environment, namespace, service]));
	return [...services.values()].flatMap(deploysOfService).sort(compareDeploys);
}

function deploysOfService(sightings: readonly VersionSighting[]): readonly VersionDeploy[] {
	const firsts = [...Map.groupBy(sightings, ({ version }) => version).values()].map((ofVersion) =>
		ofVersion.reduce((first, sighting) => (sighting.firstSeen < first.firstSeen ? sighting : first)),
	);
	const knownSince = Math.min(...firsts.map(({ firstSeen }) => firstSeen));
	return firsts
		.filter(({ firstSeen }) => firstSeen - knownSince >= KNOWN_FOR_MS)
		.map(({ environment, namespace, service, version, firstSeen }) => ({
			environment,
			namespace,
			service,
			version,
			at: unixNanos(BigInt(firstSeen) * NANOS_PER_MS),
		}));
}

function compareDeploys(a: VersionDeploy, b: VersionDeploy): number {
	if (a.at !== b.at) return a.at < b.at ? -1 : 1;
	return (
		compareText(a.service, b.service) ||
		compareText(a.namespace, b.namespace) ||
		compareText(a.environment, b.environment) ||
		compareText(a.version, b.version)
	);
}

/** By UTF-16 units. */
function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
