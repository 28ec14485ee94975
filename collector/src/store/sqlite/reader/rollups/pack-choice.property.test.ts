import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseRuns } from "./pack-choice.ts";

const DAY = 1440;
const range = fc.tuple(fc.nat(DAY), fc.integer({ min: 1, max: DAY })).map(([first, length]) => ({ first, end: first + length }));
const step = fc.option(fc.constantFrom(1, 5, 10, 20, 30, 60, 120, 7), { nil: undefined });

/** Rows of the runs that begin in the range, as a reader counts them. */
function rowsOf(runs: ReturnType<typeof chooseRuns>, first: number, end: number) {
	return runs.flatMap((run) => {
		const rows: { readonly first: number; readonly end: number }[] = [];
		for (let minute = run.first; minute < run.end; minute += run.step) {
			if (minute >= first && minute < end) rows.push({ first: minute, end: minute + run.step });
		}
		return rows;
	});
}

describe("the choice of stored rows", () => {
	it("counts each minute of the range once, and none beside it", () => {
		fc.assert(
			fc.property(range, step, ({ first, end }, stepMinutes) => {
				const minutes = rowsOf(chooseRuns({ first, end }, stepMinutes), first, end).flatMap((row) =>
					Array.from({ length: row.end - row.first }, (_, at) => row.first + at),
				);
				expect(minutes).toEqual(Array.from({ length: end - first }, (_, at) => first + at));
			}),
		);
	});
	it("takes no row that reaches over a border of the question's steps", () => {
		fc.assert(
			fc.property(range, fc.constantFrom(1, 7, 10, 15, 60, 180), ({ first, end }, stepMinutes) => {
				for (const row of rowsOf(chooseRuns({ first, end }, stepMinutes), first, end)) {
					expect(Math.floor((row.first - first) / stepMinutes)).toBe(Math.floor((row.end - 1 - first) / stepMinutes));
				}
			}),
		);
	});
	it("takes the widest rows that it may", () => {
		expect(chooseRuns({ first: 17, end: 260 }, undefined)).toEqual([
			{ first: 0, end: 60, step: 1 },
			{ first: 60, end: 240, step: 60 },
			{ first: 240, end: 300, step: 10 },
		]);
		expect(chooseRuns({ first: 60, end: 1500 }, 1)).toEqual([{ first: 60, end: 1500, step: 1 }]);
		expect(chooseRuns({ first: 10, end: 1450 }, 30).map((run) => run.step)).toEqual([10, 10, 10]);
		expect(chooseRuns({ first: 30, end: 30 }, undefined)).toEqual([]);
	});
});
