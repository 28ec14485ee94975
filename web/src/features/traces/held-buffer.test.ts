import { expect, test } from "vitest";
import { traceSummary } from "../../testing/fake-api.ts";
import { arrive, compareNewest, EMPTY_BUFFER, heldCount, release, rowsWithArrivals } from "./held-buffer.ts";

const ids = (rows: readonly { readonly traceId: string }[]): number[] => rows.map((row) => Number.parseInt(row.traceId, 16) - 1);

test("arrivals are shown at the top, held ones only after release", () => {
	const rows = [traceSummary(2), traceSummary(3)];
	const shown = arrive(EMPTY_BUFFER, [traceSummary(1)], false);
	expect(ids(rowsWithArrivals(rows, shown))).toEqual([1, 2, 3]);
	const held = arrive(shown, [traceSummary(0)], true);
	expect(ids(rowsWithArrivals(rows, held))).toEqual([1, 2, 3]);
	expect(heldCount(held, rowsWithArrivals(rows, held))).toBe(1);
	expect(ids(rowsWithArrivals(rows, release(held)))).toEqual([0, 1, 2, 3]);
	expect(heldCount(release(held), [])).toBe(0);
});

test("a trace that comes again keeps its place with its newest summary and is not counted as new", () => {
	const rows = [traceSummary(1), traceSummary(2)];
	const again = arrive(EMPTY_BUFFER, [traceSummary(2, { spanCount: 999 })], true);
	expect(heldCount(again, rows)).toBe(0);
	expect(rowsWithArrivals(rows, release(again)).map((row) => row.spanCount)).toEqual([214, 999]);
});

test("nothing arriving keeps the identity of the rows", () => {
	const rows = [traceSummary(1)];
	expect(rowsWithArrivals(rows, arrive(EMPTY_BUFFER, [], false))).toBe(rows);
	expect(release(EMPTY_BUFFER)).toBe(EMPTY_BUFFER);
});

test("only the last two thousand arrivals are kept", () => {
	const many = Array.from({ length: 2_500 }, (_, index) => traceSummary(index));
	expect(arrive(EMPTY_BUFFER, many, false).shown.size).toBe(2_000);
});

test("the order is the collector's: newest first, then by id", () => {
	const sameTime = traceSummary(1).startTime;
	const rows = [traceSummary(5, { startTime: sameTime }), traceSummary(1), traceSummary(0), traceSummary(9, { startTime: "7" })];
	expect(ids(rows.toSorted(compareNewest))).toEqual([0, 1, 5, 9]);
});
