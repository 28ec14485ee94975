import { expect, it } from "vitest";
import { runKillLoop } from "../endure/kill-loop.ts";
import { removeDataFolder } from "../support/stack.ts";

it("loses nothing and doubles nothing over 20 kills under load", { timeout: 240_000 }, async () => {
	const result = await runKillLoop(20, 1);
	expect(result).toMatchObject({ missing: 0, doubled: 0, partial: 0, integrity: "ok" });
	expect(result.acknowledged.traces).toBeGreaterThan(100);
	expect(result.acknowledged.logs).toBeGreaterThan(50);
	expect(result.acknowledged.points).toBeGreaterThan(50);
	removeDataFolder(result.folder);
});
