import type { ItemFilter } from "@spanglass/shared/query/filter";
import type { BlockView } from "../../../columns/block/block-view.ts";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { SEQUENCE_COLUMN } from "../../../columns/layout.ts";
import { mayHoldProbe } from "../../../columns/trace-filter.ts";
import type { KnownBlock } from "./block-directory.ts";
import { mayMatchBlock, NO_FILTERS } from "./may-match.ts";
import { type Arrivals, EVER, type Part, type Rows, type StoredSums } from "./part.ts";

/** A block as a part of one query. `view` opens it, or answers the view that is still at hand. */
export function blockPart({ id, directory, minHalves }: KnownBlock, view: () => BlockView): Part {
	const { minTime, maxTime, firstSequence, lastSequence, rowCount } = directory;
	return {
		block: id,
		rowCount,
		times: { min: minTime, max: maxTime, minHalves },
		mayOverlap: ({ start, end }) => minTime < end && maxTime >= start,
		mayHold: (trace) => mayHoldProbe(directory.traceFilter, trace),
		mayHoldAfter: (sequence) => lastSequence > sequence,
		mayMatch: (filter: ItemFilter) => mayMatchBlock(filter, directory, NO_FILTERS) && mayMatchBlock(filter, directory, view()),
		services: directory.services,
		open: async ({ after, upTo }: Arrivals = EVER) => {
			if (lastSequence <= after || firstSequence > upTo) return noRows(view);
			return after < firstSequence && lastSequence <= upTo ? allRows(view) : someRows(view, { after, upTo });
		},
	};
}

function noRows(again: () => BlockView): Rows {
	return { view: again(), again, from: 0, to: 0, has: undefined };
}

function allRows(again: () => BlockView): Rows {
	const view = again();
	const rows = { view, again, from: 0, to: view.counts.rows, has: undefined };
	if (view.signal !== "traces") return rows;
	let sums: StoredSums | undefined;
	return {
		...rows,
		sums: () => {
			sums ??= storedSums(view);
			return sums;
		},
	};
}

function someRows(again: () => BlockView, { after, upTo }: Arrivals): Rows {
	const view = again();
	const sequences = new ColumnCursor(view, SEQUENCE_COLUMN);
	const first = after - view.firstSequence;
	const last = upTo - view.firstSequence;
	const has = (row: number) => {
		const sequence = sequences.at(row);
		return sequence > first && sequence <= last;
	};
	return { view, again, from: 0, to: view.counts.rows, has };
}

function storedSums(view: BlockView): StoredSums {
	const { firstRow, spans, start, end, errors } = view.traceTable();
	return { firstRow, startHigh: start.high, startLow: start.low, endHigh: end.high, endLow: end.low, spans, errors };
}
