/**
 * Which stored roll-ups are to be merged next.
 *
 *   a closed hour   all its packs become one of minute rows (cut at services), and its 10-minute and hour rows are written beside
 *   an open one     many small packs of it become fewer
 *
 * An hour is closed when it is over, and what its spans took to arrive and to be sealed has passed.
 */
import { MINUTES_PER_HOUR } from "../../rollup-row.ts";
import type { RollupFacts, RollupPlace } from "./stored-rollups.ts";

/** After the hour's end: arrival of late spans, and the age at which a generation is sealed. */
const CLOSED_AFTER_MINUTES = 20;
/** What came late to a merged hour waits until there is more of it, or so long. */
const LATE_PACKS = 8;
const LATE_WAIT_MS = 30 * 60_000;
/** Packs of an open hour that become one; when nothing has been sealed for a while, two are enough. */
const SMALL_PACKS = 16;
const QUIET_MS = 20_000;
/** Rows are written again only a few times: packs of so many bytes are left alone until their hour is over. */
const SMALL_BYTES = 1024 * 1024;
/** Of one merge: what is decoded at once. */
const MERGE_PACKS = 64;

export interface RollupMerge {
	readonly kind: RollupPlace["kind"];
	readonly partition: RollupPlace["partition"];
	/** Packs of single seals (or made of such), in order of their ids. */
	readonly packs: readonly RollupFacts[];
	/** All of it is in closed hours, which are to be written whole with what is merged of them already; else one pack takes the place of all. */
	readonly isClosed: boolean;
}

/**
 * The next merge at `now` (Unix ms), or undefined.
 *
 * Cost  O(n) in the number of packs.
 */
export function planRollupMerge(packs: Iterable<RollupFacts>, now: number): RollupMerge | undefined {
	const groups = Map.groupBy(packs, ({ kind, partition }) => `${kind} ${partition}`);
	for (const group of groups.values()) {
		const merge = planClosed(group, now) ?? planOpen(group, now);
		if (merge !== undefined) return merge;
	}
	return undefined;
}

/** Minutes below it belong to closed hours. */
function closedBefore(now: number): number {
	const minutes = Math.floor(now / 60_000) - CLOSED_AFTER_MINUTES;
	return minutes - (minutes % MINUTES_PER_HOUR);
}

/** The first minute of the hour. */
export function hourOf(minute: number): number {
	return minute - (minute % MINUTES_PER_HOUR);
}

function planClosed(packs: readonly RollupFacts[], now: number): RollupMerge | undefined {
	const limit = closedBefore(now);
	const deltas = packs.filter((pack) => !pack.isMerged && pack.lastMinute < limit);
	const [oldest] = deltas;
	if (oldest === undefined) return undefined;
	const merged = new Set(packs.filter(({ isMerged }) => isMerged).map(({ firstMinute }) => hourOf(firstMinute)));
	const isLate = ({ firstMinute, lastMinute }: RollupFacts) => merged.has(hourOf(firstMinute)) && merged.has(hourOf(lastMinute));
	const due = deltas.filter((pack) => !isLate(pack));
	const late = deltas.filter(isLate);
	const isReady = due.length > 0 || late.length >= LATE_PACKS || late.some(({ lastArrival }) => now - lastArrival > LATE_WAIT_MS);
	if (!isReady) return undefined;
	const taken = (due.length > 0 ? due : late).slice(0, MERGE_PACKS);
	return { kind: oldest.kind, partition: oldest.partition, packs: taken, isClosed: true };
}

function planOpen(packs: readonly RollupFacts[], now: number): RollupMerge | undefined {
	const limit = closedBefore(now);
	const small = packs.filter((pack) => !pack.isMerged && pack.lastMinute >= limit && pack.storedBytes < SMALL_BYTES);
	const [first] = small;
	const lastArrival = small.reduce((last, pack) => Math.max(last, pack.lastArrival), 0);
	const isQuiet = now - lastArrival > QUIET_MS;
	if (first === undefined || small.length < (isQuiet ? 2 : SMALL_PACKS)) return undefined;
	return { kind: first.kind, partition: first.partition, packs: small.slice(0, MERGE_PACKS), isClosed: false };
}
