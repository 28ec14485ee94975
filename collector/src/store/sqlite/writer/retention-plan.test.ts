import { describe, expect, it } from "vitest";
import type { BlockFacts } from "./block-table.ts";
import { planDeletion } from "./retention-plan.ts";

const NOW = 1_790_000_000_000;
const AGES = { traces: 1000, logs: 2000, metrics: 30_000 };

function block(id: number, signal: BlockFacts["signal"], age: number, storedBytes = 100): BlockFacts {
	return {
		id,
		signal,
		partition: "main",
		quarantined: false,
		firstSequence: id,
		lastSequence: id,
		rows: 10,
		minTime: 0n,
		maxTime: 0n,
		firstArrival: NOW - age - 50,
		lastArrival: NOW - age,
		storedBytes,
		isRolledUp: true,
	};
}

function plan(blocks: readonly BlockFacts[], usedBytes = 0, totalBytes = 1) {
	const planned = planDeletion(blocks, { now: NOW, ages: AGES, usedBytes, totalBytes });
	return planned && [planned.block.id, planned.reason];
}

describe("planDeletion", () => {
	it("deletes by age, each signal by its own, the oldest first", () => {
		expect(plan([block(1, "metrics", 2500), block(2, "logs", 2001), block(3, "traces", 1500), block(4, "traces", 900)])).toEqual([
			2,
			"age",
		]);
		expect(plan([block(3, "traces", 1500), block(4, "traces", 900)])).toEqual([3, "age"]);
	});

	it("keeps a block whose newest request is as old as the policy to the millisecond, whatever its oldest is", () => {
		expect(plan([block(1, "traces", 1000)])).toBeUndefined();
		expect(plan([block(1, "traces", 1001)])).toEqual([1, "age"]);
	});

	it("over the size deletes the oldest of the signal that takes most", () => {
		const blocks = [block(1, "logs", 500, 100), block(2, "traces", 300, 90), block(3, "traces", 400, 90)];
		expect(plan(blocks, 11, 10)).toEqual([3, "size"]);
		expect(plan(blocks, 10, 10)).toBeUndefined();
		expect(plan([], 11, 10)).toBeUndefined();
	});
});
