/**
 * When rules are looked at. Time is cut into slots of a rule's interval, each rule's a little aside of the others'; a rule is due in every
 * slot once. Slots follow the wall clock in UTC: a change of the season's hour is none of theirs.
 *
 *   the clock jumps ahead, or nobody could look      the slots between are missed, and counted
 *   the clock is set back by up to an interval       nothing is due until it has caught up: no slot twice
 *   the clock is set back by more                    slots go on from there
 */
export interface Slot {
	/** Undefined: not due. */
	readonly slot: number | undefined;
	/** Slots since the last one that were not looked at. */
	readonly missed: number;
	/** Milliseconds since the slot began. */
	readonly lateMs: number;
}

/** Rules of one interval are spread over it by their ids. */
export function offsetOf(id: string, intervalMs: number): number {
	let hash = 0x811c9dc5;
	for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193) >>> 0;
	return hash % Math.max(1, Math.min(intervalMs, 60_000));
}

/** `last`: the slot that was looked at last; undefined: none was. */
export function slotAt(
	now: number,
	{ last, intervalMs, offsetMs }: { readonly last: number | undefined; readonly intervalMs: number; readonly offsetMs: number },
): Slot {
	const slot = Math.floor((now - offsetMs) / intervalMs);
	const lateMs = now - offsetMs - slot * intervalMs;
	if (last === undefined || slot < last - 1) return { slot, missed: 0, lateMs };
	if (slot <= last) return { slot: undefined, missed: 0, lateMs: 0 };
	return { slot, missed: slot - last - 1, lateMs };
}
