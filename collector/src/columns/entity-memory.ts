/** What is kept of texts and entities that were decoded once. */
import type { Metric, Series } from "@spanglass/shared/model/metric";
import type { Resource, Scope } from "@spanglass/shared/model/resource";

/** Things of one kind that are kept; beyond it a cache starts again. */
export const CACHE_ENTRIES = 16_384;
/** What a kept thing is reckoned at beside its text. */
export const ENTRY_BYTES = 200;

/** What a resource says about who emitted its items. */
export interface Emitter {
	readonly namespace: string;
	readonly service: string;
	/** "" when unknown. */
	readonly version: string;
	readonly instance: string;
	readonly environment: string;
}

/** Decoded things by number; bounded. */
class NumberCache<T> {
	readonly #kept = new Map<number, T>();

	get byteLength(): number {
		return this.#kept.size * ENTRY_BYTES;
	}

	get(number: number): T | undefined {
		return this.#kept.get(number);
	}

	/** Result: the thing itself. */
	keep(number: number, thing: T): T {
		if (this.#kept.size >= CACHE_ENTRIES) this.#kept.clear();
		this.#kept.set(number, thing);
		return thing;
	}
}

/** Of the rows of one generation or block. */
export class EntityMemory {
	readonly texts = new NumberCache<string>();
	readonly resources = new NumberCache<Resource>();
	readonly scopes = new NumberCache<Scope>();
	readonly emitters = new NumberCache<Emitter>();
	readonly metrics = new NumberCache<Metric>();
	readonly series = new NumberCache<Series>();

	/** About what it holds. */
	get byteLength(): number {
		const { texts, resources, scopes, emitters, metrics, series } = this;
		return [texts, resources, scopes, emitters, metrics, series].reduce((sum, cache) => sum + cache.byteLength, 0);
	}
}
