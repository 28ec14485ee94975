/** A roll-up's row as stored and as used: the numbers of migration 0005 mean what this file says. */
import { rowChecksum } from "./row-checksum.ts";

export const ROLLUP_CODE = { red: 1, instance: 2, edge: 3, log: 4 } as const;
/** A table of `collector/src/rollup/pack.ts`. */
export type RollupKind = keyof typeof ROLLUP_CODE;

const KIND_OF_CODE = new Map<number, RollupKind>([
	[1, "red"],
	[2, "instance"],
	[3, "edge"],
	[4, "log"],
]);

export function rollupKindOfCode(code: number): RollupKind | undefined {
	return KIND_OF_CODE.get(code);
}

export const MINUTES_PER_HOUR = 60;

/** All of a row but its bytes, which have a checksum of their own, and its id. */
export interface RollupPlaceRow {
	readonly kind: number;
	readonly partition: number;
	readonly step: number;
	readonly merged: number;
	readonly first_minute: number;
	readonly last_minute: number;
	readonly first_service: string;
	readonly last_service: string;
	readonly last_arrival: number;
}

export function rollupChecksum(row: RollupPlaceRow): number {
	const { kind, partition, step, merged, first_minute, last_minute, first_service, last_service, last_arrival } = row;
	return rowChecksum([kind, partition, step, merged, first_minute, last_minute, first_service, last_service, last_arrival]);
}
