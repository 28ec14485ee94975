/**
 * The control block of a generation: how much of each buffer is published, as Int32 cells. Rows are stored last and read first, so a
 * reader's other counts are never behind the rows that it takes.
 */
export interface PublishedCounts {
	readonly rows: number;
	readonly words: number;
	/** Words of entity records. */
	readonly records: number;
	readonly entities: number;
	readonly traces: number;
	/** Dictionary entries. */
	readonly entries: number;
}

const CELL = { rows: 0, words: 1, entities: 2, traces: 3, entries: 4, records: 5 } as const;
const CELLS = 8;

export type ControlBlock = Int32Array<SharedArrayBuffer>;

/** A fresh block: nothing is published. */
export function createControlBlock(): ControlBlock {
	return new Int32Array(new SharedArrayBuffer(CELLS * 4));
}

/** The block of a generation that another thread writes. */
export function openControlBlock(buffer: SharedArrayBuffer): ControlBlock {
	return new Int32Array(buffer);
}

/** Publish; everything counted must have been written before. */
export function storePublished(control: ControlBlock, counts: PublishedCounts): void {
	Atomics.store(control, CELL.entries, counts.entries);
	Atomics.store(control, CELL.traces, counts.traces);
	Atomics.store(control, CELL.entities, counts.entities);
	Atomics.store(control, CELL.words, counts.words);
	Atomics.store(control, CELL.records, counts.records);
	Atomics.store(control, CELL.rows, counts.rows);
}

/** What may be read now. */
export function loadPublished(control: ControlBlock): PublishedCounts {
	const rows = Atomics.load(control, CELL.rows);
	const words = Atomics.load(control, CELL.words);
	const records = Atomics.load(control, CELL.records);
	const entities = Atomics.load(control, CELL.entities);
	const traces = Atomics.load(control, CELL.traces);
	return { rows, words, records, entities, traces, entries: Atomics.load(control, CELL.entries) };
}
