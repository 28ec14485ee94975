import type { Pace } from "../pace.ts";

/** The result of work that is cut in slices, with a rest whenever one is due. */
export async function runPaced<T>(work: Generator<undefined, T, undefined>, pace: Pace): Promise<T> {
	for (;;) {
		const step = work.next();
		if (step.done === true) return step.value;
		if (pace.isDue()) await pace.rest();
	}
}
