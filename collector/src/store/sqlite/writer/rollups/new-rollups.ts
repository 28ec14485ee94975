import type { PackRows } from "../../../../rollup/pack.ts";
import { encodePack } from "../../../../rollup/pack-codec.ts";
import { splitByMinutes } from "../../../../rollup/split-pack.ts";
import type { Partition } from "../../block-row.ts";
import type { NewRollup } from "./stored-rollups.ts";

/** What lies further from its arrival has a pack of its own, which does not keep the hours between open. */
const NEAR_MINUTES = 120;

/** Packs of what was sealed at one time. */
export function newRollups(rows: PackRows, partition: Partition, lastArrival: number): readonly NewRollup[] {
	const minute = Math.floor(lastArrival / 60_000);
	return splitByMinutes(rows, minute - NEAR_MINUTES, minute + NEAR_MINUTES).map((piece) =>
		newRollup(piece, { partition, isMerged: false, lastArrival }),
	);
}

/** A pack as it is stored. */
export function newRollup(rows: PackRows, place: Pick<NewRollup, "partition" | "isMerged" | "lastArrival">): NewRollup {
	const { table: kind, step, firstMinute, lastMinute, firstService, lastService, bytes } = encodePack(rows);
	return { ...place, kind, step, firstMinute, lastMinute, firstService, lastService, bytes };
}
