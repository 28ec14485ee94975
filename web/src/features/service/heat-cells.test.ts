import { parseFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { expect, test } from "vitest";
import { countAt } from "../../geometry/heatmap.ts";
import { heatJsonOf, RED_START } from "../../testing/fake-rollups.ts";
import { cellQuery, countedQuery, heatOf } from "./heat-cells.ts";

test("a column for each minute of the range, also for those without requests", () => {
	const heat = heatOf(
		heatJsonOf([
			{ minute: 0, rows: [80, 87], counts: [5, 1] },
			{ minute: 3, rows: [80], counts: [2] },
		]),
	);
	expect([heat.columns, heat.firstRow, heat.most]).toEqual([4, 80, 5]);
	expect([countAt(heat, { column: 3, row: 0 }), countAt(heat, { column: 1, row: 0 })]).toEqual([2, 0]);
	expect(heatOf({ ...heatJsonOf([]), range: { from: String(RED_START), to: String(RED_START + 60_000_000_000n) } }).columns).toBe(1);
});

test("queries for what is counted, and for what a cell holds", () => {
	const requests = countedQuery("check out", { counted: "requests" });
	expect(requests).toBe('service:"check out" (kind:server OR kind:consumer)');
	expect(countedQuery("a", { counted: "spans" })).toBe('service:"a"');
	const cell = cellQuery(requests, { min: 8388609, max: 9975792 });
	expect(cell).toBe('service:"check out" (kind:server OR kind:consumer) duration:8388609ns..9975792ns');
	expect(parseFilterOrThrow(cell).type).toBe("all");
});
