/** The operations that spans had lately, by what makes them: the writer's side. */
import type { SpanFields } from "../wire/sink.ts";
import type { Dictionary } from "./dictionary.ts";

const SLOTS = 256;
const STRIDE = 6;
const KIND_FACTOR = 0x9e37_79b1;
const OWNER_FACTOR = 0xc2b2_ae35;
const FREE = -1;

/** A memo that forgets: per slot operation | resource | scope | name | kind | flags (as in its record). All of it is compared, so an answer is never wrong. */
export class OperationMemo {
	readonly #dictionary: Dictionary;
	readonly #words = new Int32Array(SLOTS * STRIDE).fill(FREE);
	#at = 0;

	constructor(dictionary: Dictionary) {
		this.#dictionary = dictionary;
	}

	clear(): void {
		this.#words.fill(FREE);
	}

	/** The operation of a span, if it was kept and not forgotten, or -1. `keep` then keeps it. */
	find({ nameStart, nameEnd, kind, flags }: SpanFields, resource: number, scope: number): number {
		const owner = Math.imul(resource ^ (scope << 16), OWNER_FACTOR) ^ Math.imul(kind ^ (flags << 8), KIND_FACTOR);
		const mixed = owner ^ this.#dictionary.sampleOf(nameStart, nameEnd);
		const at = ((mixed ^ (mixed >>> 15)) & (SLOTS - 1)) * STRIDE;
		this.#at = at;
		const words = this.#words;
		if (words[at] === FREE || words[at + 1] !== resource || words[at + 2] !== scope) return FREE;
		if (words[at + 4] !== (kind | 0) || words[at + 5] !== (flags | 0)) return FREE;
		return this.#dictionary.hasBytes(words[at + 3] as number, nameStart, nameEnd) ? (words[at] as number) : FREE;
	}

	/** The span that was asked for last has this operation; `record` is its record. */
	keep(operation: number, record: Uint32Array): void {
		const words = this.#words;
		const at = this.#at;
		words[at] = operation;
		for (let word = 1; word < STRIDE; word++) words[at + word] = record[word] as number;
	}
}
