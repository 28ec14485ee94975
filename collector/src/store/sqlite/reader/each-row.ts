import { FILTERED_ROWS, type Pace } from "./pace.ts";
import type { Rows } from "./part.ts";

/** Visit the rows of a part that are there, in their order. `stretch`: rows between two looks at the clock. */
export async function eachRow(
	{ from, to, has }: Rows,
	visit: (row: number) => void,
	{ pace, stretch = FILTERED_ROWS }: { readonly pace: Pace; readonly stretch?: number },
): Promise<void> {
	for (let start = from; start < to; start += stretch) {
		if (pace.isDue()) await pace.rest();
		const end = Math.min(to, start + stretch);
		for (let row = start; row < end; row++) if (has === undefined || has(row)) visit(row);
	}
}
