/**
 * Parents as distances: a span's parent is mostly in the same block and trace.
 *
 *   0 none · 1 its id is not in the block: it stands in the list of foreign parents · else zigzag(row - parent's row) + 2
 */
const NONE = 0;
export const FOREIGN = 1;
const NEAR = 2;
const SLOTS_MIN = 64;

interface Ids {
	readonly high: Uint32Array;
	readonly low: Uint32Array;
}

/** The distances of all rows. `firstRow`: of each trace, see `BlockTraceTable`. Cost O(rows). */
export function parentDistances(spans: Ids, parents: Ids, firstRow: Uint32Array): Uint32Array {
	const distances = new Uint32Array(spans.high.length);
	let slots = new Uint32Array(SLOTS_MIN);
	for (let trace = 0; trace + 1 < firstRow.length; trace++) {
		const start = firstRow[trace] as number;
		const end = firstRow[trace + 1] as number;
		const size = Math.max(SLOTS_MIN, 2 ** Math.ceil(Math.log2(Math.max(1, (end - start) * 2))));
		if (slots.length < size) slots = new Uint32Array(size);
		else slots.fill(0, 0, size);
		const table = slots.subarray(0, size);
		fillSlots(table, spans, start, end);
		for (let row = start; row < end; row++) {
			const high = parents.high[row] as number;
			const low = parents.low[row] as number;
			if (high === 0 && low === 0) continue;
			const parent = findRow(table, spans, high, low);
			distances[row] = parent < 0 ? FOREIGN : zigzag(row - parent) + NEAR;
		}
	}
	return distances;
}

/** The row of the parent, for a distance above FOREIGN. */
export function parentRow(row: number, distance: number): number {
	const code = distance - NEAR;
	return row - ((code >>> 1) ^ -(code & 1));
}

export function isNone(distance: number): boolean {
	return distance === NONE;
}

function zigzag(value: number): number {
	return ((value << 1) ^ (value >> 31)) >>> 0;
}

/** Row + 1 by span id; 0 when free. Of rows with the same id the first. */
function fillSlots(slots: Uint32Array, spans: Ids, start: number, end: number): void {
	const mask = slots.length - 1;
	for (let row = start; row < end; row++) {
		const high = spans.high[row] as number;
		const low = spans.low[row] as number;
		let at = slotOf(high, low, mask);
		while (slots[at] !== 0 && !isSpan(spans, (slots[at] as number) - 1, high, low)) at = (at + 1) & mask;
		if (slots[at] === 0) slots[at] = row + 1;
	}
}

function findRow(slots: Uint32Array, spans: Ids, high: number, low: number): number {
	const mask = slots.length - 1;
	for (let at = slotOf(high, low, mask); slots[at] !== 0; at = (at + 1) & mask) {
		const row = (slots[at] as number) - 1;
		if (isSpan(spans, row, high, low)) return row;
	}
	return -1;
}

function isSpan(spans: Ids, row: number, high: number, low: number): boolean {
	return spans.low[row] === low && spans.high[row] === high;
}

function slotOf(high: number, low: number, mask: number): number {
	const mixed = Math.imul(high ^ (low >>> 7), 0x9e37_79b1) ^ Math.imul(low, 0x85eb_ca6b);
	return (mixed ^ (mixed >>> 15)) & mask;
}
