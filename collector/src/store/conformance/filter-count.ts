const NAMED = Number(process.env.SPANGLASS_RANDOM_FILTERS);

/** Random filters of one comparison with the reference: 1,000, or as many as the night asks for by SPANGLASS_RANDOM_FILTERS. */
export const FILTERS = Number.isSafeInteger(NAMED) && NAMED > 0 ? NAMED : 1000;
/** Milliseconds that a comparison with so many filters may take, on a busy machine. */
export const FILTERS_TIMEOUT = FILTERS * 120;

const SEED = Number(process.env.SPANGLASS_RANDOM_SEED);

/** The seed of a comparison's filters: its own, moved by SPANGLASS_RANDOM_SEED so that each night asks other ones. */
export function filterSeed(own: number): number {
	return Number.isSafeInteger(SEED) ? own + SEED : own;
}
