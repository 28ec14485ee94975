/** Exponential back-off with jitter. */
export interface BackOff {
	readonly firstMs: number;
	readonly maxMs: number;
}

/**
 * Milliseconds to wait before attempt `attempt` (2 = the first retry): firstMs, twice that, four times…, capped, each between half and all of it.
 *
 * `chance` in [0, 1) picks the place between the halves.
 */
export function backOffMs({ firstMs, maxMs }: BackOff, attempt: number, chance: number): number {
	const whole = Math.min(maxMs, firstMs * 2 ** (attempt - 2));
	return whole * (0.5 + chance / 2);
}
