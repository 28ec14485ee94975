/**
 * A write-ahead log read without SQLite: which committed pages it holds, and whether something of it is lost. SQLite itself stops at the
 * first frame that does not fit and says nothing.
 *
 *   header 32 B: magic, version, page size, checkpoint, salt (8 B), checksum (8 B)
 *   frame  24 B: page number, pages of the file after a commit (else 0), salt (8 B), checksum (8 B), then the page
 *
 * Source  "WAL File Format" of SQLite's documentation.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { readWalIndex, type WalIndex } from "./wal-index.ts";

/**
 * - absent, empty: nothing is in it.
 * - whole: every frame of the last checkpoint's cycle fits.
 * - torn: the last transaction is not whole, as a loss of power leaves it; it was not acknowledged.
 * - damaged: transactions that were committed cannot be read; what tells is frames behind the damage, or the log's index.
 */
export type WalState = "absent" | "empty" | "whole" | "torn" | "damaged";

export interface WalContent {
	readonly state: WalState;
	readonly pageSize: number;
	/** Page number → offset in the file of its newest committed content. */
	readonly pages: ReadonlyMap<number, number>;
	/** Pages of the database after the last commit that can be read; 0 without one. */
	readonly pageCount: number;
	/** Commits after the damage, as far as their headers can be read. */
	readonly lostCommits: number;
}

const HEADER_BYTES = 32;
const FRAME_BYTES = 24;
const MAGIC_LITTLE = 0x377f0682;
const MAGIC_BIG = 0x377f0683;

type Checksum = readonly [number, number];
type Sum = (bytes: Buffer, from: Checksum) => Checksum;

/**
 * Read the write-ahead log of a database. Cost: one pass over its bytes. Throws what the file system throws, but for a missing file.
 * One that is empty while its index knows frames that the database has not is absent.
 */
export function readWal(databasePath: string): WalContent {
	const index = readWalIndex(`${databasePath}-shm`);
	const file = openIfThere(`${databasePath}-wal`);
	if (file === undefined) return nothing("absent");
	try {
		const { size } = fstatSync(file);
		if (size > 0) return readFrames(file, size, index);
		return nothing(index !== undefined && index.lastFrame > index.copiedFrames ? "absent" : "empty");
	} finally {
		closeSync(file);
	}
}

function nothing(state: WalState): WalContent {
	return { state, pageSize: 0, pages: new Map(), pageCount: 0, lostCommits: 0 };
}

function openIfThere(path: string): number | undefined {
	try {
		return openSync(path, "r");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

function readFrames(file: number, size: number, index: WalIndex | undefined): WalContent {
	const header = Buffer.alloc(HEADER_BYTES);
	readSync(file, header, 0, HEADER_BYTES, 0);
	const pageSize = header.readUInt32BE(8);
	const sum = sumOf(header.readUInt32BE(0));
	const isHeader = size >= HEADER_BYTES && sum !== undefined && isPageSize(pageSize);
	if (!isHeader || !fits(header, 24, sum(header.subarray(0, 24), [0, 0]))) return nothing("damaged");
	const salt = header.subarray(16, 24);
	const lastFrame = index?.salt.equals(salt) ? index.lastFrame : 0;
	return walk({ file, size, pageSize, sum, salt, lastFrame, start: sum(header.subarray(0, 24), [0, 0]) });
}

interface Cycle {
	readonly file: number;
	readonly size: number;
	readonly pageSize: number;
	readonly sum: Sum;
	readonly salt: Buffer;
	/** Frames that were committed as far as the index tells; 0 when it does not. */
	readonly lastFrame: number;
	readonly start: Checksum;
}

function walk({ file, size, pageSize, sum, salt, lastFrame, start }: Cycle): WalContent {
	const step = FRAME_BYTES + pageSize;
	const frame = Buffer.alloc(step);
	const pages = new Map<number, number>();
	let open: (readonly [number, number])[] = [];
	let pageCount = 0;
	let checksum = start;
	let committedEnd = HEADER_BYTES;
	let offset = HEADER_BYTES;
	for (; offset + step <= size; offset += step) {
		readSync(file, frame, 0, step, offset);
		if (!frame.subarray(8, 16).equals(salt)) break;
		checksum = sum(frame.subarray(FRAME_BYTES), sum(frame.subarray(0, 8), checksum));
		if (!fits(frame, 16, checksum)) break;
		open.push([frame.readUInt32BE(0), offset + FRAME_BYTES]);
		const pagesAfter = frame.readUInt32BE(4);
		if (pagesAfter === 0) continue;
		for (const [page, at] of open) pages.set(page, at);
		open = [];
		pageCount = pagesAfter;
		committedEnd = offset + step;
	}
	const isShort = (committedEnd - HEADER_BYTES) / step < lastFrame;
	const behind = countBehind({ file, size, step, salt }, offset);
	const state = behind.commits > 1 || isShort ? "damaged" : behind.frames > 0 ? "torn" : "whole";
	return { state, pageSize, pages, pageCount, lostCommits: Math.max(behind.commits, isShort ? 1 : 0) };
}

/** Frames of this cycle, by their salt, from the first one on that does not fit. One transaction alone may be half written. */
function countBehind({ file, size, step, salt }: Pick<Cycle, "file" | "size" | "salt"> & { readonly step: number }, from: number) {
	const head = Buffer.alloc(FRAME_BYTES);
	let frames = 0;
	let commits = 0;
	for (let offset = from; offset + FRAME_BYTES <= size; offset += step) {
		readSync(file, head, 0, FRAME_BYTES, offset);
		if (!head.subarray(8, 16).equals(salt)) continue;
		frames++;
		if (head.readUInt32BE(4) !== 0) commits++;
	}
	return { frames, commits };
}

function fits(bytes: Buffer, at: number, [first, second]: Checksum): boolean {
	return bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second;
}

function isPageSize(size: number): boolean {
	return size >= 512 && size <= 65_536 && (size & (size - 1)) === 0;
}

function sumOf(magic: number): Sum | undefined {
	if (magic !== MAGIC_LITTLE && magic !== MAGIC_BIG) return undefined;
	const isLittle = magic === MAGIC_LITTLE;
	return (bytes, [first, second]) => {
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		let a = first;
		let b = second;
		for (let at = 0; at < bytes.byteLength; at += 8) {
			a = (a + view.getUint32(at, isLittle) + b) >>> 0;
			b = (b + view.getUint32(at + 4, isLittle) + a) >>> 0;
		}
		return [a, b];
	};
}
