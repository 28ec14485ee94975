/** Seeded chance: the same seed gives the same users, faults and jitter. */
export interface Random {
	/** [0, 1) */
	next(): number;
	/** Integer in [0, bound). */
	below(bound: number): number;
	/** Normal distribution with mean 0 and deviation 1. */
	normal(): number;
}

/** Mulberry32: 32 bits of state, enough for a demo and the same everywhere. */
export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
	return {
		next,
		below: (bound) => Math.floor(next() * bound),
		normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
	};
}

/** Milliseconds of a log-normal distribution: `median`, and how far it spreads. */
export function logNormal(random: Random, median: number, spread: number): number {
	return median * Math.exp(spread * random.normal());
}
