/**
 * `npm run endure -- --profile night [--only D01,D02] [--seed N]`: the long runs, printed as one table to record in docs/endurance.md.
 * Exit code 1 when a pass rule of a round does not hold or a round could not be run to its end.
 */
import { parseArgs } from "node:util";
import { killStacks } from "../support/stack.ts";
import { type Check, faultsOf } from "./library/check.ts";
import { machineLine, tableOf } from "./library/table.ts";
import { PROFILES, type Profile, type Round } from "./round.ts";
import { ROUNDS } from "./rounds.ts";

const HELP = `npm run endure [-- options]
  --profile P      ${PROFILES.join(", ")} (night)
  --only D01,D02   only these rounds: ${ROUNDS.map(({ id }) => id).join(", ")}
  --times N        instead of the profile's number
  --seed N         (1)
`;

function readOptions() {
	const text = (value: string) => ({ type: "string", default: value }) as const;
	try {
		return parseArgs({
			options: {
				...{ profile: text("night"), only: text(""), seed: text("1"), times: { type: "string" } },
				help: { type: "boolean", default: false },
			},
		}).values;
	} catch (error) {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
		return process.exit(1);
	}
}

const values = readOptions();
if (values.help) {
	process.stdout.write(HELP);
	process.exit(0);
}

// Whatever ends this process ends the products under test.
process.on("exit", killStacks);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

const profile = PROFILES.find((name) => name === values.profile);
const wanted = values.only.split(",").filter((id) => id !== "");
const unknown = wanted.filter((id) => !ROUNDS.some((round) => round.id === id));
if (profile === undefined) endWith(`unknown profile "${values.profile}"; use one of: ${PROFILES.join(", ")}`);
else if (unknown.length > 0) endWith(`unknown round ${unknown.join(", ")}; there are ${ROUNDS.map(({ id }) => id).join(", ")}`);
else await runAll(profile, Number(values.seed));

async function runAll(profile: Profile, seed: number): Promise<void> {
	const rounds = ROUNDS.filter(({ id, times }) => (wanted.length > 0 ? wanted.includes(id) : times[profile] > 0));
	const results: { readonly round: Round; readonly checks: readonly Check[]; readonly seconds: number }[] = [];
	for (const round of rounds) {
		const began = performance.now();
		const checks = await runRound(round, Number(values.times ?? round.times[profile]), seed);
		results.push({ round, checks, seconds: Math.round((performance.now() - began) / 1000) });
		process.stderr.write(tableOf([results.at(-1)!]));
	}
	process.stdout.write(`\n${machineLine(profile, seed)}\n\n${tableOf(results)}`);
	const faults = results.flatMap(({ round, checks }) => faultsOf(checks).map((fault) => `${round.id} ${fault}`));
	for (const fault of faults) process.stdout.write(`FAILED ${fault}\n`);
	process.exit(faults.length > 0 ? 1 : 0);
}

/** A round that throws has failed; the others go on. */
async function runRound(round: Round, times: number, seed: number): Promise<readonly Check[]> {
	const say = (line: string) => process.stderr.write(`${round.id}  ${line}\n`);
	try {
		return await round.run({ seed, times, say });
	} catch (error) {
		killStacks();
		say(error instanceof Error ? String(error.stack) : String(error));
		return [
			{
				what: "the round ended",
				value: error instanceof Error ? error.message.split("\n")[0]! : String(error),
				must: "by itself",
				holds: false,
			},
		];
	}
}

function endWith(sentence: string): void {
	process.stderr.write(`${sentence}\n`);
	process.exitCode = 1;
}
