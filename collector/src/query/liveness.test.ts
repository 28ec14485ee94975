import { expect, test } from "vitest";
import type { InstanceSighting } from "../store/api/rollup-queries.ts";
import { livenessOf, lostSightings } from "./liveness.ts";

const NOW = 1_763_579_000_000;
const MINUTE_MS = 60_000;

function sightingOf(instance: string, silentMs: number, more: Partial<InstanceSighting> = {}): InstanceSighting {
	const who = { environment: "prod", namespace: "shop", service: "pay", version: "v1", instance };
	return { ...who, firstSeen: NOW - 3_600_000, lastSeen: NOW - silentMs, usualIntervalMs: 5_000, ...more };
}

const lost = (...sightings: readonly InstanceSighting[]) => lostSightings(sightings, NOW).map(({ instance }) => instance);

test("late after twice the usual interval and 15 s, lost after four times and 30 s", () => {
	const of = (silentMs: number, usualIntervalMs: number | undefined) => livenessOf({ lastSeen: NOW - silentMs, usualIntervalMs }, NOW);
	expect([15_000, 15_001, 30_000, 30_001].map((ms) => of(ms, 5_000))).toEqual(["live", "late", "late", "lost"]);
	expect([120_000, 120_001, 240_000, 240_001].map((ms) => of(ms, undefined))).toEqual(["live", "late", "late", "lost"]);
});

test("an instance that stopped beside others of its version is lost", () => {
	expect(lost(sightingOf("a", 0), sightingOf("b", MINUTE_MS))).toEqual(["b"]);
});

test("a service of which nobody is left has lost all its instances", () => {
	expect(lost(sightingOf("a", MINUTE_MS), sightingOf("b", 2 * MINUTE_MS, { version: "v2" }))).toEqual(["a", "b"]);
});

test("whom a roll-out replaced is gone, in its own environment", () => {
	const old = sightingOf("old", MINUTE_MS);
	expect(lost(old, sightingOf("new", 0, { version: "v2" }))).toEqual([]);
	expect(lost(old, sightingOf("new", 0, { version: "v2", environment: "test" }))).toEqual(["old"]);
	expect(lost(old, sightingOf("new", 0, { version: "v2", service: "cart" }))).toEqual(["old"]);
});

test("who has no id, or was lost more than a day ago, is gone", () => {
	expect(lost(sightingOf("", MINUTE_MS), sightingOf("b", 24 * 3_600_000), sightingOf("c", 24 * 3_600_000 + 1))).toEqual(["b"]);
});
