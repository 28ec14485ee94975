import { SEGMENT_ROWS, SpanColumn } from "../layout.ts";
import type { RowView } from "../row-view.ts";
import { DamagedBlockError } from "./contract.ts";

const UINT32 = 0x1_0000_0000;
/** More than what a float of 24 bits loses. */
const UPWARDS = 1 + 2 ** -22;

/** Nanoseconds that the spans of each operation of a block last at most, rounded up, by entity; 0 for other entities. Cost: one pass. */
export function longestSpans(view: RowView): Float32Array {
	const longest = new Float32Array(view.counts.entities);
	for (let segment = 0; segment * SEGMENT_ROWS < view.counts.rows; segment++) addSegment(view, segment, longest);
	return longest;
}

function addSegment(view: RowView, segment: number, longest: Float32Array): void {
	const operations = view.column(SpanColumn.operation, segment);
	const startHigh = view.column(SpanColumn.startHigh, segment);
	const startLow = view.column(SpanColumn.startLow, segment);
	const endHigh = view.column(SpanColumn.endHigh, segment);
	const endLow = view.column(SpanColumn.endLow, segment);
	for (let slot = 0; slot < operations.length; slot++) {
		const operation = operations[slot] as number;
		const high = (endHigh[slot] as number) - (startHigh[slot] as number);
		const nanos = (high * UINT32 + (endLow[slot] as number) - (startLow[slot] as number)) * UPWARDS;
		if (operation >= longest.length) throw new DamagedBlockError("a span is of no operation");
		if (nanos > (longest[operation] as number)) longest[operation] = nanos;
	}
}
