/** What stands beside the values of another column, for the transform `like`. */

/** The last value beside each of the other column, by its distance from the least. */
export interface Expected {
	readonly least: number;
	readonly last: Uint32Array;
}

const LIKE_RANGE = 65_536;
const expectedScratch = new Uint32Array(LIKE_RANGE);

/** Undefined when the other column ranges too far. One at a time: they share their memory. */
export function createExpected(beside: Uint32Array): Expected | undefined {
	let least = 0xffff_ffff;
	let most = 0;
	for (let at = 0; at < beside.length; at++) {
		const value = beside[at] as number;
		if (value < least) least = value;
		if (value > most) most = value;
	}
	if (most - least >= LIKE_RANGE) return undefined;
	const last = expectedScratch.subarray(0, Math.max(0, most - least) + 1).fill(0);
	return { least, last };
}
