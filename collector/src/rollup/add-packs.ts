import type { PackRows, PackStep, RollupTable } from "./pack.ts";
import { TABLE_SHAPE } from "./pack.ts";
import { PackBuilder } from "./pack-builder.ts";

export interface PackAddition {
	readonly table: RollupTable;
	/** Rows that begin outside of them are left out; both inclusive. */
	readonly firstMinute?: number;
	readonly lastMinute?: number;
	/** What a key is counted under; undefined: not at all. Asked once per key of a pack. Without it every key by itself. */
	readonly keyOf?: (texts: readonly string[]) => readonly string[] | undefined;
	/** What a minute is counted under. Without it every minute by itself. */
	readonly minuteOf?: (minute: number) => number;
	/** What the result says of its rows. */
	readonly step?: PackStep;
}

/**
 * The sum of packs of one table.
 *
 * Result  rows whose numbers cancel out are left out.
 * Cost    about 20 ns a row and 5 ns a bucket; what is left out costs next to nothing.
 */
export function addPacks(packs: Iterable<PackRows>, addition: PackAddition): PackRows {
	const builder = new PackBuilder(addition.table);
	for (const pack of packs) addPack(builder, pack, addition);
	return builder.finish(addition.step);
}

/** The same, yielding after each pack. */
export function* addPacksInSlices(packs: Iterable<PackRows>, addition: PackAddition): Generator<undefined, PackRows, undefined> {
	const builder = new PackBuilder(addition.table);
	for (const pack of packs) {
		addPack(builder, pack, addition);
		yield;
	}
	return builder.finish(addition.step);
}

const LEFT_OUT = -1;

function addPack(
	builder: PackBuilder,
	pack: PackRows,
	{ table, keyOf, minuteOf, firstMinute = 0, lastMinute = Infinity }: PackAddition,
): void {
	const { counters: C, durations: D } = TABLE_SHAPE[table];
	const { rowKeys, minutes, counters, sums, ends, buckets, counts } = pack;
	const keys = Int32Array.from(pack.keys, (texts) => {
		const counted = keyOf === undefined ? texts : keyOf(texts);
		return counted === undefined ? LEFT_OUT : builder.keyOf(counted);
	});
	for (let row = 0; row < rowKeys.length; row++) {
		const key = keys[rowKeys[row] as number] as number;
		const minute = minutes[row] as number;
		if (key === LEFT_OUT || minute < firstMinute || minute > lastMinute) continue;
		const target = builder.rowOf(key, minuteOf === undefined ? minute : minuteOf(minute));
		for (let counter = 0; counter < C; counter++) builder.addCounter(target, counter, counters[row * C + counter] as number);
		for (let which = 0; which < D; which++) {
			const place = row * D + which;
			const end = ends[place] as number;
			let at = place === 0 ? 0 : (ends[place - 1] as number);
			builder.addSum(target, which, sums[place] as number);
			for (; at < end; at++) builder.addBucket(target, which, buckets[at] as number, counts[at] as number);
		}
	}
}
