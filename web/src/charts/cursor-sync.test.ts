import { expect, test } from "vitest";
import { createCursorSync } from "./cursor-sync.ts";

test("what one chart points at is told to all, and only that chart takes it away", () => {
	const sync = createCursorSync();
	const seen: (number | undefined)[] = [];
	const stop = sync.subscribe(() => seen.push(sync.get()));
	sync.show(1_000, "rate");
	sync.show(1_000, "rate");
	sync.show(undefined, "errors");
	expect(sync.get()).toBe(1_000);
	sync.show(2_000, "errors");
	sync.show(undefined, "rate");
	sync.show(undefined, "errors");
	stop();
	sync.show(3_000, "rate");
	expect(seen).toEqual([1_000, 2_000, undefined]);
});
