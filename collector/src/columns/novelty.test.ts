import { expect, it } from "vitest";
import { Novelty } from "./novelty.ts";

/** How many of 1,000 texts were looked up, when each is new with the probability that `isNew` gives. */
function lookedUp(isNew: (turn: number) => boolean): number {
	const novelty = new Novelty();
	let count = 0;
	for (let turn = 0; turn < 1000; turn++) {
		if (novelty.isNovel(3)) continue;
		count++;
		novelty.learn(3, isNew(turn));
	}
	return count;
}

it("looks up a sixteenth of what is always new, after the first few dozen", () => {
	expect(lookedUp(() => true)).toBe(64 + Math.floor((1000 - 64) / 16));
});

it("looks up everything where one in eight is known", () => {
	expect(lookedUp((turn) => turn % 8 !== 0)).toBe(1000);
});

it("comes back when texts begin to repeat, and knows each source by itself", () => {
	const novelty = new Novelty();
	for (let turn = 0; turn < 96; turn++) novelty.learn(7, true);
	const isNovel = () => Array.from({ length: 16 }, () => novelty.isNovel(7)).filter(Boolean).length;
	expect(isNovel()).toBe(15);
	for (let turn = 0; turn < 5; turn++) novelty.learn(7, false);
	expect(isNovel()).toBe(0);
	expect(novelty.isNovel(5000)).toBe(false);
	novelty.learn(5000, true);
	expect(novelty.isNovel(5000)).toBe(false);
});
