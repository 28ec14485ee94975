/**
 * Counts by time and duration as cells: columns are steps of time, rows are equal ratios of durations, the longest at the top. Row r holds
 * durations above 2^((r-1)/perOctave) ns, up to 2^(r/perOctave) ns. Places in CSS pixels from the top left.
 */
import type { Cell, CellGrid, Place, ScatterFrame } from "./scatter.ts";
import type { PlotRect } from "./series-frame.ts";

export interface HeatCounts {
	readonly columns: number;
	/** The lowest row of the drawing. */
	readonly firstRow: number;
	readonly rowCount: number;
	readonly perOctave: number;
	/** By column, then by row from the bottom. */
	readonly counts: readonly (readonly number[])[];
	/** The largest count; 0 of nothing. */
	readonly most: number;
}

export interface HeatStep {
	readonly column: number;
	/** Ascending, with their counts. */
	readonly rows: readonly number[];
	readonly counts: readonly number[];
}

/** Rows that are drawn at least, so that a calm service is not one thick line, and at most before two become one. */
const LEAST_ROWS = 8;
const MOST_ROWS = 44;

/**
 * Steps as a matrix over the rows that hold something. Beyond 44 rows two neighbours are one, so often as needed: borders stay borders, and
 * counts stay exact.
 */
export function heatCounts(steps: readonly HeatStep[], columns: number, perOctave: number): HeatCounts {
	const known = steps.filter(({ rows }) => rows.length > 0);
	const least = Math.min(...known.map(({ rows }) => rows[0] ?? 0));
	const last = Math.max(...known.map(({ rows }) => rows.at(-1) ?? 0));
	if (known.length === 0) return { columns, firstRow: 1, rowCount: LEAST_ROWS, perOctave, counts: [], most: 0 };
	if (last - least >= MOST_ROWS && perOctave >= 2) return heatCounts(steps.map(halved), columns, perOctave / 2);
	const room = Math.max(0, LEAST_ROWS - (last - least + 1));
	const firstRow = least - Math.floor(room / 2);
	const rowCount = last - least + 1 + room;
	const counts = Array.from({ length: columns }, () => Array.from({ length: rowCount }, () => 0));
	for (const { column, rows, counts: own } of known) {
		const cells = counts[column];
		if (cells === undefined) continue;
		rows.forEach((row, at) => {
			cells[row - firstRow] = (cells[row - firstRow] ?? 0) + (own[at] ?? 0);
		});
	}
	return { columns, firstRow, rowCount, perOctave, counts, most: counts.flat().reduce((most, count) => Math.max(most, count), 0) };
}

function halved({ column, rows, counts }: HeatStep): HeatStep {
	const sums = new Map<number, number>();
	for (const [at, row] of rows.entries()) sums.set(Math.ceil(row / 2), (sums.get(Math.ceil(row / 2)) ?? 0) + (counts[at] ?? 0));
	return { column, rows: [...sums.keys()], counts: [...sums.values()] };
}

export function gridOfHeat({ columns, rowCount }: HeatCounts): CellGrid {
	return { columns: Math.max(columns, 1), rows: rowCount };
}

export function countAt({ counts }: HeatCounts, { column, row }: Cell): number {
	return counts[column]?.[row] ?? 0;
}

/** The longest duration of a row of the drawing; that of the row below is where it begins. */
function endOfRow({ firstRow, perOctave }: HeatCounts, row: number): number {
	return 2 ** ((firstRow + row) / perOctave);
}

/** The whole nanoseconds between which durations of some rows lie, both included; rows count from the bottom. */
export function durationsOfRows(heat: HeatCounts, one: number, other: number): { readonly min: number; readonly max: number } {
	const below = endOfRow(heat, Math.min(one, other) - 1);
	return { min: below <= 1 ? 0 : Math.floor(below) + 1, max: Math.floor(endOfRow(heat, Math.max(one, other))) };
}

/** The axis of a drawing: its ends are borders of rows. */
export function endsOfHeat(heat: HeatCounts): Pick<ScatterFrame, "low" | "high"> {
	return { low: endOfRow(heat, -1), high: endOfRow(heat, heat.rowCount - 1) };
}

/** The cell under a place, held inside of the drawing. */
export function cellAt(frame: ScatterFrame, grid: CellGrid, { x, y }: Place): Cell {
	const hold = (share: number, count: number): number => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
	return {
		column: hold((x - frame.leftPx) / Math.max(frame.widthPx, 1), grid.columns),
		row: hold(1 - (y - frame.topPx) / Math.max(frame.heightPx, 1), grid.rows),
	};
}

/** The rectangle around all cells between two, both included. Its edges are whole pixels, so that cells meet without a seam. */
export function rectOfCells(frame: ScatterFrame, grid: CellGrid, one: Cell, other: Cell): PlotRect {
	const x = (column: number): number => Math.round(frame.leftPx + (column / grid.columns) * frame.widthPx);
	const y = (row: number): number => Math.round(frame.topPx + (1 - row / grid.rows) * frame.heightPx);
	const [left, right] = [x(Math.min(one.column, other.column)), x(Math.max(one.column, other.column) + 1)];
	const [top, bottom] = [y(Math.max(one.row, other.row) + 1), y(Math.min(one.row, other.row))];
	return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** Shades of a count, from little to much. */
const HEAT_SHADES = 7;

/** 0 .. 6 by the logarithm of a count, the largest is 6; undefined of none, which is background. */
export function shadeOf(count: number, most: number): number | undefined {
	if (count <= 0) return undefined;
	if (most <= 1) return HEAT_SHADES - 1;
	return Math.min(HEAT_SHADES - 1, Math.floor((Math.log(count) / Math.log(most)) * HEAT_SHADES));
}

/** The least count of each shade that some count can have: what a legend says. */
export function shadeStarts(most: number): readonly { readonly shade: number; readonly from: number }[] {
	if (most <= 0) return [];
	const starts = new Map<number, number>();
	for (let shade = 0; shade < HEAT_SHADES; shade++) {
		const from = Math.max(1, Math.ceil(most ** (shade / HEAT_SHADES) - 1e-9));
		const own = shadeOf(from, most);
		if (own !== undefined && !starts.has(own)) starts.set(own, from);
	}
	return [...starts].map(([shade, from]) => ({ shade, from }));
}
