import { expect, test } from "vitest";
import { deploysOf, type VersionSighting } from "./deploys.ts";

const START_MS = 1_763_579_000_000;

function seen(service: string, version: string, afterMs: number, environment = "prod"): VersionSighting {
	return { environment, namespace: "shop", service, version, firstSeen: START_MS + afterMs };
}

const told = (sightings: readonly VersionSighting[]): readonly string[] =>
	deploysOf(sightings).map(({ service, version, at }) => `${service} ${version} ${Number(at / 1_000_000n) - START_MS}`);

test("versions that run when data begins are no deploys, whichever is seen first", () => {
	expect(told([seen("inventory", "v19", 0), seen("inventory", "v18", 4_000)])).toEqual([]);
	expect(told([seen("inventory", "v18", 29_999), seen("inventory", "v19", 0)])).toEqual([]);
});

test("a version that comes when its service has been known for 30 s is one, at its first sight", () => {
	const canary = [seen("pay", "v41", 0), seen("pay", "v42", 30_000), seen("pay", "v42", 90_000), seen("pay", "v41", 60_000)];
	expect(told(canary)).toEqual(["pay v42 30000"]);
});

test("after two versions at the beginning, a third one is a deploy, and so is the next", () => {
	const all = [seen("pay", "v40", 0), seen("pay", "v41", 2_000), seen("pay", "v42", 61_000), seen("pay", "v43", 62_000)];
	expect(told(all)).toEqual(["pay v42 61000", "pay v43 62000"]);
});

test("a service is known in each environment and under each name apart; without a version it is not", () => {
	expect(told([seen("pay", "v1", 0, "test"), seen("pay", "v1", 60_000, "prod")])).toEqual([]);
	expect(told([seen("pay", "v1", 0), seen("cart", "v2", 60_000)])).toEqual([]);
	expect(told([seen("pay", "", 0), seen("pay", "v1", 60_000)])).toEqual([]);
});

test("oldest first, ties by service", () => {
	const all = [seen("b", "v1", 0), seen("a", "v1", 0), seen("b", "v2", 60_000), seen("a", "v2", 60_000), seen("a", "v0", 50_000)];
	expect(told(all)).toEqual(["a v0 50000", "a v2 60000", "b v2 60000"]);
});
