/** Random filters over random traces: the stores must find what the reference evaluation of the query language finds. Runs the collector's own suite. */
import { join } from "node:path";
import { runNode } from "../../support/command.ts";
import { ROOT } from "../../support/stack.ts";
import { type Check, exactly, fact } from "../library/check.ts";
import type { Round, RoundContext } from "../round.ts";

const SUITES = ["src/store/memory/memory-store.test.ts", "src/store/sqlite/sqlite-store.test.ts"];

export const RANDOM_FILTERS: Round = {
	id: "FILTERS",
	title: "random filters agree with the reference",
	// `npm test` runs the suite itself.
	times: { test: 0, short: 200, night: 10_000 },
	run,
};

async function run({ times, seed, say }: RoundContext): Promise<readonly Check[]> {
	const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
	const suites = SUITES.map((suite) => join("collector", suite));
	const { code, output } = await runNode([vitest, "run", "--project", "collector", "-t", "random", "--testTimeout", "3600000", ...suites], {
		SPANGLASS_RANDOM_FILTERS: String(times),
		SPANGLASS_RANDOM_SEED: String(seed),
	});
	const passed = Number(/Tests .*?(\d+) passed/.exec(output)?.[1] ?? 0);
	if (code !== 0) say(output.slice(-3000));
	return [
		fact("filters of each test", times),
		exactly("exit code of the suites", String(code), "0"),
		exactly("tests ran", passed > 0 ? "yes" : "none", "yes"),
	];
}
