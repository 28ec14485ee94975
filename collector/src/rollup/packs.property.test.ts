import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { durationBucket } from "@spanglass/shared/analysis/duration-counts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addPacks } from "./add-packs.ts";
import { type PackRows, type RollupTable, TABLE_SHAPE } from "./pack.ts";
import { PackBuilder } from "./pack-builder.ts";
import { decodePack, encodePack } from "./pack-codec.ts";
import { splitByMinutes, splitPack } from "./split-pack.ts";
import { DamagedPackError, VarintWriter } from "./varints.ts";

interface Fact {
	readonly key: readonly string[];
	readonly minute: number;
	readonly which: number;
	readonly nanos: number;
	readonly times: number;
}

const TABLES = ["red", "edge", "log"] as const;

function facts(table: RollupTable): fc.Arbitrary<readonly Fact[]> {
	const { keyTexts } = TABLE_SHAPE[table];
	const key = fc
		.tuple(fc.constantFrom("a", "b", "服务", ""), fc.integer({ min: 0, max: 3 }))
		.map(([text, number]) => Array.from({ length: keyTexts }, (_, at) => (at % 2 === 0 ? text : String(number))));
	return fc.array(
		fc.record({
			key,
			minute: fc.integer({ min: 29_000_000, max: 29_000_180 }),
			which: fc.integer({ min: 0, max: 2 }),
			nanos: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1_000_000, max: 1_005_000 }), fc.integer({ min: 0, max: 2 ** 46 })),
			times: fc.constantFrom(1, 1, 1, 2, -1),
		}),
		{ maxLength: 120 },
	);
}

/** Plain sums: counters, nanoseconds, and times by bucket. */
type Sums = Map<string, number>;

function addTo(sums: Sums, key: string, value: number): void {
	const sum = (sums.get(key) ?? 0) + value;
	if (sum === 0) sums.delete(key);
	else sums.set(key, sum);
}

function naive(table: RollupTable, all: readonly Fact[]): Sums {
	const { counters, durations } = TABLE_SHAPE[table];
	const sums: Sums = new Map();
	for (const { key, minute, which, nanos, times } of all) {
		const place = JSON.stringify([key, minute]);
		if (counters > 0) addTo(sums, `${place} c0`, times);
		if (durations === 0) continue;
		addTo(sums, `${place} d${which % durations} b${durationBucket(nanos)}`, times);
		addTo(sums, `${place} d${which % durations} nanos`, nanos * times);
	}
	return sums;
}

function built(table: RollupTable, all: readonly Fact[]): PackRows {
	const { counters, durations } = TABLE_SHAPE[table];
	const builder = new PackBuilder(table);
	for (const { key, minute, which, nanos, times } of all) {
		const row = builder.rowOf(builder.keyOf(key), minute);
		if (counters > 0) builder.addCounter(row, 0, times);
		if (durations > 0) builder.addDuration(row, which % durations, nanos, times);
	}
	return builder.finish();
}

function sumsOf(rows: PackRows): Sums {
	const { counters: C, durations: D } = TABLE_SHAPE[rows.table];
	const sums: Sums = new Map();
	for (let row = 0; row < rows.rowKeys.length; row++) {
		const place = JSON.stringify([rows.keys[rows.rowKeys[row] as number], rows.minutes[row]]);
		if (C > 0) addTo(sums, `${place} c0`, rows.counters[row * C] as number);
		for (let which = 0; which < D; which++) {
			const at = row * D + which;
			addTo(sums, `${place} d${which} nanos`, rows.sums[at] as number);
			for (let entry = at === 0 ? 0 : (rows.ends[at - 1] as number); entry < (rows.ends[at] as number); entry++) {
				addTo(sums, `${place} d${which} b${rows.buckets[entry]}`, rows.counts[entry] as number);
			}
		}
	}
	return sums;
}

function flipped(bytes: Uint8Array, place: number, flip: number): Uint8Array {
	const changed = Uint8Array.from(bytes);
	changed[place % bytes.length] = (changed[place % bytes.length] as number) ^ flip;
	return changed;
}

/** What is read without an error is in the form of `PackRows`: readers rely on it. */
function expectPackOrRefusal(bytes: Uint8Array): void {
	const { rows, error } = readOrRefuse(bytes);
	if (rows === undefined) {
		expect(error).toBeInstanceOf(DamagedPackError);
		return;
	}
	const { counters: C, durations: D } = TABLE_SHAPE[rows.table];
	expect([rows.counters.length, rows.ends.length]).toEqual([rows.rowKeys.length * C, rows.rowKeys.length * D]);
	expect(rows.rowKeys.every((key) => key < rows.keys.length)).toBe(true);
	for (let place = 0, from = 0; place < rows.ends.length; place++) {
		const buckets = [...rows.buckets.subarray(from, rows.ends[place])];
		expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
		expect(buckets.at(-1) ?? 0).toBeLessThanOrEqual(4096);
		from = rows.ends[place] as number;
	}
}

function readOrRefuse(bytes: Uint8Array): { readonly rows?: PackRows; readonly error?: unknown } {
	try {
		return { rows: decodePack(bytes) };
	} catch (error) {
		return { error };
	}
}

describe.each(TABLES)("packs of table %s", (table) => {
	it("hold what was added, each key and minute once, in order", () => {
		fc.assert(
			fc.property(facts(table), (all) => {
				const rows = built(table, all);
				expect(sumsOf(rows)).toEqual(naive(table, all));
				const places = Array.from(rows.rowKeys, (key, row) => `${key} ${rows.minutes[row]}`);
				expect(new Set(places).size).toBe(places.length);
				for (let row = 1; row < rows.rowKeys.length; row++) {
					const [key, before] = [rows.rowKeys[row] as number, rows.rowKeys[row - 1] as number];
					expect(key > before || (key === before && (rows.minutes[row] as number) > (rows.minutes[row - 1] as number))).toBe(true);
				}
			}),
		);
	});

	it("read back as they were written", () => {
		fc.assert(
			fc.property(facts(table), (all) => {
				const rows = built(table, all);
				if (rows.rowKeys.length === 0) return;
				const stored = encodePack(rows);
				expect(decodePack(stored.bytes)).toEqual(rows);
				expect([stored.firstMinute, stored.lastMinute]).toEqual([Math.min(...rows.minutes), Math.max(...rows.minutes)]);
			}),
		);
	});

	it("add up to the same in whatever pieces they come and are cut", () => {
		fc.assert(
			fc.property(facts(table), fc.integer({ min: 1, max: 5 }), (all, pieces) => {
				const packs = Array.from({ length: pieces }, (_, piece) =>
					built(
						table,
						all.filter((_fact, at) => at % pieces === piece),
					),
				);
				const whole = addPacks(packs, { table });
				expect(sumsOf(whole)).toEqual(naive(table, all));
				expect(sumsOf(addPacks(splitPack(whole, 40), { table }))).toEqual(naive(table, all));
				const hourly = addPacks(packs, { table, step: 60, minuteOf: (minute) => minute - (minute % 60) });
				expect(hourly.step).toBe(60);
				expect(sumsOf(hourly)).toEqual(
					naive(
						table,
						all.map((fact) => ({ ...fact, minute: fact.minute - (fact.minute % 60) })),
					),
				);
			}),
		);
	});

	it("count only the minutes and keys that are asked for", () => {
		fc.assert(
			fc.property(facts(table), (all) => {
				const isAsked = ({ key, minute }: Fact) => key[0] === "a" && minute >= 29_000_020 && minute <= 29_000_100;
				const asked = addPacks([built(table, all)], {
					table,
					firstMinute: 29_000_020,
					lastMinute: 29_000_100,
					keyOf: (texts) => (texts[0] === "a" ? texts : undefined),
				});
				expect(sumsOf(asked)).toEqual(naive(table, all.filter(isAsked)));
			}),
		);
	});

	it("are cut by minutes into what lies before, within and after", () => {
		fc.assert(
			fc.property(facts(table), (all) => {
				const [first, last] = [29_000_020, 29_000_100];
				const inParts = [
					all.filter(({ minute }) => minute < first),
					all.filter(({ minute }) => minute >= first && minute <= last),
					all.filter(({ minute }) => minute > last),
				];
				const parts = inParts.map((part) => built(table, part)).filter(({ rowKeys }) => rowKeys.length > 0);
				expect(splitByMinutes(built(table, all), first, last)).toEqual(parts);
			}),
		);
	});

	it("that are damaged are refused, or are packs of some kind", () => {
		fc.assert(
			fc.property(facts(table), fc.nat(), fc.integer({ min: 1, max: 255 }), (all, place, flip) => {
				const rows = built(table, all);
				if (rows.rowKeys.length === 0) return;
				const stored = encodePack(rows).bytes;
				expectPackOrRefusal(flipped(stored, place, flip));
				expectPackOrRefusal(zstdCompressSync(flipped(zstdDecompressSync(stored), place, flip)));
			}),
		);
	});
});

it("counts many spans of one key and minute", () => {
	const builder = new PackBuilder("red");
	const row = builder.rowOf(builder.keyOf(Array.from({ length: 9 }, () => "x")), 29_000_000);
	for (let nanos = 1; nanos <= 100_000; nanos++) builder.addDuration(row, 0, nanos * 1000, 1);
	const rows = builder.finish();
	expect(rows.counts.reduce((sum, count) => sum + count, 0)).toBe(100_000);
	expect(rows.sums[0]).toBe(5_000_050_000_000);
	expect([...rows.buckets]).toEqual([...new Set(Array.from({ length: 100_000 }, (_, at) => durationBucket((at + 1) * 1000)))]);
});

function oneSpan(nanos: number): PackRows {
	return built("red", [{ key: SOME_KEY, minute: 29_000_000, which: 0, nanos, times: 1 }]);
}

const SOME_KEY = Array.from({ length: 9 }, () => "x");

it("a span that lasts until the end of time reads back, and so do many", () => {
	const longest = 2 ** 64 - 2 ** 60;
	for (const rows of [oneSpan(longest), addPacks(Array(1000).fill(oneSpan(longest)), { table: "red" })]) {
		expect(decodePack(encodePack(rows).bytes)).toEqual(rows);
	}
});

it("one span taken back for another of the same bucket changes the sum", () => {
	const change = built("red", [
		{ key: SOME_KEY, minute: 29_000_000, which: 0, nanos: 1_000_000, times: -1 },
		{ key: SOME_KEY, minute: 29_000_000, which: 0, nanos: 999_000, times: 1 },
	]);
	expect(decodePack(encodePack(change).bytes)).toEqual(change);
	expect(addPacks([oneSpan(1_000_000), change], { table: "red" })).toEqual(oneSpan(999_000));
});

it("a pack that says it holds millions of rows is refused before room is made for them", () => {
	const claim = (...columns: readonly (readonly number[])[]): Uint8Array => {
		const whole = new VarintWriter();
		whole.number(2);
		for (const column of columns) {
			const written = new VarintWriter();
			for (const value of column) written.number(value);
			whole.bytes(written.written());
		}
		return zstdCompressSync(whole.written());
	};
	const head = [0, 0, 1, 0, 1, ...Array<number>(9).fill(0)];
	const many = 200_000_000;
	const before = process.memoryUsage().arrayBuffers;
	const refused = [
		claim([0, 0, many]),
		claim([0, 0, 1, 0, many]),
		claim(head, [many], [], [], [], [], [], []),
		claim(head, [1], [2], [], [many], [1], [1], [2]),
	];
	for (const bytes of refused) expect(() => decodePack(bytes)).toThrow(DamagedPackError);
	expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
	expect(decodePack(claim(head, [1], [2], [], [1], [7], [], [])).sums[0]).toBe(7);
});
