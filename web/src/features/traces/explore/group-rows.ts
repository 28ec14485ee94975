/** The groups of spans in the order that a column asks for. Pure. */
import type { SpanGroupsJson } from "@spanglass/shared/api/search-schemas";

export type SpanGroup = SpanGroupsJson["data"][number];
const GROUP_COLUMNS = ["count", "rate", "errors", "p50", "p95", "p99"] as const;
export type GroupColumn = (typeof GROUP_COLUMNS)[number];

export interface GroupOrder {
	readonly column: GroupColumn;
	readonly direction: "asc" | "desc";
}

export const LARGEST_FIRST: GroupOrder = { column: "count", direction: "desc" };

const VALUE: Readonly<Record<GroupColumn, (group: SpanGroup) => number>> = {
	count: (group) => group.count,
	rate: (group) => group.ratePerSecond,
	errors: errorRatioOf,
	p50: (group) => group.p50,
	p95: (group) => group.p95,
	p99: (group) => group.p99,
};

export function errorRatioOf({ count, errorCount }: Pick<SpanGroup, "count" | "errorCount">): number {
	return count === 0 ? 0 : errorCount / count;
}

/** `-p99` is ascending; what names no column is the largest first. */
export function orderFromText(text: string): GroupOrder {
	const name = text.replace(/^-/, "");
	const column = GROUP_COLUMNS.find((one) => one === name);
	return column === undefined ? LARGEST_FIRST : { column, direction: text.startsWith("-") ? "asc" : "desc" };
}

export function textOfOrder({ column, direction }: GroupOrder): string {
	if (column === LARGEST_FIRST.column && direction === LARGEST_FIRST.direction) return "";
	return direction === "asc" ? `-${column}` : column;
}

/** A press on a head: largest first, smallest first, then the default again. */
export function nextOrder(order: GroupOrder, column: GroupColumn): GroupOrder {
	if (order.column !== column) return { column, direction: "desc" };
	return order.direction === "desc" ? { column, direction: "asc" } : LARGEST_FIRST;
}

/** Equal ones keep their order, which is by size. */
export function sortedGroups(groups: readonly SpanGroup[], { column, direction }: GroupOrder): readonly SpanGroup[] {
	const value = VALUE[column];
	const sign = direction === "desc" ? -1 : 1;
	return groups.toSorted((a, b) => sign * (value(a) - value(b)));
}
