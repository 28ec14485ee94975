/** Columns of a table, and the order of its rows. */
import type { ReactNode } from "react";

/** A column and its direction. */
export interface TableSort {
	readonly column: string;
	readonly direction: "asc" | "desc";
}

export interface TableColumn<R> {
	readonly key: string;
	readonly head: string;
	/** What its numbers are, on hover. */
	readonly hint?: string;
	readonly align?: "end";
	/** It takes the room that is left, and shortens its text. One column at most. */
	readonly grows?: boolean;
	/** It is left out on phones. */
	readonly isWide?: boolean;
	readonly cell: (row: R) => ReactNode;
	/** What it is sorted by; null goes last. Left out: it is not sortable. */
	readonly value?: (row: R) => number | string | null;
}

/** The larger first, then the smaller, then the rows' own order. */
export function nextTableSort(sort: TableSort | undefined, column: string): TableSort | undefined {
	if (sort?.column !== column) return { column, direction: "desc" };
	return sort.direction === "desc" ? { column, direction: "asc" } : undefined;
}

/** `p99` is descending, `p99-asc` ascending. */
export function tableSortFrom(text: string | undefined): TableSort | undefined {
	if (text === undefined || text === "") return undefined;
	return text.endsWith("-asc") ? { column: text.slice(0, -4), direction: "asc" } : { column: text, direction: "desc" };
}

export function textOfTableSort(sort: TableSort | undefined): string | undefined {
	return sort === undefined ? undefined : sort.direction === "asc" ? `${sort.column}-asc` : sort.column;
}

/** Rows without a value go last in both directions; equal ones keep their order. A column that there is not changes nothing. */
export function sortRows<R>(rows: readonly R[], columns: readonly TableColumn<R>[], sort: TableSort | undefined): readonly R[] {
	const value = columns.find(({ key }) => key === sort?.column)?.value;
	if (sort === undefined || value === undefined) return rows;
	const sign = sort.direction === "asc" ? 1 : -1;
	return rows.toSorted((a, b) => {
		const first = value(a);
		const second = value(b);
		if (first === null || second === null) return Number(first === null) - Number(second === null);
		if (typeof first === "string" && typeof second === "string") return sign * first.localeCompare(second, "en", { numeric: true });
		return first < second ? -sign : first > second ? sign : 0;
	});
}
