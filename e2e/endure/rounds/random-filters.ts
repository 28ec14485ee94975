/** Random filters over random traces, and random traffic: the stores must answer as the reference does. Runs the collector's own suite. */
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
	run: (context) =>
		runSuites(context, { tests: "random (filters|ones)", variable: "SPANGLASS_RANDOM_FILTERS", counted: "filters of each test" }),
};

export const RANDOM_TRAFFIC: Round = {
	id: "ROLLUPS",
	title: "roll-ups of random traffic equal a recomputation over all of it",
	times: { test: 0, short: 60, night: 1000 },
	run: (context) => runSuites(context, { tests: "random traffic", variable: "SPANGLASS_RANDOM_TRAFFIC", counted: "batches of traffic" }),
};

interface Suites {
	/** In the names of the tests that are run. */
	readonly tests: string;
	/** Says how many times. */
	readonly variable: string;
	readonly counted: string;
}

async function runSuites({ times, seed, say }: RoundContext, { tests, variable, counted }: Suites): Promise<readonly Check[]> {
	const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
	const suites = SUITES.map((suite) => join("collector", suite));
	const { code, output } = await runNode([vitest, "run", "--project", "collector", "-t", tests, "--testTimeout", "3600000", ...suites], {
		[variable]: String(times),
		SPANGLASS_RANDOM_SEED: String(seed),
	});
	const passed = Number(/Tests .*?(\d+) passed/.exec(output)?.[1] ?? 0);
	if (code !== 0) say(output.slice(-3000));
	return [
		fact(counted, times),
		exactly("exit code of the suites", String(code), "0"),
		exactly("tests ran", passed > 0 ? "yes" : "none", "yes"),
	];
}
