import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkCache } from "./chunk-cache.ts";

const chunk = (byteLength: number) => ({ byteLength });

describe("the cache of chunks", () => {
	it("holds no more bytes than it may, whatever comes, and answers what was put last", () => {
		const step = fc.record({
			block: fc.integer({ min: 1, max: 4 }),
			key: fc.integer({ min: 0, max: 5 }),
			bytes: fc.integer({ min: 0, max: 3000 }),
			query: fc.integer({ min: 1, max: 3 }),
			action: fc.constantFrom("put", "get", "forget"),
		});
		fc.assert(
			fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
				const cache = new ChunkCache(6000);
				const last = new Map<string, object>();
				for (const { block, key, bytes, query, action } of steps) {
					const name = `${block} ${key}`;
					const known = cache.get(block, key, query);
					if (known !== undefined) expect(known).toBe(last.get(name));
					if (action === "forget") {
						cache.forget(block);
						expect(cache.get(block, key, query)).toBeUndefined();
					}
					if (action === "put") {
						const value = chunk(bytes);
						cache.put(block, key, { value, query });
						last.set(name, value);
					}
					expect(cache.byteLength).toBeLessThanOrEqual(6000);
				}
				cache.clear();
				expect(cache.byteLength).toBe(0);
			}),
			{ numRuns: 200, seed: 20_260_911 },
		);
	});

	it("keeps what several queries asked for while a scan of everything passes", () => {
		const cache = new ChunkCache(20_000);
		const kept = chunk(1000);
		cache.put(1, 0, { value: kept, query: 1 });
		cache.get(1, 0, 2);
		for (let block = 2; block < 100; block++) cache.put(block, 0, { value: chunk(1000), query: 3 });
		expect(cache.get(1, 0, 4)).toBe(kept);
		expect(cache.get(2, 0, 4)).toBeUndefined();
	});

	it("takes nothing that is larger than it may hold", () => {
		const cache = new ChunkCache(1000);
		cache.put(1, 0, { value: chunk(1001), query: 1 });
		expect([cache.get(1, 0, 1), cache.byteLength]).toEqual([undefined, 0]);
	});
});
