import { addPacks } from "./add-packs.ts";
import { type PackRows, TABLE_SHAPE } from "./pack.ts";
import { SERVICE_PLACE } from "./pack-order.ts";

const ROW_BYTES = 4;
const BUCKET_BYTES = 3;

/**
 * A pack cut where the service changes, into pieces of about so many bytes before compression; a service is never cut. What is ordered by
 * no service (edges) stays whole.
 */
export function splitPack(rows: PackRows, bytes: number): readonly PackRows[] {
	const place = SERVICE_PLACE[rows.table];
	if (place === undefined) return rows.rowKeys.length === 0 ? [] : [rows];
	const pieces: PackRows[] = [];
	let from = 0;
	let size = 0;
	for (let row = 0; row < rows.rowKeys.length; row++) {
		const isBorder = row > 0 && serviceAt(rows, row, place) !== serviceAt(rows, row - 1, place);
		if (isBorder && size >= bytes) {
			pieces.push(sliceRows(rows, from, row));
			from = row;
			size = 0;
		}
		size += ROW_BYTES + BUCKET_BYTES * bucketsAt(rows, row);
	}
	if (from < rows.rowKeys.length) pieces.push(sliceRows(rows, from, rows.rowKeys.length));
	return pieces;
}

function serviceAt({ keys, rowKeys }: PackRows, row: number, place: number): string | undefined {
	return keys[rowKeys[row] as number]?.[place];
}

function bucketsAt({ table, ends }: PackRows, row: number): number {
	const { durations: D } = TABLE_SHAPE[table];
	if (D === 0) return 0;
	return (ends[(row + 1) * D - 1] as number) - (row === 0 ? 0 : (ends[row * D - 1] as number));
}

/** Rows [from, to) with the keys that they have. */
function sliceRows(rows: PackRows, from: number, to: number): PackRows {
	const { counters: C, durations: D } = TABLE_SHAPE[rows.table];
	const firstKey = rows.rowKeys[from] ?? 0;
	const lastKey = rows.rowKeys[to - 1] ?? -1;
	const before = D === 0 || from === 0 ? 0 : (rows.ends[from * D - 1] as number);
	const end = D === 0 || to === 0 ? 0 : (rows.ends[to * D - 1] as number);
	return {
		table: rows.table,
		step: rows.step,
		keys: rows.keys.slice(firstKey, lastKey + 1),
		rowKeys: rows.rowKeys.subarray(from, to).map((key) => key - firstKey),
		minutes: rows.minutes.slice(from, to),
		counters: rows.counters.slice(from * C, to * C),
		sums: rows.sums.slice(from * D, to * D),
		ends: rows.ends.subarray(from * D, to * D).map((at) => at - before),
		buckets: rows.buckets.slice(before, end),
		counts: rows.counts.slice(before, end),
	};
}

/** The rows in minutes [first, last], those before and those after: parts without a row are left out. */
export function splitByMinutes(rows: PackRows, first: number, last: number): readonly PackRows[] {
	const { table } = rows;
	if (rows.minutes.every((minute) => minute >= first && minute <= last)) return [rows];
	const parts = [
		addPacks([rows], { table, lastMinute: first - 1 }),
		addPacks([rows], { table, firstMinute: first, lastMinute: last }),
		addPacks([rows], { table, firstMinute: last + 1 }),
	];
	return parts.filter(({ rowKeys }) => rowKeys.length > 0);
}
