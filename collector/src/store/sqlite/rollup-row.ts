/** A roll-up's row as stored and as used: the numbers of migration 0005 mean what this file says. */
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
