import { expect, test } from "vitest";
import { nextTableSort, sortRows, type TableColumn, tableSortFrom, textOfTableSort } from "./table-sort.ts";

interface Row {
	readonly name: string;
	readonly p99: number | null;
}
const ROWS: readonly Row[] = [
	{ name: "b10", p99: 3 },
	{ name: "b9", p99: null },
	{ name: "a", p99: 7 },
	{ name: "c", p99: 3 },
];
const COLUMNS: readonly TableColumn<Row>[] = [
	{ key: "name", head: "", cell: () => null, value: ({ name }) => name },
	{ key: "p99", head: "", cell: () => null, value: ({ p99 }) => p99 },
	{ key: "trace", head: "", cell: () => null },
];
const names = (sort: string): string =>
	sortRows(ROWS, COLUMNS, tableSortFrom(sort))
		.map(({ name }) => name)
		.join(" ");

test.each([
	["", "b10 b9 a c"],
	["p99", "a b10 c b9"],
	["p99-asc", "b10 c a b9"],
	["name-asc", "a b9 b10 c"],
	["trace", "b10 b9 a c"],
	["odd", "b10 b9 a c"],
])("sorted by %j", (sort, order) => expect(names(sort)).toBe(order));

test("a head sorts down, up, and back", () => {
	const down = nextTableSort(undefined, "p99");
	const up = nextTableSort(down, "p99");
	expect([down, up, nextTableSort(up, "p99")].map(textOfTableSort)).toEqual(["p99", "p99-asc", undefined]);
	expect(textOfTableSort(nextTableSort(up, "name"))).toBe("name");
});
