import { durationBucket } from "@spanglass/shared/analysis/duration-counts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PackRows } from "../../../../rollup/pack.ts";
import { PackBuilder } from "../../../../rollup/pack-builder.ts";
import { GroupNumbers } from "./group-numbers.ts";
import { PackSums } from "./pack-sums.ts";

interface Drawn {
	readonly caller: number;
	readonly operation: number;
	readonly minute: number;
	readonly which: number;
	readonly nanos: number;
	readonly times: number;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
	caller: fc.nat(2),
	operation: fc.nat(2),
	minute: fc.nat(700),
	which: fc.nat(2),
	nanos: fc.oneof(fc.nat(3), fc.nat(1e9)),
	times: fc.constantFrom(1, 1, 1, 5, -1),
});
/** Enough of one group to be counted and not sorted. */
const packs = fc.array(fc.oneof(fc.array(drawn, { maxLength: 20 }), fc.array(drawn, { minLength: 100, maxLength: 200 })), { maxLength: 4 });

function keyOf({ caller, operation }: Drawn): readonly string[] {
	const node = (name: string) => ["service", "", name, ""];
	return ["prod", ...node(`caller-${caller}`), ...node("callee"), "http", "paired", `op-${operation}`, "200", "0"];
}

function packOf(calls: readonly Drawn[]): PackRows {
	const builder = new PackBuilder("edge");
	for (const call of calls) {
		const row = builder.rowOf(builder.keyOf(keyOf(call)), call.minute);
		builder.addCounter(row, 0, call.times);
		builder.addDuration(row, call.which, call.nanos, call.times);
	}
	return builder.finish();
}

/** By group, step and which: counts by bucket; the attempts under -1. */
function plainSums(calls: readonly Drawn[], stepMinutes: number) {
	const sums = new Map<string, Map<number, number>>();
	for (const call of calls) {
		if (call.minute < 60 || call.minute >= 660 || call.operation === 2) continue;
		const place = `caller-${call.caller} ${60 + Math.floor((call.minute - 60) / stepMinutes) * stepMinutes}`;
		for (const [key, bucket] of [
			[place, -1],
			[`${place} ${call.which}`, durationBucket(call.nanos)],
		] as const) {
			const counts = sums.get(key) ?? new Map<number, number>();
			sums.set(key, counts.set(bucket, (counts.get(bucket) ?? 0) + call.times));
		}
	}
	const kept = [...sums].map(([key, counts]) => [key, [...counts].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b)] as const);
	return new Map(kept.filter(([, counts]) => counts.length > 0));
}

describe("sums of packs", () => {
	it("equal a plain sum over what was counted, in groups and steps", () => {
		fc.assert(
			fc.property(packs, fc.constantFrom(1, 7, 600), fc.constantFrom(1, 100, 4000), (batches, stepMinutes, mostHeld) => {
				const groups = new GroupNumbers({ places: [3], where: [{ place: 9, text: "http" }] }, (key) => key[11] !== "op-2");
				const sums = new PackSums({
					table: "edge",
					minutes: { first: 60, end: 660 },
					stepMinutes,
					mostHeld,
					groupOf: (key) => groups.of(key),
				});
				for (const batch of batches) sums.add(packOf(batch));
				const told = sums.finish().flatMap(({ group, minute, counters, durations }) => {
					const place = `${groups.textsOf(group)[0]} ${minute}`;
					const attempts: readonly (readonly [number, number])[] = counters[0] === 0 ? [] : [[-1, counters[0] as number]];
					return [
						[place, attempts] as const,
						...durations.map(({ buckets, counts }, which) => {
							const entries = buckets.map((bucket, at) => [bucket, counts[at] as number] as const);
							return [`${place} ${which}`, entries] as const;
						}),
					].filter(([, entries]) => entries.length > 0);
				});
				expect(new Map(told)).toEqual(plainSums(batches.flat(), stepMinutes));
				expect(told).toHaveLength(new Map(told).size);
			}),
		);
	});
	it("sum durations exactly, and tell of nothing where all was taken back", () => {
		const call = { caller: 0, operation: 0, minute: 70, which: 1, nanos: 1500, times: 3 };
		const groups = new GroupNumbers({ places: [], where: [] });
		const plan = {
			table: "edge",
			minutes: { first: 60, end: 660 },
			stepMinutes: 600,
			groupOf: (key: readonly string[]) => groups.of(key),
		} as const;
		const sums = new PackSums(plan);
		sums.add(packOf([call, { ...call, nanos: 500, times: 1 }]));
		expect(sums.finish().map(({ durations }) => durations[1])).toMatchObject([{ count: 4, sumNanos: 5000 }]);
		sums.add(
			packOf([
				{ ...call, times: -3 },
				{ ...call, nanos: 500, times: -1 },
			]),
		);
		expect(sums.finish()).toEqual([]);
	});
});
