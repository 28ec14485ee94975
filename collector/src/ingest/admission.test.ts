import { describe, expect, it } from "vitest";
import { createAdmission } from "./admission.ts";
import { retrySecondsFrom } from "./failure.ts";

describe("createAdmission", () => {
	it("bounds the sum of all leases", () => {
		const admission = createAdmission(100);
		const [first, second] = [admission.begin(), admission.begin()];
		first.grow(60);
		second.grow(40);
		expect(() => second.grow(1)).toThrow(/100 bytes/);
		expect(() => admission.checkRoom()).toThrow();
		first.release();
		first.release();
		expect(admission.bytesInFlight()).toBe(40);
		second.grow(60);
	});

	it("admits one larger request when it is alone", () => {
		const admission = createAdmission(100);
		const large = admission.begin();
		large.grow(50);
		large.grow(500);
		const small = admission.begin();
		expect(() => small.grow(1)).toThrow();
		large.release();
		small.grow(1);
		expect(() => admission.begin().grow(500)).toThrow();
	});

	it("gives nothing to a lease that was released", () => {
		const admission = createAdmission(100);
		const lease = admission.begin();
		lease.release();
		expect(() => lease.grow(1)).toThrow();
		expect(admission.bytesInFlight()).toBe(0);
	});
});

describe("retrySecondsFrom", () => {
	it("is whole, at least 1, rounded up, spread up to 5, and keeps a longer hint", () => {
		expect([0, 0.5, 0.999].map((random) => retrySecondsFrom(undefined, () => random))).toEqual([1, 3, 5]);
		expect(retrySecondsFrom(1200, () => 0)).toBe(2);
		expect(retrySecondsFrom(30_000, () => 0.9)).toBe(30);
	});

	it("counts what the store holds, and lets a large one through only when that is nothing", () => {
		let stored = 60;
		const admission = createAdmission(100, () => stored);
		const lease = admission.begin();
		expect(() => lease.grow(41)).toThrow(/most it takes/);
		lease.grow(40);
		expect(() => admission.checkRoom()).toThrow(/most it takes/);
		expect(admission.bytesInFlight()).toBe(100);
		lease.release();
		const large = admission.begin();
		expect(() => large.grow(500)).toThrow(/most it takes/);
		stored = 0;
		large.grow(500);
		large.release();
		expect(admission.bytesInFlight()).toBe(0);
	});
});
