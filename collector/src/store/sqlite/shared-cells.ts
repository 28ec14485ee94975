/**
 * The cells that writer, query workers and main share: one SharedArrayBuffer, one meaning per cell, all access through Atomics.
 *
 *   byte   0  published     last journal sequence whose rows are all in open columns; -1 while a writer replays
 *          8  epoch         1, 2, ...: raised after each commit that moved a watermark (a generation was sealed)
 *         16  incarnation   raised by main when a writer died; buffers of an older one are void
 *         24  inFlight      bytes of requests received and not yet published
 *         32  columnBytes   memory of the open columns
 *         64  slots         QUERY_SLOTS x epoch that a running query registered, 0 = none
 *        576  owners        QUERY_SLOTS x int32: who claimed the slot, 0 = free
 *
 * Query  registerQuery, then BEGIN and the first read, ..., COMMIT, then clearQuery. A sealed generation may be reused when
 *        `oldestEpoch` is at least the epoch that its seal raised: every query registered since has the new watermark.
 */
export const QUERY_SLOTS = 64;

const PUBLISHED = 0;
const EPOCH = 1;
const INCARNATION = 2;
const IN_FLIGHT = 3;
const COLUMN_BYTES = 4;
const FIRST_SLOT = 8;
const OWNERS_OFFSET = (FIRST_SLOT + QUERY_SLOTS) * 8;
const TOTAL_BYTES = OWNERS_OFFSET + QUERY_SLOTS * 4;
const REPLAYING = -1n;

/** Views over the shared buffer. */
export interface SharedCells {
	readonly buffer: SharedArrayBuffer;
	readonly wide: BigInt64Array<SharedArrayBuffer>;
	readonly owners: Int32Array<SharedArrayBuffer>;
}

/** Cells of a new process: nothing published, epoch 1, incarnation 1. */
export function createCells(): SharedCells {
	const cells = openCells(new SharedArrayBuffer(TOTAL_BYTES));
	Atomics.store(cells.wide, PUBLISHED, REPLAYING);
	Atomics.store(cells.wide, EPOCH, 1n);
	Atomics.store(cells.wide, INCARNATION, 1n);
	return cells;
}

/** The cells of a buffer that another thread made. */
export function openCells(buffer: SharedArrayBuffer): SharedCells {
	return {
		buffer,
		wide: new BigInt64Array(buffer, 0, FIRST_SLOT + QUERY_SLOTS),
		owners: new Int32Array(buffer, OWNERS_OFFSET, QUERY_SLOTS),
	};
}

/** Last published journal sequence; -1 while a writer replays: then queries answer `unavailable`. */
export function publishedSequence(cells: SharedCells): number {
	return Number(Atomics.load(cells.wide, PUBLISHED));
}

/** Writer only, after the rows of the whole request are written. Wakes everyone in `waitForPublished`. */
export function publishSequence(cells: SharedCells, sequence: number): void {
	Atomics.store(cells.wide, PUBLISHED, BigInt(sequence));
	Atomics.notify(cells.wide, PUBLISHED);
}

/**
 * Result: true once `sequence` is published; false when nothing was published for `idleMs`, or `sequence` was not after `longestMs`, by
 * default the same. Does not block the thread.
 */
export async function waitForPublished(cells: SharedCells, sequence: number, idleMs: number, longestMs = idleMs): Promise<boolean> {
	const deadline = performance.now() + longestMs;
	for (;;) {
		const published = Atomics.load(cells.wide, PUBLISHED);
		if (published >= BigInt(sequence)) return true;
		const remaining = Math.min(deadline - performance.now(), idleMs);
		if (remaining <= 0) return false;
		if (!(await changed(cells, published, remaining))) return false;
	}
}

/** False: not in time. A timer beside the wait keeps the thread's event loop alive, which a pending `waitAsync` alone does not. */
async function changed(cells: SharedCells, published: bigint, timeoutMs: number): Promise<boolean> {
	const wait = Atomics.waitAsync(cells.wide, PUBLISHED, published, timeoutMs);
	if (!wait.async) return true;
	const { promise, resolve } = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, timeoutMs);
	await Promise.race([wait.value, promise]);
	clearTimeout(timer);
	return Atomics.load(cells.wide, PUBLISHED) !== published;
}

/** The epoch now. */
export function currentEpoch(cells: SharedCells): number {
	return Number(Atomics.load(cells.wide, EPOCH));
}

/** Writer only, after the commit that moved a watermark. Result: the new epoch. */
export function raiseEpoch(cells: SharedCells): number {
	return Number(Atomics.add(cells.wide, EPOCH, 1n)) + 1;
}

/** Which writer's buffers are valid. */
export function currentIncarnation(cells: SharedCells): number {
	return Number(Atomics.load(cells.wide, INCARNATION));
}

/** Main only, when a writer died: older buffers are void, queries answer `unavailable`, nothing is in flight. Result: the new incarnation. */
export function raiseIncarnation(cells: SharedCells): number {
	const incarnation = Number(Atomics.add(cells.wide, INCARNATION, 1n)) + 1;
	Atomics.store(cells.wide, PUBLISHED, REPLAYING);
	Atomics.store(cells.wide, IN_FLIGHT, 0n);
	Atomics.store(cells.wide, COLUMN_BYTES, 0n);
	Atomics.notify(cells.wide, PUBLISHED);
	return incarnation;
}

/** Memory of the open columns as of the last request or seal. */
export function columnBytes(cells: SharedCells): number {
	return Number(Atomics.load(cells.wide, COLUMN_BYTES));
}

/** Writer only. */
export function setColumnBytes(cells: SharedCells, bytes: number): void {
	Atomics.store(cells.wide, COLUMN_BYTES, BigInt(bytes));
}

/** Bytes received and not yet published. */
export function inFlightBytes(cells: SharedCells): number {
	return Number(Atomics.load(cells.wide, IN_FLIGHT));
}

/** Add (or, negative, take away) bytes in flight. */
export function addInFlight(cells: SharedCells, bytes: number): void {
	Atomics.add(cells.wide, IN_FLIGHT, BigInt(bytes));
}

/**
 * Claim a slot and register the current epoch in it; to be called **before** the query's BEGIN.
 *
 * `owner` is a number > 0 of the calling worker, so that main can clear the slots of a dead one.
 * Result  the slot, for `clearQuery`; -1 when all are taken (answer `overloaded`).
 */
export function registerQuery(cells: SharedCells, owner: number): number {
	for (let slot = 0; slot < QUERY_SLOTS; slot++) {
		if (Atomics.compareExchange(cells.owners, slot, 0, owner) !== 0) continue;
		registerEpoch(cells, slot);
		return slot;
	}
	return -1;
}

/** Read, store, read again: whoever raised the epoch in between either sees the slot or is seen here. */
function registerEpoch(cells: SharedCells, slot: number): void {
	let epoch = Atomics.load(cells.wide, EPOCH);
	for (;;) {
		Atomics.store(cells.wide, FIRST_SLOT + slot, epoch);
		const now = Atomics.load(cells.wide, EPOCH);
		if (now === epoch) return;
		epoch = now;
	}
}

/** Free a slot; after the query's COMMIT. */
export function clearQuery(cells: SharedCells, slot: number): void {
	Atomics.store(cells.wide, FIRST_SLOT + slot, 0n);
	Atomics.store(cells.owners, slot, 0);
}

/** Main only, after the thread of `owner` ended. */
export function clearQueriesOf(cells: SharedCells, owner: number): void {
	for (let slot = 0; slot < QUERY_SLOTS; slot++) {
		if (Atomics.load(cells.owners, slot) === owner) clearQuery(cells, slot);
	}
}

/** The oldest epoch that a running query registered; infinite when none runs. */
export function oldestEpoch(cells: SharedCells): number {
	let oldest = Number.POSITIVE_INFINITY;
	for (let slot = 0; slot < QUERY_SLOTS; slot++) {
		const epoch = Number(Atomics.load(cells.wide, FIRST_SLOT + slot));
		if (epoch > 0 && epoch < oldest) oldest = epoch;
	}
	return oldest;
}
