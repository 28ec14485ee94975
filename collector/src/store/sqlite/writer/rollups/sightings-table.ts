/** Table `instance`: who emitted anything, how long ago and how often. */
import { addGaps, countGap, type Sighting } from "../../../../rollup/sightings.ts";
import { PARTITION_CODE, type Partition } from "../../block-row.ts";
import type { Connection } from "../../driver.ts";
import { rowChecksum } from "../../row-checksum.ts";
import { INSTANCE_SQL } from "../../sql/rollups.ts";

interface StoredSighting {
	readonly first_seen: number;
	readonly last_seen: number;
	readonly gaps: string;
}

/** In a transaction. Sightings of one seal; those before it are stored. */
export function storeSightings(connection: Connection, partition: Partition, sightings: readonly Sighting[]): void {
	for (const { emitter, firstSeen, lastSeen, gaps } of sightings) {
		const { environment, namespace, service, version, instance } = emitter;
		const key = [PARTITION_CODE[partition], environment, namespace, service, version, instance] as const;
		const known = connection.get<StoredSighting>(INSTANCE_SQL.get, ...key);
		const sum = known === undefined ? gaps : withStored(known, firstSeen, gaps);
		const first = Math.min(firstSeen, known?.first_seen ?? firstSeen);
		const last = Math.max(lastSeen, known?.last_seen ?? lastSeen);
		const row = [...key, first, last, JSON.stringify(sum)] as const;
		connection.run(INSTANCE_SQL.put, ...row, rowChecksum(row));
	}
}

/** Logs, metrics and spans are sealed at different times: a sighting from before the last stored one tells of no gap. */
function withStored({ gaps, last_seen }: StoredSighting, firstSeen: number, added: readonly number[]): readonly number[] {
	const sum = [...addGaps(JSON.parse(gaps) as readonly number[], added)];
	if (firstSeen >= last_seen) countGap(sum, firstSeen - last_seen);
	return sum;
}
