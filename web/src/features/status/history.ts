/** The collector's counts of the last hour, in as many bars as can be told apart. */
import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { groupSums } from "../../geometry/sparkline.ts";

const BARS = 120;

export interface History {
	/** Of the first bar. */
	readonly startMs: number;
	readonly stepMs: number;
	readonly values: readonly number[];
}

/** Steps joined to at most 120 bars that end with the last step. */
export function historyOf({ start, stepNanos }: StatusJson["history"], steps: readonly number[]): History {
	const size = Math.max(1, Math.ceil(steps.length / BARS));
	const values = groupSums(steps, size);
	const stepMs = stepNanos / 1e6;
	const startMs = Number(BigInt(start) / 1_000_000n) + (steps.length - values.length * size) * stepMs;
	return { startMs, stepMs: stepMs * size, values };
}
