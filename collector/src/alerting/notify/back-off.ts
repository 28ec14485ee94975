/** When a message that could not be delivered is tried again, and when no more. */

const FIRST_MS = 1000;
const LONGEST_MS = 5 * 60_000;
/** A receiver cannot put a message off for longer. */
const LONGEST_ASKED_MS = 3_600_000;
export const GIVE_UP_MS = 24 * 3_600_000;

/**
 * How long to wait after so many attempts.
 *
 * Units   milliseconds; `random` in [0, 1).
 * Result  1 s, 2 s, 4 s … 5 min, of it between half and all; not before the receiver asked for it.
 */
export function backOff(attempts: number, retryAfterMs: number | undefined, random: number): number {
	const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(30, Math.max(0, attempts - 1)));
	const jittered = Math.round(whole * (0.5 + random / 2));
	return Math.max(jittered, Math.min(LONGEST_ASKED_MS, retryAfterMs ?? 0));
}

/** Answers after which the same message would be refused again: it is what is wrong, not its address, its password or the hour. */
const REFUSES_MESSAGE: ReadonlySet<number> = new Set([400, 405, 406, 411, 413, 414, 415, 422, 431]);

/** Whether another attempt could end otherwise. */
export function isWorthAnotherTry(status: number | undefined): boolean {
	return status === undefined || !REFUSES_MESSAGE.has(status);
}
