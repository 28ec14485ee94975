/** What the spans of each trace of some rows add up to: stored in blocks, made by a pass elsewhere. */
import { StatusCode } from "@spanglass/shared/model/span";
import { LOW_BYTE, SEGMENT_MASK, SEGMENT_ROWS, SpanColumn, segmentOf } from "../../../columns/layout.ts";
import type { Pace } from "./pace.ts";
import type { Rows, TraceSums } from "./part.ts";

/** Cost: nothing for whole blocks, else 10 ns a row. */
export async function sumsOf(rows: Rows, pace: Pace): Promise<TraceSums> {
	return rows.sums?.() ?? (await addUp(rows, pace));
}

function emptySums(count: number): TraceSums {
	const words = () => new Uint32Array(count);
	return {
		startHigh: words().fill(0xffff_ffff),
		startLow: words().fill(0xffff_ffff),
		endHigh: words(),
		endLow: words(),
		spans: words(),
		errors: words(),
	};
}

async function addUp(rows: Rows, pace: Pace): Promise<TraceSums> {
	const sums = emptySums(rows.view.counts.traces);
	for (let row = rows.from; row < rows.to; ) {
		if (pace.isDue()) await pace.rest();
		const end = Math.min(rows.to, (segmentOf(row) + 1) * SEGMENT_ROWS);
		addSegment({ ...rows, from: row, to: end }, sums);
		row = end;
	}
	return sums;
}

/** All rows are in one segment. */
function addSegment({ view, from, to, has }: Rows, { startHigh, startLow, endHigh, endLow, spans, errors }: TraceSums): void {
	const column = (number: number) => view.column(number, segmentOf(from));
	const traces = column(SpanColumn.trace);
	const [startHighs, startLows] = [column(SpanColumn.startHigh), column(SpanColumn.startLow)];
	const [endHighs, endLows] = [column(SpanColumn.endHigh), column(SpanColumn.endLow)];
	const bits = column(SpanColumn.bits);
	for (let row = from; row < to; row++) {
		if (has !== undefined && !has(row)) continue;
		const slot = row & SEGMENT_MASK;
		const trace = traces[slot] as number;
		const [high, low] = [startHighs[slot] as number, startLows[slot] as number];
		if (high < (startHigh[trace] as number) || (high === startHigh[trace] && low < (startLow[trace] as number))) {
			startHigh[trace] = high;
			startLow[trace] = low;
		}
		const [stopHigh, stopLow] = [endHighs[slot] as number, endLows[slot] as number];
		if (stopHigh > (endHigh[trace] as number) || (stopHigh === endHigh[trace] && stopLow > (endLow[trace] as number))) {
			endHigh[trace] = stopHigh;
			endLow[trace] = stopLow;
		}
		spans[trace] = (spans[trace] as number) + 1;
		if (((bits[slot] as number) & LOW_BYTE) === StatusCode.error) errors[trace] = (errors[trace] as number) + 1;
	}
}
