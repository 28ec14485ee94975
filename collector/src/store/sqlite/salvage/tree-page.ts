/**
 * One page of a b-tree as SQLite lays it out. Every offset is checked: the page may be damaged in any way.
 *
 *   type 13 leaf, 5 inner of a table · 10 leaf, 2 inner of a table WITHOUT ROWID
 *   cell 13: payload bytes, rowid, payload · 5: child, key · 10: payload bytes, payload · 2: child, payload bytes, payload
 *
 * Source  "B-tree Pages" of SQLite's file format.
 */
import type { PageFile } from "./page-file.ts";
import { readVarint } from "./record.ts";

/** `rowid` is 0 for tables that have none. `bytes` is undefined when it runs through a page that cannot be right. */
export interface Cell {
	readonly rowid: number;
	readonly bytes: Buffer | undefined;
	/** Pages beside the tree's own that it lies in, as far as they were followed. */
	readonly overflow: readonly number[];
}

export interface TreePage {
	readonly isLeaf: boolean;
	readonly hasRowid: boolean;
	readonly children: readonly number[];
	readonly cells: readonly Cell[];
	/** Cells whose place is outside of the page, or children that cannot be. */
	readonly badCells: number;
}

const KINDS: ReadonlyMap<number, { readonly isLeaf: boolean; readonly hasRowid: boolean }> = new Map([
	[13, { isLeaf: true, hasRowid: true }],
	[5, { isLeaf: false, hasRowid: true }],
	[10, { isLeaf: true, hasRowid: false }],
	[2, { isLeaf: false, hasRowid: false }],
]);
/** More than the largest request and than any chunk. */
const MOST_BYTES = 128 * 2 ** 20;

/** Result: undefined when this is no page of a tree. */
export function readTreePage(file: PageFile, number: number): TreePage | undefined {
	const page = file.read(number);
	const start = number === 1 ? 100 : 0;
	const kind = page && KINDS.get(page[start] ?? 0);
	if (page === undefined || kind === undefined) return undefined;
	const head = kind.isLeaf ? 8 : 12;
	const count = page.readUInt16BE(start + 3);
	if (start + head + count * 2 > page.length) return undefined;
	const children: number[] = [];
	const cells: Cell[] = [];
	let badCells = 0;
	for (let at = 0; at < count; at++) {
		const offset = page.readUInt16BE(start + head + at * 2);
		const isInside = offset >= start + head + count * 2 && offset + 4 <= page.length;
		if (isInside && !kind.isLeaf) children.push(page.readUInt32BE(offset));
		const cell = isInside && (kind.isLeaf || !kind.hasRowid) ? readCell(file, page, { offset, ...kind }) : undefined;
		if (cell !== undefined) cells.push(cell);
		else if (!isInside || kind.isLeaf) badCells++;
	}
	if (!kind.isLeaf) children.push(page.readUInt32BE(start + 8));
	return { ...kind, children, cells, badCells };
}

interface CellPlace {
	readonly offset: number;
	readonly isLeaf: boolean;
	readonly hasRowid: boolean;
}

function readCell(file: PageFile, page: Buffer, { offset, isLeaf, hasRowid }: CellPlace): Cell | undefined {
	const size = readVarint(page, isLeaf ? offset : offset + 4);
	if (size === undefined || size[0] < 1 || size[0] > MOST_BYTES) return undefined;
	const key = hasRowid ? readVarint(page, size[1]) : ([0, size[1]] as const);
	if (key === undefined) return undefined;
	const local = localBytes(size[0], page.length, hasRowid);
	const start = key[1];
	const end = start + local;
	if (end + (local < size[0] ? 4 : 0) > page.length) return undefined;
	if (local === size[0]) return { rowid: key[0], bytes: page.subarray(start, end), overflow: [] };
	const chain = readOverflow(file, page.readUInt32BE(end), size[0] - local);
	const bytes = chain.parts === undefined ? undefined : Buffer.concat([page.subarray(start, end), ...chain.parts]);
	return { rowid: key[0], bytes, overflow: chain.pages };
}

/** How much of a payload lies in the page itself. */
function localBytes(payload: number, usable: number, hasRowid: boolean): number {
	const most = hasRowid ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
	if (payload <= most) return payload;
	const least = Math.floor(((usable - 12) * 32) / 255) - 23;
	const fitted = least + ((payload - least) % (usable - 4));
	return fitted <= most ? fitted : least;
}

/**
 * The rest of a payload, page after page. The map must agree with each step where it says anything, and the last page must end the chain
 * and hold something: what is stored in several pages does not end in thousands of zeros.
 */
function readOverflow(file: PageFile, first: number, bytes: number) {
	const parts: Buffer[] = [];
	const pages: number[] = [];
	let next = first;
	let isLastZero = false;
	for (let left = bytes; left > 0; ) {
		const page = file.read(next);
		const { use } = file.useOf(next);
		const isRight = use === "unknown" || use === (pages.length === 0 ? "overflow" : "overflow-next");
		if (page === undefined || !isRight || pages.length * (file.pageSize - 4) > MOST_BYTES) return { parts: undefined, pages };
		const part = page.subarray(4, 4 + Math.min(left, page.length - 4));
		parts.push(part);
		pages.push(next);
		left -= part.length;
		next = page.readUInt32BE(0);
		isLastZero = page.every((byte) => byte === 0);
	}
	return { parts: next === 0 && !isLastZero ? parts : undefined, pages };
}
