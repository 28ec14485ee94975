import { quantile } from "../support/frame-work.ts";

/** One line of the printed table. */
export interface Row {
	readonly what: string;
	readonly value: number;
	readonly budget: number;
}

export function median(values: readonly number[]): number {
	return quantile(
		values.toSorted((a, b) => a - b),
		0.5,
	);
}
