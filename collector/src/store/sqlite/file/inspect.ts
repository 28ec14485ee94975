/** What a database file is, found out from its bytes before SQLite opens it: opening already writes. */
import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { APPLICATION_ID, foreignFileError, newerSchemaError, newestSchema } from "../migrate.ts";
import { readWal, type WalContent } from "./wal.ts";

export type FileState =
	/** Missing, empty or without a table: to be made. `isEmptied`: it is there without a byte, which a server leaves only for a moment. */
	| { readonly kind: "new"; readonly isEmptied: boolean }
	/** As far as its first page tells. */
	| { readonly kind: "ours" }
	| { readonly kind: "newer"; readonly version: number }
	/** A SQLite file with another application id. */
	| { readonly kind: "foreign" }
	| { readonly kind: "damaged"; readonly what: string };

export interface Inspection {
	readonly file: FileState;
	readonly wal: WalContent;
}

const MAGIC = "SQLite format 3\0";
const OFFSET = { pageSize: 16, changes: 24, pageCount: 28, version: 60, applicationId: 68, changesAtCount: 92, pageType: 100, cells: 103 };
/** A schema number beyond it is no number of a version. */
const PLAUSIBLE_SCHEMA = 9999;
const FIRST_PAGE_BYTES = 108;
const SCHEMA_BYTES = 1024 * 1024;

/** Look at a database and its write-ahead log. Cost: one pass over the log. Throws what the file system throws, but for missing files. */
export function inspectFile(path: string): Inspection {
	const wal = readWal(path);
	const { size, head } = readHead(path);
	const file = stateOf(size, head, { wal, path });
	if (file.kind === "foreign" && hasOurTables(path)) return { wal, file: damaged("its application id is another program's") };
	return { wal, file };
}

/** Throws unsupported: another program's file or a newer version's. */
export function refuseOthers(file: FileState): void {
	if (file.kind === "newer") throw newerSchemaError(file.version);
	if (file.kind === "foreign") throw foreignFileError();
}

/** Tables are made first and their text lies at the beginning. Not asked of SQLite, which would leave its files beside another program's. */
function hasOurTables(path: string): boolean {
	const begin = readAt(path, 0, SCHEMA_BYTES).toString("latin1");
	return ["journal_sequence", "signal_state", "resend"].every((name) => begin.includes(`CREATE TABLE ${name} (`));
}

interface WalAt {
	readonly wal: WalContent;
	readonly path: string;
}

function stateOf(size: number, head: Buffer, { wal, path }: WalAt): FileState {
	if (size === 0 && wal.pages.size > 0) return damaged("it is empty, but its write-ahead log is not");
	if (size === 0) return { kind: "new", isEmptied: existsSync(path) };
	const inWal = wal.pages.get(1);
	const first = inWal === undefined ? head : readAt(`${path}-wal`, inWal);
	if (first.length < FIRST_PAGE_BYTES || first.toString("latin1", 0, 16) !== MAGIC) return damaged("it does not begin as a database");
	const version = first.readUInt32BE(OFFSET.version);
	const hasTables = first[OFFSET.pageType] !== 0x0d || first.readUInt16BE(OFFSET.cells) > 0;
	if (first.readUInt32BE(OFFSET.applicationId) !== APPLICATION_ID)
		return hasTables ? { kind: "foreign" } : { kind: "new", isEmptied: false };
	if (version > PLAUSIBLE_SCHEMA) return damaged(`it says that it has schema ${version}`);
	if (hasTables && !isHeaderOurs(first)) return damaged("its header is not as it was written");
	if (version > newestSchema()) return { kind: "newer", version };
	if (wal.pages.size === 0 && isCut(head, size)) return damaged("its end is missing");
	return { kind: "ours" };
}

/** What SQLite writes for this product: no reserved bytes, the fixed payload fractions, UTF-8, formats that it can write. */
function isHeaderOurs(page: Buffer): boolean {
	const [writes = 0, reads = 0, reserved, most, least, leaf] = page.subarray(18, 24);
	const isFormat = writes >= 1 && writes <= 2 && reads >= 1 && reads <= 2 && page.readUInt32BE(44) <= 4;
	return isFormat && reserved === 0 && most === 64 && least === 32 && leaf === 32 && page.readUInt32BE(56) === 1;
}

function damaged(what: string): FileState {
	return { kind: "damaged", what };
}

/** The file is shorter than its header says; only asked of a file that holds everything itself. */
function isCut(head: Buffer, size: number): boolean {
	const stored = head.readUInt16BE(OFFSET.pageSize);
	const pageSize = stored === 1 ? 65_536 : stored;
	const isCountValid = head.readUInt32BE(OFFSET.changes) === head.readUInt32BE(OFFSET.changesAtCount);
	return isCountValid && head.readUInt32BE(OFFSET.pageCount) * pageSize > size;
}

function readHead(path: string): { readonly size: number; readonly head: Buffer } {
	try {
		const file = openSync(path, "r");
		const { size } = fstatSync(file);
		closeSync(file);
		return { size, head: readAt(path, 0) };
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return { size: 0, head: Buffer.alloc(0) };
		throw error;
	}
}

function readAt(path: string, offset: number, most = FIRST_PAGE_BYTES): Buffer {
	const bytes = Buffer.alloc(most);
	const file = openSync(path, "r");
	const length = readSync(file, bytes, 0, bytes.length, offset);
	closeSync(file);
	return bytes.subarray(0, length);
}
