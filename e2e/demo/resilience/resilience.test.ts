import { describe, expect, it } from "vitest";
import { backOffMs } from "./back-off.ts";
import { BREAKER_POLICY, type BreakerState, createBreaker } from "./breaker.ts";
import { createTokenBucket } from "./token-bucket.ts";

describe("backOffMs", () => {
	it("doubles from the first retry on, up to the cap, between half and all of it", () => {
		const policy = { firstMs: 25, maxMs: 150 };
		expect([2, 3, 4, 5, 6].map((attempt) => backOffMs(policy, attempt, 0))).toEqual([12.5, 25, 50, 75, 75]);
		expect(backOffMs(policy, 3, 0.5)).toBe(37.5);
		expect(backOffMs(policy, 4, 1)).toBe(100);
	});
});

describe("a token bucket", () => {
	it("starts full, refills with time, and never holds more than its burst", () => {
		const bucket = createTokenBucket({ perSecond: 2, burst: 3 });
		const take = (...times: readonly number[]) => times.map((time) => bucket.take(time));
		expect(take(0, 0, 0, 0)).toEqual([true, true, true, false]);
		expect(take(499, 500, 999, 1000)).toEqual([false, true, false, true]);
		expect(take(60_000, 60_000, 60_000, 60_000)).toEqual([true, true, true, false]);
	});
});

describe("a circuit breaker", () => {
	function create() {
		const changes: [BreakerState, number][] = [];
		const breaker = createBreaker(BREAKER_POLICY, (state, ratio) => changes.push([state, ratio]));
		const record = (nowMs: number, ...results: readonly boolean[]) => {
			for (const ok of results) breaker.record(ok, nowMs);
		};
		return { breaker, changes, record };
	}

	it("opens at half of the calls, not before five of them", () => {
		const { breaker, changes, record } = create();
		record(0, false, false, false, true);
		expect([breaker.state(), breaker.allow(0)]).toEqual(["closed", true]);
		record(1, true);
		expect([breaker.state(), breaker.allow(1)]).toEqual(["open", false]);
		expect(changes).toEqual([["open", 0.6]]);
	});

	it("stays closed below half of the calls", () => {
		const { breaker, record } = create();
		record(0, true, true, true, false, false, true, false);
		expect(breaker.state()).toBe("closed");
	});

	it("forgets what is older than ten seconds", () => {
		const { breaker, record } = create();
		record(0, false, false, false, false);
		record(10_000, true, true, true, true, true);
		expect(breaker.state()).toBe("closed");
	});

	it("lets one trial through after 30 s: success closes it, failure opens it for another 30 s", () => {
		const { breaker, changes, record } = create();
		record(0, false, false, false, false, false);
		expect([29_999, 30_000, 30_001].map((at) => breaker.allow(at))).toEqual([false, true, false]);
		expect(breaker.state()).toBe("half-open");
		breaker.record(false, 30_100);
		expect([breaker.allow(60_099), breaker.allow(60_100)]).toEqual([false, true]);
		breaker.record(true, 60_200);
		expect(changes.map(([state]) => state)).toEqual(["open", "half-open", "open", "half-open", "closed"]);
		record(60_300, false, false, false, false);
		expect(breaker.allow(60_300)).toBe(true);
	});
});
