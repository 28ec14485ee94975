import { expect, it } from "vitest";
import { createStopHandler } from "./stop-signals.ts";

it("takes signals within 2 s as one and a later one as force", () => {
	let time = 0;
	const calls: string[] = [];
	const signal = createStopHandler({ onStop: () => calls.push("stop"), onForce: () => calls.push("force"), now: () => time });
	signal();
	time = 1999;
	signal();
	expect(calls).toEqual(["stop"]);
	time = 2001;
	signal();
	expect(calls).toEqual(["stop", "force"]);
});
