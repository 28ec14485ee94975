import type { ListJson } from "@spanglass/shared/api/schemas";

/** How many rows a list has, as far as its answers tell. */
export interface FoundCount {
	readonly count: number;
	/** There are more than that. */
	readonly isLeast: boolean;
}

/** The count of a list by the pages that are there, in order: its total, or the rows so far when the search ended before it knew. */
export function countOf(pages: readonly Pick<ListJson<unknown>, "data" | "total" | "cursor">[]): FoundCount {
	const total = pages.find((page) => page.total !== null)?.total ?? undefined;
	if (total !== undefined) return { count: total, isLeast: false };
	const count = pages.reduce((sum, page) => sum + page.data.length, 0);
	return { count, isLeast: pages.at(-1)?.cursor != null };
}
