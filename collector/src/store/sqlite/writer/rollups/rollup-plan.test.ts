import { describe, expect, it } from "vitest";
import { planRollupMerge } from "./rollup-plan.ts";
import type { RollupFacts } from "./stored-rollups.ts";

const NOW_MINUTE = 600_000 * 60 + 30;
const NOW = NOW_MINUTE * 60_000;
let ids = 0;

function pack(firstMinute: number, given: Partial<RollupFacts> = {}): RollupFacts {
	const rest = { kind: "red", partition: "main", step: 1, isMerged: false, lastArrival: NOW, storedBytes: 1000 } as const;
	return { id: ++ids, ...rest, firstMinute, lastMinute: firstMinute, ...given };
}
const many = (count: number, minute: number, given: Partial<RollupFacts> = {}) => Array.from({ length: count }, () => pack(minute, given));

describe("planRollupMerge", () => {
	it("leaves the running hour and the one before alone until late spans have had time", () => {
		expect(planRollupMerge(many(5, NOW_MINUTE), NOW)).toBeUndefined();
		expect(planRollupMerge(many(5, NOW_MINUTE - 31), NOW - 15 * 60_000)).toBeUndefined();
		expect(planRollupMerge(many(5, NOW_MINUTE - 31), NOW)?.isClosed).toBe(true);
	});
	it("takes everything of closed hours, one kind and partition at a time", () => {
		const red = many(3, NOW_MINUTE - 40);
		const edge = many(2, NOW_MINUTE - 40, { kind: "edge" });
		const demo = many(2, NOW_MINUTE - 40, { partition: "demo" });
		expect(planRollupMerge([...red, ...edge, ...demo], NOW)).toMatchObject({ kind: "red", partition: "main", packs: red });
		expect(planRollupMerge([...edge, ...demo], NOW)).toMatchObject({ kind: "edge", packs: edge });
	});
	it("does not close an hour with a pack that reaches into an open one", () => {
		expect(planRollupMerge([pack(NOW_MINUTE - 40, { lastMinute: NOW_MINUTE })], NOW)).toBeUndefined();
	});
	it("lets what came late wait for more of it, or half an hour", () => {
		const merged = [pack(NOW_MINUTE - 90, { isMerged: true }), pack(NOW_MINUTE - 90, { isMerged: true, step: 10 })];
		expect(planRollupMerge([...merged, ...many(7, NOW_MINUTE - 80)], NOW)).toBeUndefined();
		expect(planRollupMerge([...merged, ...many(8, NOW_MINUTE - 80)], NOW)?.packs).toHaveLength(8);
		expect(planRollupMerge([...merged, ...many(1, NOW_MINUTE - 80)], NOW + 31 * 60_000)?.packs).toHaveLength(1);
	});
	it("makes one pack of many small ones of an open hour, of few when it is quiet", () => {
		expect(planRollupMerge(many(15, NOW_MINUTE), NOW)).toBeUndefined();
		expect(planRollupMerge(many(40, NOW_MINUTE), NOW)).toMatchObject({ isClosed: false, packs: { length: 40 } });
		expect(planRollupMerge(many(40, NOW_MINUTE, { storedBytes: 2e6 }), NOW)).toBeUndefined();
		expect(planRollupMerge(many(2, NOW_MINUTE), NOW + 21_000)?.packs).toHaveLength(2);
		expect(planRollupMerge(many(1, NOW_MINUTE), NOW + 21_000)).toBeUndefined();
	});
	it("never names a merged pack", () => {
		expect(planRollupMerge(many(100, NOW_MINUTE - 90, { isMerged: true }), NOW)).toBeUndefined();
	});
});
