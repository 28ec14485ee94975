import type { QueryControl } from "../../api/telemetry-store.ts";

/** How long a query works before it offers its turn. */
const TURN_MS = 8;
/** Rows between two looks at the clock where a filter is asked: few, because one answer of it may take milliseconds. */
export const FILTERED_ROWS = 64;
/** Traces between two looks at the clock where only their ids and sums are asked. */
export const TRACES_PER_LOOK = 4096;

/** Tells a query when it has worked long enough: `if (pace.isDue()) await pace.rest()`. */
export class Pace {
	readonly #control: QueryControl;
	#since = performance.now();

	constructor(control: QueryControl) {
		this.#control = control;
	}

	isDue(): boolean {
		return performance.now() - this.#since >= TURN_MS;
	}

	/** Throws `unavailable` when the query was cancelled or is late. */
	async rest(): Promise<void> {
		await this.#control.checkpoint();
		this.#since = performance.now();
	}
}
