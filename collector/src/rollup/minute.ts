/** 2^48 nanoseconds are so many minutes and so many nanoseconds: a time is split without a bigint, and no step of it is above 2^53. */
const NANOS_PER_MINUTE = 60_000_000_000;
const MINUTES_OF_48 = Math.floor(2 ** 48 / NANOS_PER_MINUTE);
const REST_OF_48 = 2 ** 48 - MINUTES_OF_48 * NANOS_PER_MINUTE;

/** Minutes since 1970 of nanoseconds in two halves of 32 bits. */
export function minuteOf(high: number, low: number): number {
	const upper = high >>> 16;
	return upper * MINUTES_OF_48 + Math.floor((upper * REST_OF_48 + (high & 0xffff) * 2 ** 32 + low) / NANOS_PER_MINUTE);
}
