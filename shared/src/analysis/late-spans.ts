/** Spans of a trace may come late for so long after its last known end. */
const LATE_MS = 30_000;

/**
 * How long late spans of a trace are still expected.
 *
 * Units   startTime: epoch nanoseconds; durationNanos: nanoseconds; nowMs, result: milliseconds.
 * Result  at most 30 s, also when the sender's clock is ahead; not positive when that time is over.
 */
export function lateMsLeft(trace: { readonly startTime: bigint; readonly durationNanos: number }, nowMs: number): number {
	const endMs = Number(trace.startTime / 1_000_000n) + trace.durationNanos / 1e6;
	return Math.min(endMs + LATE_MS - nowMs, LATE_MS);
}
