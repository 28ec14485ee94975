/**
 * Which spans lie in the open trace generations, the writer's side: finds a span that was stored before from another request.
 *
 *   slot = reference + 1 (0: free) | hash of trace id and span id
 *
 * One open-addressed table over all generations, so that a span costs one probe however many there are. A reference is the row, counted
 * on from the oldest generation; the columns tell what it stands for. References below the oldest generation are dead: their slots are
 * taken again, or left behind when the table is built anew. References to rows that were rolled back fail the comparison.
 */
import { finishHash, hashWord } from "./hash.ts";

const SLOT_WORDS = 2;
const FIRST_SLOTS = 1024;
const KEY_WORDS = 6;
/** Rows looked up together: what their slots take stays in the nearest cache. */
const BATCH_ROWS = 512;
/** References must fit 32 bits; before that they are counted from the oldest generation again. */
const FAR_REFERENCE = 2 ** 31;

/** A generation as the index asks it. */
export interface SpanRows {
	readonly rowCount: number;
	/** Write which span a row holds: 4 words of the trace id, 2 of the span id. */
	readSpan(row: number, key: Uint32Array): void;
	/** True when the row is from an earlier request than the last row, or is marked itself. */
	isFromBefore(row: number): boolean;
	/** The row holds a span that an open generation had before, from another request. */
	markDuplicate(row: number): void;
}

interface Member {
	readonly rows: SpanRows;
	/** Reference of its row 0. */
	readonly base: number;
}

export class SpanIndex {
	readonly #key = new Uint32Array(KEY_WORDS);
	readonly #otherKey = new Uint32Array(KEY_WORDS);
	readonly #hashes = new Uint32Array(BATCH_ROWS);
	/** Of the same rows: what their first slots hold; read for the sake of having them near. */
	readonly #fetched = new Uint32Array(BATCH_ROWS);
	/** In order of age. */
	#members: readonly Member[] = [];
	#newestBase = 0;
	/** References below it are dead. */
	#firstLive = 0;
	#words = new Uint32Array(FIRST_SLOTS * SLOT_WORDS);
	#mask = FIRST_SLOTS - 1;
	/** Slots that are not free. */
	#used = 0;

	get byteLength(): number {
		return this.#words.byteLength;
	}

	/** A new, empty generation. The earlier ones take no rows any more. */
	add(rows: SpanRows): void {
		const newest = this.#members.at(-1);
		const base = newest === undefined ? 0 : newest.base + newest.rows.rowCount;
		this.#members = [...this.#members, { rows, base }];
		this.#newestBase = base;
		if (base > FAR_REFERENCE) this.#rebuild(0);
	}

	/** Forget the spans of a generation. */
	remove(rows: SpanRows): void {
		this.#members = this.#members.filter((member) => member.rows !== rows);
		const [oldest] = this.#members;
		this.#firstLive = oldest?.base ?? 0;
		if (oldest === undefined) this.#allocate(FIRST_SLOTS);
	}

	/**
	 * Meet the rows from `from` on of the newest generation, all of one request; new spans are noted, repeated ones are marked.
	 *
	 * Cost  60 ns a row. Slots are fetched for a batch of rows before they are searched: one by one each would wait for memory.
	 */
	meet(rows: SpanRows, from: number): void {
		for (let start = from; start < rows.rowCount; start += BATCH_ROWS) {
			const count = Math.min(BATCH_ROWS, rows.rowCount - start);
			if ((this.#used + count) * 4 >= this.#mask * 3) this.#rebuild(count);
			this.#fetch(rows, start, count);
			for (let at = 0; at < count; at++) {
				if (this.#isRepeat(rows, start + at, this.#hashes[at] as number)) rows.markDuplicate(start + at);
			}
		}
	}

	#fetch(rows: SpanRows, start: number, count: number): void {
		const words = this.#words;
		const mask = this.#mask;
		const hashes = this.#hashes;
		for (let at = 0; at < count; at++) {
			rows.readSpan(start + at, this.#key);
			hashes[at] = hashOf(this.#key);
		}
		const fetched = this.#fetched;
		for (let at = 0; at < count; at++) fetched[at] = words[((hashes[at] as number) & mask) * SLOT_WORDS] as number;
	}

	/** Search for the span of a row; note the row when there is none. */
	#isRepeat(rows: SpanRows, row: number, hash: number): boolean {
		const words = this.#words;
		const mask = this.#mask;
		const firstLive = this.#firstLive;
		let target = -1;
		for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
			const at = slot * SLOT_WORDS;
			const stored = words[at] as number;
			if (stored <= firstLive) {
				if (target < 0) target = at;
				if (stored === 0) break;
			} else if (words[at + 1] === hash) {
				const member = this.#memberWithSame(stored - 1, rows, row);
				if (member !== undefined) return member.rows !== rows || rows.isFromBefore(stored - 1 - member.base);
			}
		}
		if (words[target] === 0) this.#used++;
		words[target] = this.#newestBase + row + 1;
		words[target + 1] = hash;
		return false;
	}

	/** The generation that has the span of `row` at this reference, if it has. */
	#memberWithSame(reference: number, rows: SpanRows, row: number): Member | undefined {
		const member = this.#members.findLast(({ base }) => base <= reference);
		if (member === undefined) return undefined;
		const at = reference - member.base;
		if (at >= (member.rows === rows ? row : member.rows.rowCount)) return undefined;
		const [key, otherKey] = [this.#key, this.#otherKey];
		rows.readSpan(row, key);
		member.rows.readSpan(at, otherKey);
		return key.every((word, index) => word === otherKey[index]) ? member : undefined;
	}

	#allocate(slots: number): void {
		this.#words = new Uint32Array(slots * SLOT_WORDS);
		this.#mask = slots - 1;
		this.#used = 0;
	}

	/** Leave the dead behind, count references from the oldest generation, and make room for more. Cost: 20 ns a span. */
	#rebuild(more: number): void {
		const old = this.#words;
		const first = this.#firstLive;
		let living = 0;
		for (let at = 0; at < old.length; at += SLOT_WORDS) if ((old[at] as number) > first) living++;
		let slots = FIRST_SLOTS;
		while (slots < living * 2 + more) slots *= 2;
		this.#allocate(slots);
		this.#used = living;
		this.#firstLive = 0;
		this.#newestBase -= first;
		this.#members = this.#members.map(({ rows, base }) => ({ rows, base: base - first }));
		const words = this.#words;
		const mask = this.#mask;
		for (let at = 0; at < old.length; at += SLOT_WORDS) {
			const stored = old[at] as number;
			if (stored <= first) continue;
			const hash = old[at + 1] as number;
			let slot = hash & mask;
			while (words[slot * SLOT_WORDS] !== 0) slot = (slot + 1) & mask;
			words[slot * SLOT_WORDS] = stored - first;
			words[slot * SLOT_WORDS + 1] = hash;
		}
	}
}

function hashOf(key: Uint32Array): number {
	let hash = 0;
	for (let at = 0; at < KEY_WORDS; at++) hash = hashWord(hash, key[at] as number);
	return finishHash(hash);
}
