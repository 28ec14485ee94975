/** Every file of `files` is a scenario; every kind and every state has to be in one. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ALERT_STATES } from "@spanglass/shared/model/alert";
import { ALERT_KINDS } from "@spanglass/shared/model/alert-rule";
import { expect, it } from "vitest";
import { createMemoryAlertStore } from "../../store/memory/alert-store.ts";
import { createMemoryStore } from "../../store/memory/memory-store.ts";
import { readScenario } from "./read-scenario.ts";
import { runScenario } from "./run-scenario.ts";

const FOLDER = join(import.meta.dirname, "files");
const SCENARIOS = readdirSync(FOLDER).map((file) => ({ file, scenario: readScenario(readFileSync(join(FOLDER, file), "utf8")) }));
const stores = { open: (now: () => number) => ({ telemetry: createMemoryStore(), alerts: createMemoryAlertStore(now) }) };

it.each(SCENARIOS)("$file: $scenario.name", async ({ scenario }) => {
	expect(await runScenario(scenario, stores)).toEqual([]);
});

it("has every kind of rule fire, and every state seen", () => {
	const fired = SCENARIOS.filter(({ scenario }) =>
		scenario.steps.some(({ expect: state, told }) => state === "firing" || told?.includes("firing")),
	);
	const kinds = new Set(fired.flatMap(({ scenario }) => scenario.rules.map(({ condition }) => condition.kind)));
	expect(ALERT_KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
	const states = new Set(SCENARIOS.flatMap(({ scenario }) => scenario.steps.flatMap(({ expect: state }) => state ?? [])));
	expect(ALERT_STATES.filter((state) => !states.has(state))).toEqual([]);
});

it("says what did not come to pass", async () => {
	const [first] = SCENARIOS;
	if (first === undefined) throw new Error("there is no scenario");
	const steps = [
		{ atSeconds: 60, event: undefined, expect: "firing", alerts: { nobody: "pending" }, told: ["resolved"], missed: 7 },
	] as const;
	expect(await runScenario({ ...first.scenario, steps }, stores)).toEqual([
		'at 1m: state is "ok", expected "firing"',
		'at 1m: alert nobody is "ok", expected "pending"',
		'at 1m: told is [], expected ["resolved"]',
		"at 1m: missed is 0, expected 7",
	]);
});

it.each([
	["- 1", "a scenario is a map of keys"],
	["rules: []\nseries: []\nsteps: [{ at: soon }]", "at is a length of time such as 30s, 5m, 1h"],
	["rules: []\nseries: [{ requets: 1 }]\nsteps: []", /^a series has no requets; it has requests/],
	["rules: [{ kind: errors }]\nseries: []\nsteps: []", /^rule 1: kind is one of errorRate/],
	["rules: []\nseries: []\nsteps: [{ at: 1m, expect: burning }]", /^expect is one of firing/],
])("refuses %j", (text, message) => {
	expect(() => readScenario(text)).toThrow(message);
});
