import { expect, test } from "vitest";
import { logRecord } from "../../testing/fake-api.ts";
import { appendTail, EMPTY_TAIL, releaseTail, seedTail, TAIL_ROWS, withArrival } from "./log-tail.ts";

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map((row) => row.id);

test("a seed comes first, arrivals after it, held ones only after release", () => {
	const seeded = seedTail(EMPTY_TAIL, [logRecord(3), logRecord(2)]);
	const shown = appendTail(seeded, [logRecord(1)], false);
	expect(ids(shown.rows)).toEqual(["7-3", "7-2", "7-1"]);
	const held = appendTail(shown, [logRecord(0)], true);
	expect([ids(held.rows), ids(held.held)]).toEqual([["7-3", "7-2", "7-1"], ["7-0"]]);
	const released = releaseTail(held);
	expect([ids(released.rows), ids(released.held)]).toEqual([["7-3", "7-2", "7-1", "7-0"], []]);
});

test("rows are by time: within what arrived together, and what comes late", () => {
	const batch = appendTail(EMPTY_TAIL, [logRecord(1), logRecord(4), logRecord(2)], false);
	expect(ids(batch.rows)).toEqual(["7-4", "7-2", "7-1"]);
	const late = appendTail(batch, [logRecord(0), logRecord(3)], false);
	expect(ids(late.rows)).toEqual(["7-4", "7-3", "7-2", "7-1", "7-0"]);
	const held = appendTail(appendTail(batch, [logRecord(0)], true), [logRecord(3)], true);
	expect(ids(held.held)).toEqual(["7-3", "7-0"]);
	expect(ids(releaseTail(held).rows)).toEqual(["7-4", "7-3", "7-2", "7-1", "7-0"]);
});

test("a record that comes again counts once, held or shown", () => {
	const shown = appendTail(seedTail(EMPTY_TAIL, [logRecord(2)]), [logRecord(2), logRecord(1)], false);
	expect(ids(shown.rows)).toEqual(["7-2", "7-1"]);
	const held = appendTail(appendTail(shown, [logRecord(0)], true), [logRecord(0), logRecord(1)], true);
	expect(ids(held.held)).toEqual(["7-0"]);
	expect(seedTail(held, [logRecord(0), logRecord(1)])).toBe(held);
});

test("what was missed while the stream was away is put in its place", () => {
	const tail = appendTail(seedTail(EMPTY_TAIL, [logRecord(5)]), [logRecord(1)], false);
	expect(ids(seedTail(tail, [logRecord(3), logRecord(1)]).rows)).toEqual(["7-5", "7-3", "7-1"]);
});

test("nothing new keeps the identity", () => {
	expect(releaseTail(EMPTY_TAIL)).toBe(EMPTY_TAIL);
	expect(appendTail(EMPTY_TAIL, [], true)).toBe(EMPTY_TAIL);
});

test("the oldest rows leave, and held ones that are let go are counted", () => {
	const many = Array.from({ length: TAIL_ROWS + 5 }, (_, index) => logRecord(TAIL_ROWS + 5 - index));
	const shown = appendTail(EMPTY_TAIL, many, false);
	expect([shown.rows.length, shown.rows.at(-1)?.id]).toEqual([TAIL_ROWS, "7-1"]);
	const held = appendTail(EMPTY_TAIL, many, true);
	expect([held.held.length, held.lost]).toEqual([TAIL_ROWS, 5]);
	expect(releaseTail(held).lost).toBe(0);
});

test("the last second holds one round of a stream that tells once a second", () => {
	const first = withArrival([], { atMs: 1_000, shown: 500, skipped: 1_513 });
	const second = withArrival(first, { atMs: 1_990, shown: 400, skipped: 0 });
	expect(second).toEqual([{ atMs: 1_990, shown: 400, skipped: 0 }]);
	expect(withArrival(second, { atMs: 2_100, shown: 1, skipped: 0 })).toHaveLength(2);
});
