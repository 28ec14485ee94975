import type { TimeRange } from "@spanglass/shared/query/time-range";
import { unixNanos } from "@spanglass/shared/units/time";
import type { Deploy, InstanceSighting } from "../../../api/rollup-queries.ts";
import { compareText } from "../compare-text.ts";
import type { Snapshot } from "../snapshot.ts";
import { listInstanceSightings, type SightingFilter } from "./list-sightings.ts";

const NANOS_PER_MS = 1_000_000n;

export interface DeployQuery extends SightingFilter {
	readonly range: TimeRange;
}

/** See `TelemetryReader.listDeploys`. Oldest first. Cost: as `listInstanceSightings`. */
export async function listDeploys({ range, ...filter }: DeployQuery, snapshot: Snapshot): Promise<readonly Deploy[]> {
	const deploys = deploysOf(await listInstanceSightings(filter, snapshot));
	return deploys.filter(({ at }) => at >= range.start && at < range.end);
}

/** Every first sight of a version but the first of its service in its environment. Instances that name no version tell of none. */
export function deploysOf(sightings: readonly InstanceSighting[]): readonly Deploy[] {
	const versioned = sightings.filter(({ version }) => version !== "");
	const services = Map.groupBy(versioned, ({ environment, namespace, service }) => JSON.stringify([environment, namespace, service]));
	return [...services.values()].flatMap(deploysOfService).sort(compareDeploys);
}

function deploysOfService(sightings: readonly InstanceSighting[]): readonly Deploy[] {
	const firsts = [...Map.groupBy(sightings, ({ version }) => version).values()].map((ofVersion) =>
		ofVersion.reduce((first, sighting) => (sighting.firstSeen < first.firstSeen ? sighting : first)),
	);
	return firsts
		.sort((a, b) => a.firstSeen - b.firstSeen || compareText(a.version, b.version))
		.slice(1)
		.map(({ environment, namespace, service, version, firstSeen }) => ({
			environment,
			namespace,
			service,
			version,
			at: unixNanos(BigInt(firstSeen) * NANOS_PER_MS),
		}));
}

function compareDeploys(a: Deploy, b: Deploy): number {
	if (a.at !== b.at) return a.at < b.at ? -1 : 1;
	return (
		compareText(a.service, b.service) ||
		compareText(a.namespace, b.namespace) ||
		compareText(a.environment, b.environment) ||
		compareText(a.version, b.version)
	);
}
