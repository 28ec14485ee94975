import type { ListJson } from "@spanglass/shared/api/answer-schemas";

/** How many items a query finds, or at least finds. */
export interface ListCount {
	readonly count: number;
	readonly isAtLeast: boolean;
}

/** How many rows to ask for to count a list: beyond it the answer may be "so many or more". */
export const COUNTED_ROWS = 100;

/** What a list says about how many there are. */
export function countOf({ total, data, cursor }: Pick<ListJson<unknown>, "total" | "data" | "cursor">): ListCount {
	return { count: total ?? data.length, isAtLeast: total === null && cursor !== null };
}
