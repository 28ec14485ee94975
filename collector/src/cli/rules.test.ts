import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { rules } from "./rules.ts";

const EXAMPLE = join(import.meta.dirname, "../alerting/scenarios/files/error-rate.yaml");
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "spanglass-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...files: readonly string[]) {
	const said: string[] = [];
	const code = await rules.run({ folder, databasePath: "", files, say: (line) => said.push(line) });
	return { code, said };
}

it("says that a scenario went as expected, and what did not", async () => {
	expect(await run("/x/test", EXAMPLE)).toEqual({ code: 0, said: ["an error rate waits, fires, recovers and ends: as expected, 8 steps"] });
	const wrong = join(folder, "wrong.yaml");
	writeFileSync(wrong, readFileSync(EXAMPLE, "utf8").replace("{ at: 8m, expect: firing", "{ at: 8m, expect: ok"));
	expect(await run("/x/test", wrong)).toEqual({
		code: 2,
		said: ['wrong: at 8m: state is "firing", expected "ok"', "an error rate waits, fires, recovers and ends: 1 wrong"],
	});
});

it("refuses another verb, and a file that is not there", async () => {
	await expect(run("/x/tset", EXAMPLE)).rejects.toThrow("usage: rules test FILE");
	await expect(run("/x/test", join(folder, "none.yaml"))).rejects.toThrow(/cannot be read/);
});
