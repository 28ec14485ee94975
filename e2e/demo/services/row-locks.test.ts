import { describe, expect, it } from "vitest";
import { createRowLocks } from "./row-locks.ts";

const NEVER = new AbortController().signal;

describe("row locks", () => {
	it("hand a row to one after the other, in the order of asking, and leave other rows alone", async () => {
		const locks = createRowLocks();
		const order: string[] = [];
		const first = await locks.lock("a", NEVER);
		const later = ["b1", "b2"].map(async (name) => {
			const free = await locks.lock("a", NEVER);
			order.push(name);
			free?.();
		});
		expect(await locks.lock("other", NEVER)).toBeTypeOf("function");
		expect([order, locks.waiting()]).toEqual([[], 2]);
		first?.();
		await Promise.all(later);
		expect([order, locks.waiting()]).toEqual([["b1", "b2"], 0]);
	});

	it("a waiter that gives up gets nothing, and the row stays with its holder", async () => {
		const locks = createRowLocks();
		const holder = await locks.lock("a", NEVER);
		const giveUp = new AbortController();
		const waiter = locks.lock("a", giveUp.signal);
		giveUp.abort();
		expect(await waiter).toBeUndefined();
		let isHeld = false;
		const next = locks.lock("a", NEVER).then(() => {
			isHeld = true;
		});
		await new Promise((resolve) => setImmediate(resolve));
		expect(isHeld).toBe(false);
		holder?.();
		await next;
		expect(isHeld).toBe(true);
	});
});
