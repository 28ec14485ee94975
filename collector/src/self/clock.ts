/** The only place of main that asks for the time of day; tests hand in another. */
import { type UnixNanos, unixNanosFromMillis } from "@spanglass/shared/units/time";
import { TEST_CLOCK_OFFSET_MS } from "./test-settings.ts";

export interface Clock {
	/** Unix milliseconds. */
	now(): number;
}

export const systemClock: Clock = { now: () => Date.now() + TEST_CLOCK_OFFSET_MS };

export function nanosNow(clock: Clock): UnixNanos {
	return unixNanosFromMillis(clock.now());
}
