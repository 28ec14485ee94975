import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { killAlertClock } from "./kill-clock.testdata.ts";

/** 200 in `npm run endure -- --profile night --only A01`. */
const KILLS = 10;

it("loses no transition and tells nothing twice under another name, killed at any moment (A01)", { timeout: 120_000 }, async () => {
	const folder = mkdtempSync(join(tmpdir(), "spanglass-"));
	let seed = 1;
	const random = () => {
		seed = (seed * 16_807) % 2_147_483_647;
		return seed / 2_147_483_647;
	};
	const report = await killAlertClock(folder, KILLS, random);
	rmSync(folder, { recursive: true, force: true });
	expect(report.faults).toEqual([]);
	expect(report.transitions).toBeGreaterThan(200);
});
