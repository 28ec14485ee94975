import { expect, it } from "vitest";
import { Restarts } from "./restarts.ts";

it("waits longer after each death and gives up at the sixth within a minute", () => {
	const restarts = new Restarts();
	expect([0, 1, 2, 3, 4, 5].map((second) => restarts.next(second * 1000))).toEqual([100, 200, 400, 800, 1600, undefined]);
	const rare = new Restarts();
	expect([0, 1, 2, 3, 4, 5].map((minute) => rare.next(minute * 60_001))).toEqual([100, 100, 100, 100, 100, 100]);
});
