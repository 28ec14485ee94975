import type { DurationCounts } from "@spanglass/shared/analysis/duration-counts";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { UnixNanos } from "@spanglass/shared/units/time";
import { addPack } from "../../../../rollup/add-packs.ts";
import { type PackRows, type RollupTable, TABLE_SHAPE } from "../../../../rollup/pack.ts";
import { PackBuilder } from "../../../../rollup/pack-builder.ts";
import type { Snapshot } from "../snapshot.ts";
import type { GroupNumbers } from "./group-numbers.ts";
import { minuteRange, nanosOfMinute } from "./minute-range.ts";

export interface RollupQuestion {
	readonly table: RollupTable;
	/** Widened to whole minutes. */
	readonly range: TimeRange;
	readonly stepMinutes: number | undefined;
	/** Of keys: what they are counted under, if at all. */
	readonly groups: GroupNumbers;
	/** When only rows of one service can count. */
	readonly service: string | undefined;
}

export interface RollupSum {
	/** What the group's keys have in common: the texts at the places that make it. */
	readonly texts: readonly string[];
	/** Of the step. */
	readonly start: UnixNanos;
	readonly counters: readonly number[];
	readonly durations: readonly DurationCounts[];
}

/**
 * Sums over stored and open roll-ups; what came to nothing is left out.
 *
 * Cost  about 20 ns a row and 10 ns a bucket of what may hold the service in the range, and the decoding of packs that are not at hand.
 */
export async function sumRollups(question: RollupQuestion, snapshot: Snapshot): Promise<readonly RollupSum[]> {
	const { table, range, groups, service } = question;
	const minutes = minuteRange(range);
	const stepMinutes = question.stepMinutes ?? Math.max(1, minutes.end - minutes.first);
	const builder = new PackBuilder(table);
	const addition = {
		table,
		firstMinute: minutes.first,
		lastMinute: minutes.end - 1,
		keyOf: (key: readonly string[]) => groups.keyOf(key),
		minuteOf: (minute: number) => minute - ((minute - minutes.first) % stepMinutes),
	};
	const { stored, openPacks } = snapshot.rollups;
	for (const id of stored.choose(table, { minutes, stepMinutes: question.stepMinutes, service })) {
		addPack(builder, stored.pack(id), addition);
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	const packs = await openPacks();
	for (const pack of packs(table)) addPack(builder, pack, addition);
	return sumsOf(builder.finish(), groups);
}

function sumsOf(rows: PackRows, groups: GroupNumbers): readonly RollupSum[] {
	const { counters: C, durations: D } = TABLE_SHAPE[rows.table];
	return Array.from(rows.rowKeys, (key, row) => ({
		texts: groups.textsOf(rows.keys[key] ?? []),
		start: nanosOfMinute(rows.minutes[row] as number),
		counters: [...rows.counters.subarray(row * C, (row + 1) * C)],
		durations: Array.from({ length: D }, (_, which) => countsAt(rows, row * D + which)),
	}));
}

function countsAt({ sums, ends, buckets, counts }: PackRows, place: number): DurationCounts {
	const from = place === 0 ? 0 : (ends[place - 1] as number);
	const to = ends[place] as number;
	let count = 0;
	for (let at = from; at < to; at++) count += counts[at] as number;
	const sumNanos = sums[place] as number;
	return { count, sumNanos, buckets: Array.from(buckets.subarray(from, to)), counts: Array.from(counts.subarray(from, to)) };
}
