/**
 * What the index of a write-ahead log (`-shm`) says of it, read without SQLite: how many frames were committed when the last process ended.
 * SQLite writes it after the log is synced, so a log with fewer frames has lost some.
 *
 *   48 B, twice: version, -, changes, initialised (1 B), checksum order (1 B), page size (2 B), last frame, pages, checksum of the last
 *   frame (8 B), salt as in the log (8 B), checksum (8 B); then, at 96, how many frames are in the database already. Native byte order.
 *
 * Source  "WAL-Index File Format" of SQLite's documentation.
 */
import { closeSync, openSync, readSync } from "node:fs";

export interface WalIndex {
	readonly lastFrame: number;
	/** Frames up to this one are in the database file. */
	readonly copiedFrames: number;
	readonly salt: Buffer;
}

const VERSION = 3_007_000;
const COPY_BYTES = 48;
const INDEX_BYTES = 2 * COPY_BYTES + 4;
const CHECKED_BYTES = 40;

/** Undefined when there is none that can be believed: it is no part of what a database promises to keep. */
export function readWalIndex(path: string): WalIndex | undefined {
	const bytes = Buffer.alloc(INDEX_BYTES);
	try {
		const file = openSync(path, "r");
		const length = readSync(file, bytes, 0, INDEX_BYTES, 0);
		closeSync(file);
		if (length < INDEX_BYTES) return undefined;
	} catch {
		return undefined;
	}
	const first = bytes.subarray(0, COPY_BYTES);
	if (!first.equals(bytes.subarray(COPY_BYTES, 2 * COPY_BYTES))) return undefined;
	const words = new Uint32Array(Uint8Array.from(bytes).buffer);
	if (words[0] !== VERSION || bytes[12] !== 1 || !isChecked(words)) return undefined;
	return { lastFrame: words[4] as number, copiedFrames: words[24] as number, salt: first.subarray(32, 40) };
}

function isChecked(words: Uint32Array): boolean {
	let a = 0;
	let b = 0;
	for (let at = 0; at < CHECKED_BYTES / 4; at += 2) {
		a = (a + (words[at] as number) + b) >>> 0;
		b = (b + (words[at + 1] as number) + a) >>> 0;
	}
	return words[10] === a && words[11] === b;
}
