/**
 * Branded units of time and the only conversions between them.
 *
 * A bigint nanosecond *value* lives in codecs, API text and single-item views only (ADR-002); columns hold hi/lo uint32,
 * drawings hold Float64 nanoseconds relative to a trace's start.
 */

/** Nanoseconds since the Unix epoch, 0 .. 2^64-1 (OTLP fixed64). 0 means "not set" on the wire. */
export type UnixNanos = bigint & { readonly unit: "unix-nanos" };
/** A length of time in nanoseconds; never negative once shown. */
export type DurationNanos = bigint & { readonly unit: "duration-nanos" };
/** Milliseconds since the Unix epoch, as JavaScript's clock gives them. */
export type UnixMillis = number & { readonly unit: "unix-millis" };

const NANOS_PER_MILLI = 1_000_000n;
const UINT64_MASK = (1n << 64n) - 1n;

/** Reading a bigint out of bytes takes one allocation; shifting one together takes four. */
const scratch = new DataView(new ArrayBuffer(8));

/** Take a raw 64-bit count of nanoseconds as a point in time. */
export function unixNanos(value: bigint): UnixNanos {
	return BigInt.asUintN(64, value) as UnixNanos;
}

/** Join the two uint32 halves of a fixed64. */
export function unixNanosFromHalves(high: number, low: number): UnixNanos {
	scratch.setUint32(0, high);
	scratch.setUint32(4, low);
	return scratch.getBigUint64(0) as UnixNanos;
}

/** Split a point in time into its two uint32 halves: [high, low]. */
export function halvesFromUnixNanos(value: bigint): readonly [number, number] {
	return [Number((value & UINT64_MASK) >> 32n), Number(value & 0xffffffffn)];
}

/** The first nanosecond of a millisecond. */
export function unixNanosFromMillis(value: number): UnixNanos {
	return (BigInt(Math.trunc(value)) * NANOS_PER_MILLI) as UnixNanos;
}

/** The millisecond that holds a nanosecond (rounded down). */
export function unixMillisFromNanos(value: bigint): UnixMillis {
	return Number(value / NANOS_PER_MILLI) as UnixMillis;
}

/** The same of nanoseconds as answers write them, in decimal digits. */
export function unixMillisFromText(nanos: string): UnixMillis {
	return unixMillisFromNanos(BigInt(nanos));
}

/** end - start; 0 when the end lies before the start (a span that says so is flagged elsewhere). */
export function durationBetween(start: bigint, end: bigint): DurationNanos {
	return (end > start ? end - start : 0n) as DurationNanos;
}
