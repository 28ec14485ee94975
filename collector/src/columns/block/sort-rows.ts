/** Sorting row numbers by columns of 32-bit keys, in slices. */

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const counts = new Uint32Array(DIGITS);

/**
 * Sort `order` by keys[0][item], then keys[1][item] …; equal items keep their order. Yields after each pass.
 *
 * Cost  one pass for each 11 bits of a key in which items differ.
 */
export function* radixSort(order: Uint32Array, keys: readonly Uint32Array[]): Generator<undefined, Uint32Array, undefined> {
	let from = order;
	let to: Uint32Array = new Uint32Array(order.length);
	for (const key of keys.toReversed()) {
		const differing = differingBits(order, key);
		for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
			if (((differing >>> shift) & (DIGITS - 1)) === 0) continue;
			distribute(from, to, key, shift);
			[from, to] = [to, from];
			yield;
		}
	}
	return from;
}

function differingBits(order: Uint32Array, key: Uint32Array): number {
	const first = key[order[0] ?? 0] ?? 0;
	let differing = 0;
	for (let at = 0; at < order.length; at++) differing |= (key[order[at] as number] as number) ^ first;
	return differing;
}

function distribute(from: Uint32Array, to: Uint32Array, key: Uint32Array, shift: number): void {
	counts.fill(0);
	for (let at = 0; at < from.length; at++) {
		const digit = ((key[from[at] as number] as number) >>> shift) & (DIGITS - 1);
		counts[digit] = (counts[digit] as number) + 1;
	}
	let start = 0;
	for (let digit = 0; digit < DIGITS; digit++) {
		const count = counts[digit] as number;
		counts[digit] = start;
		start += count;
	}
	for (let at = 0; at < from.length; at++) {
		const item = from[at] as number;
		const digit = ((key[item] as number) >>> shift) & (DIGITS - 1);
		const place = counts[digit] as number;
		counts[digit] = place + 1;
		to[place] = item;
	}
}

/** Sort the runs of items whose keys are all equal by `compare`. */
export function sortTies(order: Uint32Array, keys: readonly Uint32Array[], compare: (left: number, right: number) => number): void {
	let start = 0;
	for (let at = 1; at <= order.length; at++) {
		if (at < order.length && isTie(order[at - 1] as number, order[at] as number, keys)) continue;
		if (at - start > 1) order.subarray(start, at).sort(compare);
		start = at;
	}
}

function isTie(left: number, right: number, keys: readonly Uint32Array[]): boolean {
	for (const key of keys) if (key[left] !== key[right]) return false;
	return true;
}

/** 0, 1, 2 … */
export function ascending(count: number): Uint32Array {
	const order = new Uint32Array(count);
	for (let at = 0; at < count; at++) order[at] = at;
	return order;
}
