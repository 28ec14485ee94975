/** Programs of this clone, run to their end as a person would run them. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./stack.ts";

export interface CommandResult {
	/** null when a signal ended it. */
	readonly code: number | null;
	/** Of stdout and stderr. */
	readonly output: string;
}

/** The product's command line: `npm run spanglass -- ...`. */
export function runCommand(folder: string, args: readonly string[]): Promise<CommandResult> {
	return runNode([join(ROOT, "collector/src/cli/main.ts"), ...args, "--data", folder]);
}

/** A program on the Node.js that runs this one. */
export function runNode(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
	const child = spawn(process.execPath, argv, { cwd: ROOT, env: { ...process.env, ...env } });
	let output = "";
	const collect = (chunk: Buffer) => {
		output += chunk.toString();
	};
	child.stdout.on("data", collect);
	child.stderr.on("data", collect);
	return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
}
