/** Rounds as a Markdown table. */
import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { ROOT } from "../../support/stack.ts";
import type { Round } from "../round.ts";
import type { Check } from "./check.ts";

interface Result {
	readonly round: Round;
	readonly checks: readonly Check[];
	readonly seconds: number;
}

export function tableOf(results: readonly Result[]): string {
	const lines = results.flatMap(({ round, checks, seconds }) => [
		`| **${round.id}** | **${cell(round.title)}** | ${seconds} s | | |\n`,
		...checks.map(
			({ what, value, must = "", holds }) =>
				`| ${round.id} | ${cell(what)} | ${cell(value)} | ${cell(must)} | ${holds === undefined ? "" : holds ? "ok" : "FAILED"} |\n`,
		),
	]);
	return `| round | what | value | must | |\n|---|---|---|---|---|\n${lines.join("")}`;
}

/** A figure without its seed, commit and machine is void. */
export function machineLine(profile: string, seed: number): string {
	const [first] = cpus();
	const machine = `${cpus().length} × ${first?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 1e9)} GB`;
	return `profile ${profile} · seed ${seed} · commit ${commit()} · ${machine} · Node ${process.versions.node}`;
}

function commit(): string {
	try {
		return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
	} catch {
		return "unknown";
	}
}

function cell(text: string | number): string {
	return String(text).replaceAll("|", "\\|").replaceAll("\n", " ");
}
