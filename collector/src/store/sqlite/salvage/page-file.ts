/** A database file read page by page without SQLite, its write-ahead log laid over it. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { readWal } from "../file/wal.ts";

/** What an auto-vacuum database keeps about each page. Source: "Pointer Map or Ptrmap Pages" of SQLite's file format. */
export type PageUse = "root" | "free" | "overflow" | "overflow-next" | "tree" | "unknown";

const USES: readonly PageUse[] = ["unknown", "root", "free", "overflow", "overflow-next", "tree"];
const MAGIC = "SQLite format 3";
/** First page of the list, then how many pages are in it. */
const FREE_LIST_OFFSET = 32;
const USUAL_PAGE_SIZE = 4096;
/** SQLite locks bytes here and never stores anything in their page. */
const LOCK_BYTE = 0x40000000;

export class PageFile {
	readonly pageSize: number;
	readonly pageCount: number;
	readonly #file: number;
	readonly #wal: number | undefined;
	readonly #inWal: ReadonlyMap<number, number>;
	/** The last page of the map that was read: neighbours are asked for one after another. No bytes where it is none. */
	#map: { readonly number: number; readonly bytes: Buffer | undefined } = { number: 0, bytes: undefined };

	/** Throws what the file system throws. Never writes. */
	constructor(path: string) {
		this.#file = openSync(path, "r");
		const wal = readWal(path);
		this.#inWal = wal.pages;
		this.#wal = wal.pages.size === 0 ? undefined : openSync(`${path}-wal`, "r");
		const head = Buffer.alloc(100);
		readSync(this.#file, head, 0, 100, 0);
		const told = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16);
		const isPlausible = told >= 512 && (told & (told - 1)) === 0 && head.toString("latin1", 0, 15) === MAGIC;
		this.pageSize = wal.pageSize > 0 ? wal.pageSize : isPlausible ? told : USUAL_PAGE_SIZE;
		this.pageCount = Math.max(wal.pageCount, Math.ceil(fstatSync(this.#file).size / this.pageSize));
	}

	/** Undefined where the file has no such page, or not the whole of it. */
	read(number: number): Buffer | undefined {
		if (!Number.isInteger(number) || number < 1 || number > this.pageCount) return undefined;
		const page = Buffer.alloc(this.pageSize);
		const inWal = this.#inWal.get(number);
		const isWhole =
			inWal !== undefined && this.#wal !== undefined
				? readSync(this.#wal, page, 0, this.pageSize, inWal) === this.pageSize
				: readSync(this.#file, page, 0, this.pageSize, (number - 1) * this.pageSize) === this.pageSize;
		return isWhole ? page : undefined;
	}

	/** What the map says of a page, and the page that it belongs to: the parent of a tree page, the owner or predecessor of overflow. */
	useOf(number: number): { readonly use: PageUse; readonly parent: number } {
		const span = Math.floor(this.pageSize / 5) + 1;
		let map = Math.floor((number - 2) / span) * span + 2;
		if (map === this.#lockPage) map++;
		const offset = 5 * (number - map - 1);
		if (number < 3 || offset < 0 || offset + 5 > this.pageSize) return { use: "unknown", parent: 0 };
		if (this.#map.number !== map) this.#map = { number: map, bytes: this.#readMap(map) };
		const { bytes } = this.#map;
		if (bytes === undefined) return { use: "unknown", parent: 0 };
		return { use: USES[bytes[offset] ?? 0] ?? "unknown", parent: bytes.readUInt32BE(offset + 1) };
	}

	/** Undefined where most entries cannot be: what one in forty says by chance would hide a page that is there. */
	#readMap(number: number): Buffer | undefined {
		const bytes = this.read(number);
		if (bytes === undefined) return undefined;
		const entries = Math.min(Math.floor(bytes.length / 5), this.pageCount - number);
		let wrong = 0;
		for (let at = 0; at < entries; at++) {
			const use = USES[bytes[at * 5] ?? 0];
			const parent = bytes.readUInt32BE(at * 5 + 1);
			const hasParent = use !== "root" && use !== "free" && use !== "unknown";
			if (use === undefined || (hasParent ? parent < 1 || parent > this.pageCount : parent !== 0)) wrong++;
		}
		return wrong > entries / 4 ? undefined : bytes;
	}

	/** Pages that hold nothing any more, as far as the list of them can be read, and whether that is all of it. */
	freePages(): { readonly pages: ReadonlySet<number>; readonly isComplete: boolean } {
		const free = new Set<number>();
		const head = this.read(1);
		let trunk = head?.readUInt32BE(FREE_LIST_OFFSET) ?? 0;
		while (trunk !== 0 && !free.has(trunk)) {
			const page = this.read(trunk);
			const count = page?.readUInt32BE(4) ?? 0;
			if (page === undefined || count > this.pageSize / 4 - 2) break;
			free.add(trunk);
			for (let at = 0; at < count; at++) free.add(page.readUInt32BE(8 + at * 4));
			trunk = page.readUInt32BE(0);
		}
		const isHead = head?.toString("latin1", 0, 15) === MAGIC;
		return { pages: free, isComplete: isHead && head.readUInt32BE(FREE_LIST_OFFSET + 4) === free.size };
	}

	close(): void {
		closeSync(this.#file);
		if (this.#wal !== undefined) closeSync(this.#wal);
	}

	get #lockPage(): number {
		return Math.floor(LOCK_BYTE / this.pageSize) + 1;
	}
}
