/**
 * Every row that can still be read in a damaged file: first down the trees from their roots, then the leaves that no tree leads to any
 * more, by what the page map says of their parents or, where that is damaged too, by what their rows look like.
 */
import { chunkKey, PARTITION_CODE } from "../block-row.ts";
import type { SqlValue } from "../driver.ts";
import type { PageFile } from "./page-file.ts";
import { readRecord } from "./record.ts";
import { type Cell, readTreePage, type TreePage } from "./tree-page.ts";

export interface TableShape {
	readonly name: string;
	/** In stored order: for a table WITHOUT ROWID its key first. */
	readonly columns: readonly ColumnShape[];
	/** Index of the column that is the rowid; undefined when there is none. */
	readonly rowidColumn: number | undefined;
	readonly hasRowid: boolean;
	/** Page of its root. */
	readonly root: number;
}

export interface ColumnShape {
	readonly name: string;
	readonly type: string;
	readonly nullable: boolean;
}

export interface FoundRow {
	readonly table: TableShape;
	/** As many as the row has; later columns have their defaults. */
	readonly values: readonly SqlValue[];
	/** Found by its tree, not among what is left over. */
	readonly isInTree: boolean;
	/** Every page that it lies in. */
	readonly pages: readonly number[];
}

export interface ReadingReport {
	/** Pages of a tree that cannot be read as such. */
	readonly damagedPages: number;
	/** Rows that were there and cannot be read, as far as their pages tell. */
	readonly damagedRows: ReadonlyMap<string, number>;
}

/**
 * Tables whose rows are guessed only when it is known which pages are free: a block that was merged into another one would come back. A
 * request that was sealed is behind the watermark, and is not read again.
 */
const NOT_OF_FREE_PAGES: ReadonlySet<string> = new Set(["block"]);

const LEAST_CHUNK_KEY = chunkKey(1, 0);
const MOST_PARTITION = Math.max(...Object.values(PARTITION_CODE));

/** Hand each row to `take`. Cost: one pass over the file; memory for one row and a bit per page. */
export function readTables(file: PageFile, tables: readonly TableShape[], take: (row: FoundRow) => void): ReadingReport {
	return new TableReading(file, tables, take).run();
}

class TableReading {
	readonly #file: PageFile;
	readonly #tables: readonly TableShape[];
	readonly #take: (row: FoundRow) => void;
	readonly #seen: Uint8Array;
	readonly #byRoot: ReadonlyMap<number, TableShape>;
	readonly #damagedRows = new Map<string, number>();
	#damagedPages = 0;
	/** No page that is still to be read is a free one. */
	#isFreeKnown = false;

	constructor(file: PageFile, tables: readonly TableShape[], take: (row: FoundRow) => void) {
		this.#file = file;
		this.#tables = tables;
		this.#take = take;
		this.#seen = new Uint8Array(file.pageCount + 1);
		this.#byRoot = new Map(tables.map((table) => [table.root, table]));
	}

	run(): ReadingReport {
		for (const table of this.#tables) this.#descend(table);
		const { pages: free, isComplete } = this.#file.freePages();
		this.#isFreeKnown = isComplete;
		for (let number = 3; number <= this.#file.pageCount; number++) {
			if (this.#seen[number] === 0 && !free.has(number)) this.#adopt(number);
		}
		return { damagedPages: this.#damagedPages, damagedRows: this.#damagedRows };
	}

	#descend(table: TableShape): void {
		const open = [table.root];
		for (let number = open.pop(); number !== undefined; number = open.pop()) {
			if (number < 2 || number > this.#file.pageCount || this.#seen[number] !== 0) {
				this.#damagedPages++;
				continue;
			}
			const page = readTreePage(this.#file, number);
			if (page === undefined || page.hasRowid !== table.hasRowid) {
				this.#damagedPages++;
				continue;
			}
			this.#seen[number] = 1;
			open.push(...page.children.toReversed());
			this.#readRows(table, number, { page, isInTree: true });
		}
	}

	/** A leaf, or an inner page that holds rows itself, which no tree has led to. */
	#adopt(number: number): void {
		const { use } = this.#file.useOf(number);
		if (use === "free" || use === "overflow" || use === "overflow-next") return;
		const page = readTreePage(this.#file, number);
		if (page === undefined || page.cells.length === 0) return;
		const table = this.#ownerOf(number) ?? this.#guess(page);
		if (table === undefined || table.hasRowid !== page.hasRowid) return;
		this.#seen[number] = 1;
		this.#readRows(table, number, { page, isInTree: false });
	}

	/** By the map alone: what stands in the parents does not matter. */
	#ownerOf(number: number): TableShape | undefined {
		let at = number;
		for (let depth = 0; depth < 20; depth++) {
			const table = this.#byRoot.get(at);
			if (table !== undefined) return table;
			const { use, parent } = this.#file.useOf(at);
			if (use !== "tree") return undefined;
			at = parent;
		}
		return undefined;
	}

	/**
	 * The only table to which all rows of a page fit. What was deleted long ago must not come back where it would say the same twice.
	 */
	#guess(page: TreePage): TableShape | undefined {
		const cells = page.cells.filter(({ bytes }) => bytes !== undefined);
		const records = cells.map(({ bytes }) => bytes && readRecord(bytes));
		const fitting = this.#tables.filter(
			(table) =>
				table.hasRowid === page.hasRowid &&
				(this.#isFreeKnown || !NOT_OF_FREE_PAGES.has(table.name)) &&
				records.length > 0 &&
				cells.every(({ rowid }) => isKeyOf(table.name, rowid)) &&
				records.every((values) => values !== undefined && fitsTable(values, table) && isWholeRow(values, table)),
		);
		const exact = fitting.filter(({ columns }) => records.some((values) => values?.length === columns.length));
		const best = exact.length > 0 ? exact : fitting;
		return best.length === 1 ? best[0] : undefined;
	}

	#readRows(table: TableShape, number: number, { page, isInTree }: { readonly page: TreePage; readonly isInTree: boolean }): void {
		this.#countDamaged(table, page.badCells);
		for (const cell of page.cells) {
			const values = valuesOf(cell, table);
			if (values === undefined) this.#countDamaged(table, 1);
			else this.#take({ table, values, isInTree, pages: [number, ...cell.overflow] });
		}
	}

	#countDamaged({ name }: TableShape, rows: number): void {
		if (rows > 0) this.#damagedRows.set(name, (this.#damagedRows.get(name) ?? 0) + rows);
	}
}

function valuesOf({ bytes, rowid }: Cell, table: TableShape): readonly SqlValue[] | undefined {
	const stored = bytes && readRecord(bytes);
	if (stored === undefined || stored.length > table.columns.length) return undefined;
	const values = stored.map((value, at) => (at === table.rowidColumn ? rowid : value));
	return fitsTable(values, table) ? values : undefined;
}

/** Tells tables apart whose rows look alike. */
function isKeyOf(table: string, rowid: number): boolean {
	if (table === "block_chunk") return rowid >= LEAST_CHUNK_KEY;
	if (table === "evidence") return rowid < LEAST_CHUNK_KEY;
	return table !== "waiting_link" || rowid <= MOST_PARTITION;
}

/** All its columns are there, but for those that a later schema added. */
function isWholeRow(values: readonly SqlValue[], { columns }: TableShape): boolean {
	return values.length > 0 && columns.slice(values.length).every(({ nullable }) => nullable);
}

/** All tables are STRICT: a value of another type was not stored by this product. The rowid's own column is stored as NULL. */
function fitsTable(values: readonly SqlValue[], { columns, rowidColumn }: TableShape): boolean {
	return values.every((value, at) => {
		const column = columns[at];
		if (column === undefined) return false;
		if (value === null) return column.nullable || at === rowidColumn;
		if (column.type === "INTEGER") return typeof value === "number" && Number.isInteger(value);
		return column.type === "TEXT" ? typeof value === "string" : value instanceof Uint8Array;
	});
}
