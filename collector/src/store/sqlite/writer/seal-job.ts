/** From a generation to the blocks that take its place: one per partition, more when there are very many rows. Nothing is stored here. */
import { sealBlock } from "../../../columns/block/seal-block.ts";
import type { RowView } from "../../../columns/row-view.ts";
import type { RequestArrival } from "../block-arrivals.ts";
import type { Partition } from "../block-row.ts";
import { findDemo, type IsDemo } from "../demo-rows.ts";
import type { NewBlock } from "./block-table.ts";
import type { RequestRows } from "./open-columns.ts";

export interface GenerationToSeal {
	readonly view: RowView;
	/** In order of sequence. */
	readonly requests: readonly RequestRows[];
	/** Of a block. */
	readonly blockRows: number;
}

/** In slices, as `sealBlock`. Result: none for a generation without rows. */
export function* sealGeneration({ view, requests, blockRows }: GenerationToSeal): Generator<undefined, readonly NewBlock[], undefined> {
	const isDemo = findDemo(view);
	const blocks: NewBlock[] = [];
	for (let from = 0; from < view.counts.rows; from += blockRows) {
		const to = Math.min(from + blockRows, view.counts.rows);
		for (const partition of ["main", "demo"] as const) {
			const has = rowsOf(partition, isDemo, { from, to, all: view.counts.rows });
			if (has === "none") continue;
			const sealed = yield* sealBlock([has === "all" ? { view } : { view, has }]);
			if (sealed !== undefined) blocks.push({ sealed, partition, arrivals: arrivalsOf(requests, from, to, has), isRolledUp: true });
		}
	}
	return blocks;
}

/** Something in it is the demo's. */
export function holdsDemo(view: RowView): boolean {
	return findDemo(view) !== undefined;
}

interface RowSpan {
	readonly from: number;
	readonly to: number;
	readonly all: number;
}

function rowsOf(partition: Partition, isDemo: IsDemo | undefined, { from, to, all }: RowSpan): IsDemo | "all" | "none" {
	const isWhole = from === 0 && to === all;
	if (isDemo === undefined) {
		if (partition === "demo") return "none";
		return isWhole ? "all" : (row) => row >= from && row < to;
	}
	const wanted = partition === "demo";
	return (row) => row >= from && row < to && isDemo(row) === wanted;
}

function arrivalsOf(requests: readonly RequestRows[], from: number, to: number, has: IsDemo | "all"): readonly RequestArrival[] {
	const arrivals: RequestArrival[] = [];
	for (const { sequence, arrivedAt, ...rows } of requests) {
		const [first, last] = [Math.max(rows.from, from), Math.min(rows.to, to)];
		const count = has === "all" ? last - first : countRows(first, last, has);
		if (count > 0) arrivals.push({ sequence, arrivedAt, rows: count });
	}
	return arrivals;
}

function countRows(from: number, to: number, has: IsDemo): number {
	let count = 0;
	for (let row = from; row < to; row++) if (has(row)) count++;
	return count;
}
