/** The product's command line, run as a person would: `npm run spanglass -- ...`. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../support/stack.ts";

export interface CommandResult {
	readonly code: number | null;
	readonly output: string;
}

export function runCommand(folder: string, args: readonly string[]): Promise<CommandResult> {
	const child = spawn(process.execPath, [join(ROOT, "collector/src/cli/main.ts"), ...args, "--data", folder], { cwd: ROOT });
	let output = "";
	const collect = (chunk: Buffer) => {
		output += chunk.toString();
	};
	child.stdout.on("data", collect);
	child.stderr.on("data", collect);
	return new Promise((resolve) => child.once("exit", (code) => resolve({ code, output })));
}
