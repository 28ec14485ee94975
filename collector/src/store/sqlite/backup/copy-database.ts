/** A copy of the database while it is written to: page by page on the writing connection, in slices between its commits. */
import { type FileHandle, open } from "node:fs/promises";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Connection } from "../driver.ts";
import { crashPoint } from "../writer/crash-points.ts";
import { createWhole } from "./create-whole.ts";

export interface CopyOptions {
	readonly connection: Connection;
	/** Absolute; must not exist. */
	readonly path: string;
	/** True when the copy is to be given up. */
	readonly isStopping: () => boolean;
}

/** What a commit may wait for a slice. */
const SLICE_MS = 4;
const FIRST_SLICE_PAGES = 64;
const LARGEST_SLICE_PAGES = 1024;
/** Written pages are made durable little by little, on another thread: all of them at the end would hold the writer up. */
const SYNC_PAGES = 8192;

/**
 * Copy everything committed into a new file: see `createWhole`.
 *
 * Result  its size.
 * Throws  conflict: the file exists · unavailable: the disk, or given up; nothing is left behind.
 * Cost    the thread works for at most about SLICE_MS at a time.
 */
export async function copyDatabase(options: CopyOptions): Promise<number> {
	const { path } = options;
	try {
		return await createWhole(path, (partial) => copyInSlices(options, partial));
	} catch (error) {
		if (error instanceof SpanglassError) throw error;
		const { code } = error as NodeJS.ErrnoException;
		throw new SpanglassError("unavailable", `the backup ${path} cannot be written (${code ?? "unknown"})`, { cause: error });
	}
}

async function copyInSlices({ connection, isStopping }: CopyOptions, partial: string): Promise<void> {
	const syncer = createSyncer(await open(partial, "r+"));
	let pages = FIRST_SLICE_PAGES;
	let began = performance.now();
	let copied = 0;
	try {
		await connection.copyTo(partial, ({ totalPages, remainingPages }) => {
			crashPoint("in-backup");
			if (isStopping()) throw new SpanglassError("unavailable", "the backup was given up: the collector is stopping");
			const took = performance.now() - began;
			if (took > SLICE_MS) pages = Math.max(16, pages >> 1);
			else if (took < SLICE_MS / 2) pages = Math.min(LARGEST_SLICE_PAGES, pages << 1);
			if (totalPages - remainingPages - copied >= SYNC_PAGES) {
				copied = totalPages - remainingPages;
				syncer.sync();
			}
			setImmediate(() => {
				began = performance.now();
			});
			return pages;
		});
	} finally {
		await syncer.close();
	}
}

/** One sync at a time; the last one is waited for. */
function createSyncer(file: FileHandle): { sync(): void; close(): Promise<void> } {
	let running: Promise<void> | undefined;
	const sync = (): void => {
		running ??= file.datasync().finally(() => {
			running = undefined;
		});
	};
	return {
		sync,
		close: async () => {
			await running;
			await file.sync();
			await file.close();
		},
	};
}
