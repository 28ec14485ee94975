/** When a thread that died is started again: after 0.1 s, twice as long each time up to 5 s, and not at all after 5 deaths in a minute. */
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5000;
const WINDOW_MS = 60_000;
const DEATHS_ALLOWED = 5;

export class Restarts {
	#deaths: readonly number[] = [];

	/** Count a death at `now` (ms). Result: the delay before the next start, undefined when there is to be none. */
	next(now: number): number | undefined {
		this.#deaths = [...this.#deaths.filter((time) => now - time < WINDOW_MS), now];
		if (this.#deaths.length > DEATHS_ALLOWED) return undefined;
		return Math.min(FIRST_DELAY_MS * 2 ** (this.#deaths.length - 1), LONGEST_DELAY_MS);
	}
}
