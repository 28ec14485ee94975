import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BlockFacts } from "./block-table.ts";
import { planMerge } from "./merge-plan.ts";

const HOUR = 3_600_000;
const NOON = 500_000 * HOUR;

function block(id: number, rows: number, more: Partial<BlockFacts> = {}): BlockFacts {
	return {
		id,
		signal: "traces",
		partition: "main",
		quarantined: false,
		firstSequence: id * 10,
		lastSequence: id * 10 + 9,
		rows,
		minTime: 0n,
		maxTime: 0n,
		firstArrival: NOON,
		lastArrival: NOON,
		storedBytes: rows * 30,
		isRolledUp: true,
		...more,
	};
}

function idsOf(run: readonly BlockFacts[] | undefined): readonly number[] | undefined {
	return run?.map(({ id }) => id);
}

function row(count: number, rows: number, more: Partial<BlockFacts> = {}): readonly BlockFacts[] {
	return Array.from({ length: count }, (_, at) => block(at + 1, rows, more));
}

describe("planMerge", () => {
	it("takes eight small neighbours while their hour lasts, two when it is over", () => {
		expect(planMerge(row(7, 100), NOON)).toBeUndefined();
		expect(idsOf(planMerge(row(8, 100), NOON))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
		expect(idsOf(planMerge(row(2, 100), NOON + HOUR))).toEqual([1, 2]);
		expect(planMerge(row(1, 100), NOON + HOUR)).toBeUndefined();
	});

	it("does not reach over large or damaged blocks, signals, partitions or hours", () => {
		const eight = row(8, 100);
		const change = (at: number, more: Partial<BlockFacts>) => eight.map((facts) => (facts.id === at ? { ...facts, ...more } : facts));
		for (const more of [
			{ rows: 16_384 },
			{ quarantined: true },
			{ signal: "logs" },
			{ partition: "demo" },
			{ lastArrival: NOON - 1 },
		] as const) {
			expect(planMerge(change(4, more), NOON)).toBeUndefined();
		}
	});

	it("merges points up to 524,288 rows", () => {
		const points = row(16, 65_536, { signal: "metrics" });
		expect(idsOf(planMerge(points, NOON))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
		expect(planMerge(row(3, 65_536, { signal: "metrics" }), NOON)).toBeUndefined();
	});

	it("ends, keeps every row, stays within the limits, and writes a row again a few times only", () => {
		const sizes = fc.array(fc.record({ rows: fc.integer({ min: 1, max: 70_000 }), hour: fc.nat(1) }), { maxLength: 60 });
		fc.assert(
			fc.property(sizes, fc.constantFrom("traces" as const, "metrics" as const), (given, signal) => {
				let blocks = given
					.toSorted((a, b) => a.hour - b.hour)
					.map(({ rows, hour }, at) => block(at + 1, rows, { signal, lastArrival: NOON + hour * HOUR }));
				const total = blocks.reduce((sum, { rows }) => sum + rows, 0);
				let written = 0;
				for (let id = blocks.length + 1; ; id++) {
					const run = planMerge(blocks, NOON + 5 * HOUR);
					if (run === undefined) break;
					const rows = run.reduce((sum, facts) => sum + facts.rows, 0);
					expect(run.length).toBeGreaterThan(1);
					expect(rows).toBeLessThanOrEqual(signal === "traces" ? 131_072 : 524_288);
					expect(Math.max(...run.map((facts) => facts.rows)) * 2).toBeLessThanOrEqual(rows);
					written += rows;
					const [first] = run as [BlockFacts];
					blocks = [...blocks.filter((facts) => !run.includes(facts)), { ...first, id, rows }];
				}
				expect(blocks.reduce((sum, { rows }) => sum + rows, 0)).toBe(total);
				expect(written).toBeLessThanOrEqual(total * 19);
			}),
		);
	});
});
