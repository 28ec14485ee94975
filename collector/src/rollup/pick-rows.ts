import { type PackRows, TABLE_SHAPE } from "./pack.ts";

/** Some of the rows, by their ascending numbers, with the keys that they have. Cost: what it copies. */
export function pickRows(rows: PackRows, picked: Uint32Array): PackRows {
	const { counters: C, durations: D } = TABLE_SHAPE[rows.table];
	return {
		table: rows.table,
		step: rows.step,
		...pickKeys(rows, picked),
		minutes: picked.map((row) => rows.minutes[row] as number),
		counters: pickCells({ picked, width: C, from: rows.counters, type: Int32Array }),
		sums: pickCells({ picked, width: D, from: rows.sums, type: Float64Array }),
		...pickEntries(rows, picked, D),
	};
}

export interface CellPick<T> {
	/** Numbers of rows, in any order. */
	readonly picked: Uint32Array;
	/** Cells of a row. */
	readonly width: number;
	readonly from: Int32Array | Float64Array;
	readonly type: new (length: number) => T;
}

/** The cells of these rows, one row after the other. */
export function pickCells<T extends Int32Array | Float64Array>({ picked, width, from, type }: CellPick<T>): T {
	const cells = new type(picked.length * width);
	for (let at = 0; at < picked.length; at++) {
		const first = (picked[at] as number) * width;
		for (let cell = 0; cell < width; cell++) cells[at * width + cell] = from[first + cell] as number;
	}
	return cells;
}

function pickKeys({ keys: all, rowKeys: numbers }: PackRows, picked: Uint32Array): Pick<PackRows, "keys" | "rowKeys"> {
	const keys: (readonly string[])[] = [];
	let last = -1;
	const rowKeys = picked.map((row) => {
		const key = numbers[row] as number;
		if (key !== last) keys.push(all[key] as readonly string[]);
		last = key;
		return keys.length - 1;
	});
	return { keys, rowKeys };
}

function pickEntries(rows: PackRows, picked: Uint32Array, durations: number): Pick<PackRows, "ends" | "buckets" | "counts"> {
	const ends = new Uint32Array(picked.length * durations);
	const buckets = new Uint16Array(rows.buckets.length);
	const counts = new Int32Array(rows.counts.length);
	let top = 0;
	for (let place = 0; place < ends.length; place++) {
		const cell = (picked[Math.floor(place / durations)] as number) * durations + (place % durations);
		const end = rows.ends[cell] as number;
		for (let at = cell === 0 ? 0 : (rows.ends[cell - 1] as number); at < end; at++) {
			buckets[top] = rows.buckets[at] as number;
			counts[top++] = rows.counts[at] as number;
		}
		ends[place] = top;
	}
	return { ends, buckets: buckets.slice(0, top), counts: counts.slice(0, top) };
}
