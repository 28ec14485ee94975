import { type PackRows, TABLE_SHAPE } from "./pack.ts";
import { SERVICE_PLACE } from "./pack-order.ts";
import { pickRows } from "./pick-rows.ts";

const ROW_BYTES = 4;
const BUCKET_BYTES = 3;

/**
 * A pack cut where the service changes, into pieces of about so many bytes before compression; a service is never cut. What is ordered by
 * no service (edges) stays whole.
 */
export function splitPack(rows: PackRows, bytes: number): readonly PackRows[] {
	const place = SERVICE_PLACE[rows.table];
	if (place === undefined) return rows.rowKeys.length === 0 ? [] : [rows];
	const numbers = rowNumbers(rows);
	const pieces: PackRows[] = [];
	let from = 0;
	let size = 0;
	for (let row = 0; row < rows.rowKeys.length; row++) {
		const isBorder = row > 0 && serviceAt(rows, row, place) !== serviceAt(rows, row - 1, place);
		if (isBorder && size >= bytes) {
			pieces.push(pickRows(rows, numbers.subarray(from, row)));
			from = row;
			size = 0;
		}
		size += ROW_BYTES + BUCKET_BYTES * bucketsAt(rows, row);
	}
	if (from < rows.rowKeys.length) pieces.push(pickRows(rows, numbers.subarray(from)));
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

/** The rows before minute `first`, those in [first, last] and those after: parts without a row are left out. */
export function splitByMinutes(rows: PackRows, first: number, last: number): readonly PackRows[] {
	const numbers = rowNumbers(rows);
	const minuteAt = (row: number) => rows.minutes[row] as number;
	const parts = [
		numbers.filter((row) => minuteAt(row) < first),
		numbers.filter((row) => minuteAt(row) >= first && minuteAt(row) <= last),
		numbers.filter((row) => minuteAt(row) > last),
	];
	return parts.filter(({ length }) => length > 0).map((part) => (part.length === numbers.length ? rows : pickRows(rows, part)));
}

function rowNumbers({ rowKeys }: PackRows): Uint32Array {
	return Uint32Array.from(rowKeys.keys());
}
