/**
 * Which of the groups added lately may hold a trace: one open-addressed table of trace ids, at most 8 MiB.
 *
 *   slot = fingerprint of the id | group + 1 (0: free)
 *
 * Groups are numbers that ascend. A dropped group's slots are left behind when the table is built anew. When it is full at its largest the
 * oldest groups are dropped. An answer may name a group that does not hold the trace (1 in 2^32 per entry); none that does is left out.
 */
import { finishHash, hashWord } from "./hash.ts";

const SLOT_WORDS = 2;
const FIRST_SLOTS = 1024;
const MAX_SLOTS = 2 ** 20;
const SEED = 0x51ed_270b;
const NO_GROUPS: readonly number[] = [];

export class RecentTraces {
	readonly #maxSlots: number;
	/** Live groups, ascending, with how many entries each has. */
	#groups: { readonly group: number; readonly entries: number }[] = [];
	#words = new Uint32Array(FIRST_SLOTS * SLOT_WORDS);
	#mask = FIRST_SLOTS - 1;
	#used = 0;

	constructor(maxSlots = MAX_SLOTS) {
		this.#maxSlots = maxSlots;
	}

	get byteLength(): number {
		return this.#words.byteLength;
	}

	/** Live groups, ascending. */
	get groups(): readonly number[] {
		return this.#groups.map(({ group }) => group);
	}

	/** Add a group of `count` trace ids, 4 words each. Of more than fit at all the first ones are kept. */
	add(group: number, ids: Uint32Array, count: number): void {
		const entries = Math.min(count, this.#maxSlots >>> 1);
		this.#makeRoom(entries);
		this.#groups.push({ group, entries });
		for (let at = 0; at < entries * 4; at += 4) {
			const [hash, fingerprint] = hashesOf(ids[at] as number, ids[at + 1] as number, ids[at + 2] as number, ids[at + 3] as number);
			this.#put(hash, fingerprint, group + 1);
		}
	}

	drop(group: number): void {
		this.#groups = this.#groups.filter((other) => other.group !== group);
	}

	/** Live groups that may hold the trace, in no order. */
	find(a: number, b: number, c: number, d: number): readonly number[] {
		if (this.#groups.length === 0) return NO_GROUPS;
		const [hash, fingerprint] = hashesOf(a, b, c, d);
		const words = this.#words;
		const mask = this.#mask;
		let found: number[] | undefined;
		for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
			const stored = words[slot * SLOT_WORDS + 1] as number;
			if (stored === 0) return found ?? NO_GROUPS;
			if (words[slot * SLOT_WORDS] === fingerprint && this.#isLive(stored - 1)) {
				found ??= [];
				if (!found.includes(stored - 1)) found.push(stored - 1);
			}
		}
	}

	#isLive(group: number): boolean {
		return this.#groups.some((live) => live.group === group);
	}

	#put(hash: number, fingerprint: number, stored: number): void {
		const words = this.#words;
		const mask = this.#mask;
		let slot = hash & mask;
		while (words[slot * SLOT_WORDS + 1] !== 0) slot = (slot + 1) & mask;
		words[slot * SLOT_WORDS] = fingerprint;
		words[slot * SLOT_WORDS + 1] = stored;
		this.#used++;
	}

	/** Half of the slots at most are taken after it. */
	#makeRoom(entries: number): void {
		if ((this.#used + entries) * 2 <= this.#mask + 1) return;
		const living = () => this.#groups.reduce((sum, group) => sum + group.entries, 0);
		while (this.#groups.length > 0 && (living() + entries) * 2 > this.#maxSlots) this.#groups.shift();
		let slots = FIRST_SLOTS;
		while (slots < this.#maxSlots && slots < (living() + entries) * 3) slots *= 2;
		this.#rebuild(slots);
	}

	#rebuild(slots: number): void {
		const old = this.#words;
		const live = new Set(this.#groups.map(({ group }) => group + 1));
		this.#words = new Uint32Array(slots * SLOT_WORDS);
		this.#mask = slots - 1;
		this.#used = 0;
		for (let at = 0; at < old.length; at += SLOT_WORDS) {
			const fingerprint = old[at] as number;
			const stored = old[at + 1] as number;
			if (live.has(stored)) this.#put(placeOf(fingerprint), fingerprint, stored);
		}
	}
}

/** The place follows from the fingerprint, so that a table can be built anew without the ids. */
function placeOf(fingerprint: number): number {
	return finishHash(hashWord(SEED, fingerprint));
}

function hashesOf(a: number, b: number, c: number, d: number): readonly [number, number] {
	const fingerprint = finishHash(hashWord(hashWord(hashWord(hashWord(SEED, a), b), c), d)) >>> 0;
	return [placeOf(fingerprint), fingerprint];
}
