/** What is compared: each side as places of a tree, with the way from a place to the spans that stand there. */
import { MergedTree } from "@spanglass/shared/analysis/merged-tree";
import { spanIdAt } from "@spanglass/shared/analysis/span-tree";
import type { DiffSide } from "@spanglass/shared/analysis/trace-diff";
import type { TraceTypicalJson } from "@spanglass/shared/api/search-schemas";
import { decodeSkeleton } from "@spanglass/shared/api/skeleton-codec";
import { rowOfSpan, shapeOf, type TraceModel } from "../../geometry/trace-model.ts";

/** Places of a tree; a hostile trace may have as many as spans. */
const MOST_PLACES = 1_000_000;

export interface TraceOperand {
	readonly kind: "trace";
	readonly model: TraceModel;
	readonly side: DiffSide;
	/** Place of each row. */
	readonly placeOf: Int32Array;
}

export interface MedianOperand {
	readonly kind: "median";
	readonly query: string;
	readonly side: DiffSide;
	readonly answer: TraceTypicalJson;
}

export type Operand = TraceOperand | MedianOperand;

/** One trace out of the bytes of its skeleton. Cost O(n log n). */
export function traceOperand(bytes: Uint8Array): TraceOperand {
	const skeleton = decodeSkeleton(bytes);
	const tree = new MergedTree(MOST_PLACES);
	const placeOf = tree.add(skeleton);
	return { kind: "trace", model: { skeleton, ...shapeOf(skeleton) }, side: { traces: 1, nodes: tree.all() }, placeOf };
}

/** What a search's traces typically are. */
export function medianOperand(query: string, answer: TraceTypicalJson): MedianOperand {
	return { kind: "median", query, answer, side: { traces: answer.traces, nodes: answer.nodes } };
}

/** Rows that stand at a place, in order of start; none of a typical trace. */
export function rowsAt(operand: Operand | undefined, place: number | undefined): readonly number[] {
	if (operand?.kind !== "trace" || place === undefined) return [];
	const rows: number[] = [];
	for (let row = 0; row < operand.placeOf.length; row++) if (operand.placeOf[row] === place) rows.push(row);
	return rows;
}

/** The place of a span and its row; undefined when the trace has no such span. */
export function placeOfSpan(operand: Operand | undefined, spanId: string): { readonly place: number; readonly row: number } | undefined {
	if (operand?.kind !== "trace") return undefined;
	const row = rowOfSpan(operand.model.skeleton, spanId);
	return row === undefined ? undefined : { place: operand.placeOf[row] ?? -1, row };
}

/** Hex id of a row. */
export function spanIdOf({ model }: TraceOperand, row: number): string {
	return spanIdAt(model.skeleton.spanIds, row);
}

/** Palette index of a service, from whichever side knows it. */
export function colorOf(service: string, operands: readonly (Operand | undefined)[]): number {
	for (const operand of operands) {
		if (operand?.kind === "trace") {
			const at = operand.model.skeleton.services.indexOf(service);
			if (at >= 0) return operand.model.skeleton.serviceColors[at] ?? 0;
		}
		const node = operand?.kind === "median" ? operand.answer.nodes.find((each) => each.service === service) : undefined;
		if (node !== undefined) return node.color;
	}
	return 0;
}
