/** Colours are indices 1..24 of the service palette, best distinguishable first; the page maps them to its theme's tokens. */
export const SERVICE_COLORS = 24;
const TIER = 8;

/** FNV-1a over UTF-8, 32 bit. */
export function fnv1a(text: string): number {
	let hash = 0x811c9dc5;
	for (const byte of new TextEncoder().encode(text)) {
		hash = Math.imul(hash ^ byte, 0x01000193);
	}
	return hash >>> 0;
}

/**
 * Give a new service its colour: start at hash mod 8 inside the first tier of 8 that has a free index and probe linearly;
 * when all 24 are taken, the tiers start again (the page then adds a monogram).
 *
 * Result  1..24.   Cost O(24).
 */
export function assignServiceColor(name: string, taken: readonly number[]): number {
	const uses = new Array<number>(SERVICE_COLORS + 1).fill(0);
	for (const color of taken) uses[color] = (uses[color] ?? 0) + 1;
	const round = Math.min(...uses.slice(1));
	const start = fnv1a(name) % TIER;
	for (let tier = 0; tier < SERVICE_COLORS; tier += TIER) {
		for (let step = 0; step < TIER; step++) {
			const color = tier + ((start + step) % TIER) + 1;
			if (uses[color] === round) return color;
		}
	}
	return start + 1;
}
