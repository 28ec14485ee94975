import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { messageOf, SpanglassError } from "@spanglass/shared/model/errors";
import { readScenario } from "../alerting/scenarios/read-scenario.ts";
import { runScenario } from "../alerting/scenarios/run-scenario.ts";
import { createMemoryAlertStore } from "../store/memory/alert-store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import type { Command } from "./command.ts";

const STORES = { open: (now: () => number) => ({ telemetry: createMemoryStore(), alerts: createMemoryAlertStore(now) }) };

/** Touches no data folder: the scenario runs in memory, on a time of its own. */
export const rules: Command = {
	usage: "rules test FILE",
	help: "run a scenario of alert rules; 2 when something else happens than it expects",
	run: async ({ files, say }) => {
		const [verb = "", file] = files;
		if (basename(verb) !== "test" || file === undefined) throw new SpanglassError("invalid_input", "usage: rules test FILE");
		const scenario = readScenario(textOf(file));
		const faults = await runScenario(scenario, STORES);
		for (const fault of faults) say(`wrong: ${fault}`);
		say(
			`${scenario.name || basename(file)}: ${faults.length === 0 ? `as expected, ${scenario.steps.length} steps` : `${faults.length} wrong`}`,
		);
		return faults.length === 0 ? 0 : 2;
	},
};

function textOf(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		throw new SpanglassError("not_found", `${file} cannot be read: ${messageOf(error)}`);
	}
}
