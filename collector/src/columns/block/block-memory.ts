import type { Metric, Series } from "@spanglass/shared/model/metric";
import type { Resource, Scope } from "@spanglass/shared/model/resource";
import { environment, serviceInstance, serviceName, serviceNamespace, serviceVersion } from "@spanglass/shared/semconv/identity";
import type { Emitter } from "../generation-view.ts";

/** Texts and entities decoded from one block that are kept; beyond it a cache starts again. */
const CACHE_ENTRIES = 16_384;
/** Questions whose answers are kept: those asked last. */
const QUESTIONS = 8;
/** What a kept thing is reckoned at beside its text. */
const ENTRY_BYTES = 200;

/** Decoded things by number; bounded. */
class NumberCache<T> {
	readonly #kept = new Map<number, T>();

	get byteLength(): number {
		return this.#kept.size * ENTRY_BYTES;
	}

	/** The thing with this number, made when it is not kept. */
	get(number: number, make: () => T): T {
		const known = this.#kept.get(number);
		if (known !== undefined) return known;
		const made = make();
		if (this.#kept.size >= CACHE_ENTRIES) this.#kept.clear();
		this.#kept.set(number, made);
		return made;
	}

	peek(number: number): T | undefined {
		return this.#kept.get(number);
	}
}

/** What is kept of a block from query to query, beside its chunks. The caller caches it by block. */
export class BlockMemory {
	readonly texts = new NumberCache<string>();
	readonly resources = new NumberCache<Resource>();
	readonly scopes = new NumberCache<Scope>();
	readonly emitters = new NumberCache<Emitter>();
	readonly metrics = new NumberCache<Metric>();
	readonly series = new NumberCache<Series>();
	/** See `RowView`. */
	longestSpans: Float32Array | undefined;
	/** By question, then by entity; least recently asked first. */
	readonly #answers = new Map<string, Uint8Array>();
	/** Ids by text. */
	readonly found = new Map<string, readonly number[]>();

	/** About what it holds. */
	get byteLength(): number {
		const { texts, resources, scopes, emitters, metrics, series, found } = this;
		const caches = [texts, resources, scopes, emitters, metrics, series];
		const answers = [...this.#answers.values()].reduce((sum, { length }) => sum + length + ENTRY_BYTES, 0);
		return caches.reduce((sum, cache) => sum + cache.byteLength, answers + found.size * ENTRY_BYTES + (this.longestSpans?.byteLength ?? 0));
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

/** What a resource says about who emitted its items. */
export function emitterOf({ attributes }: Resource): Emitter {
	return {
		namespace: serviceNamespace(attributes),
		service: serviceName(attributes),
		version: serviceVersion(attributes) ?? "",
		instance: serviceInstance(attributes) ?? "",
		environment: environment(attributes) ?? "",
	};
}
