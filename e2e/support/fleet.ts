/** The demo fleet as a child process, run to its end against a stack. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT, type Stack } from "./stack.ts";

export interface FleetRun {
	readonly code: number | null;
	/** Everything it said, its table of exported items last. */
	readonly output: string;
}

/** Run the fleet with these options; resolves when every process of it is gone. */
export function runFleet(stack: Pick<Stack, "grpc" | "http">, args: readonly string[]): Promise<FleetRun> {
	const argv = [join(ROOT, "e2e/demo/main.ts"), "--endpoint", stack.grpc, "--http-endpoint", stack.http, ...args];
	const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
	let output = "";
	child.stdout.on("data", (chunk: Buffer) => {
		output += chunk.toString();
	});
	return new Promise((resolve, reject) => {
		child.once("error", reject);
		child.once("close", (code) => resolve({ code, output }));
	});
}
