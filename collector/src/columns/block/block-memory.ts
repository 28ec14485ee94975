import { CACHE_ENTRIES, ENTRY_BYTES, EntityMemory } from "../entity-memory.ts";

/** Questions whose answers are kept: those asked last. */
const QUESTIONS = 8;
/** What is kept of a block from query to query, beside its chunks. The caller caches it by block. */
export class BlockMemory extends EntityMemory {
	/** See `RowView`. */
	longestSpans: Float32Array | undefined;
	/** By question, then by entity; least recently asked first. */
	readonly #answers = new Map<string, Uint8Array>();
	/** Ids by text. */
	readonly found = new Map<string, readonly number[]>();

	override get byteLength(): number {
		const answers = [...this.#answers.values()].reduce((sum, { length }) => sum + length + ENTRY_BYTES, 0);
		return super.byteLength + answers + this.found.size * ENTRY_BYTES + (this.longestSpans?.byteLength ?? 0);
	}

	/** Answers about `count` entities, 0 where none is known yet; to be filled. */
	answersTo(question: string, count: number): Uint8Array {
		const answers = this.#answers.get(question) ?? new Uint8Array(count);
		this.#answers.delete(question);
		this.#answers.set(question, answers);
		for (const oldest of this.#answers.keys()) {
			if (this.#answers.size <= QUESTIONS) break;
			this.#answers.delete(oldest);
		}
		return answers;
	}

	keepFound(text: string, ids: readonly number[]): void {
		if (this.found.size >= CACHE_ENTRIES) this.found.clear();
		this.found.set(text, ids);
	}
}
