import { describe, expect, test } from "vitest";
import { senderOf, statusOf, storageOf } from "../../testing/fake-api.ts";
import { byCount, healthOf, problemsOf, recentRate, troublesOf } from "./health.ts";

const NOW = 1_763_579_700_000;
const refusal = (reason: string, secondsAgo: number) => ({
	time: String((NOW - secondsAgo * 1_000) * 1_000_000),
	transport: "http" as const,
	peer: "10.0.3.7",
	reason,
	message: "",
});
const worker = (alive: boolean) => ({ id: 0, alive, running: 0, restarts: 0 });
const kinds = (status: Parameters<typeof troublesOf>[0]): string =>
	troublesOf(status, NOW)
		.map(({ kind }) => kind)
		.join(" ");

describe("health", () => {
	test("nothing wrong", () => {
		expect(kinds(statusOf(7, { queryWorkers: [worker(true)], refusals: [refusal("too_large", 61)] }))).toBe("");
		expect(healthOf([])).toBe("ok");
	});

	test("a full disk is an error, little room a warning", () => {
		const of = (state: "ok" | "low" | "failing", freeBytes: number) =>
			troublesOf(statusOf(7, { storage: storageOf({ disk: { state, freeBytes, reserveBytes: 100 } }) }), NOW);
		expect([of("low", 99), healthOf(of("low", 99))]).toEqual([[{ kind: "full", freeBytes: 99, reserveBytes: 100 }], "error"]);
		expect([of("failing", 2 ** 40), healthOf(of("failing", 99))]).toEqual([[{ kind: "failing" }], "error"]);
		expect([of("ok", 2 ** 30), healthOf(of("ok", 2 ** 30))]).toEqual([[{ kind: "low", freeBytes: 2 ** 30 }], "warn"]);
		expect(of("ok", 2 ** 31 + 100)).toEqual([]);
	});

	test("damage is an error, what was set aside a warning", () => {
		const damaged = troublesOf(statusOf(7, { storage: storageOf({ damage: ["malformed"], quarantinedBlocks: 2 }) }), NOW);
		expect([damaged.map(({ kind }) => kind), healthOf(damaged)]).toEqual([["damaged", "blocks"], "error"]);
		const aside = troublesOf(statusOf(7, { storage: storageOf({ setAside: [{ path: "/a", bytes: 1, time: "1" }] }) }), NOW);
		expect([aside, healthOf(aside)]).toEqual([[{ kind: "setAside", path: "/a", count: 1 }], "warn"]);
	});

	test("dead query workers", () => {
		expect(troublesOf(statusOf(7, { queryWorkers: [worker(true), worker(false)] }), NOW)).toEqual([{ kind: "worker", dead: 1, all: 2 }]);
		expect(healthOf(troublesOf(statusOf(7, { queryWorkers: [worker(false)] }), NOW))).toBe("error");
	});

	test("refusals of the last minute, by whose fault they are", () => {
		const status = statusOf(7, {
			refusals: [refusal("overloaded", 5), refusal("wrong_type", 10), refusal("timeout", 30), refusal("internal", 300)],
		});
		expect(troublesOf(status, NOW)).toEqual([
			{ kind: "overloaded", count: 1 },
			{ kind: "refusing", count: 2 },
		]);
	});
});

test("the rate is of the last full minute", () => {
	expect(recentRate([900, 10, 20, 30, 40, 50, 60, 9_999], 10e9)).toBe(3.5);
	expect(recentRate([40, 9_999], 10e9)).toBe(4);
	expect(recentRate([9_999], 10e9)).toBeUndefined();
	expect(recentRate([], 10e9)).toBeUndefined();
});

test("problems of senders", () => {
	expect(problemsOf(senderOf())).toEqual([]);
	expect(problemsOf(senderOf({ encoding: "json", compression: "identity", rejected: 3 }))).toEqual(["rejected", "uncompressedJson"]);
	expect(problemsOf(senderOf({ encoding: "json", compression: "gzip", resent: 1, userAgent: "" }))).toEqual(["resent", "anonymous"]);
});

test("reasons by count, without zeros", () => {
	expect(byCount({ b: 2, a: 2, c: 0, d: 9 }).map(({ reason }) => reason)).toEqual(["d", "a", "b"]);
});
