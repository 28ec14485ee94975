import { deploysOf } from "../../../../rollup/deploys.ts";
import type { Deploy, DeployQuery } from "../../../api/rollup-queries.ts";
import type { Snapshot } from "../snapshot.ts";
import { listInstanceSightings } from "./list-sightings.ts";

/** See `TelemetryReader.listDeploys`. Oldest first. Cost: as `listInstanceSightings`. */
export async function listDeploys({ range, ...filter }: DeployQuery, snapshot: Snapshot): Promise<readonly Deploy[]> {
	const deploys = deploysOf(await listInstanceSightings(filter, snapshot));
	return deploys.filter(({ at }) => at >= range.start && at < range.end);
}
