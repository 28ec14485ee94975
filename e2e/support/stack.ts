/** The real product on a temp folder and free ports, as a child process: started, addressed, killed, started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");
const READY = /Spanglass ready {2}ui (\S+) {2}otlp\/grpc (\S+) {2}otlp\/http (\S+)/;
const START_TIMEOUT_MS = 30_000;

export interface Stack {
	/** e.g. http://127.0.0.1:4319 */
	readonly ui: string;
	/** e.g. 127.0.0.1:4317 */
	readonly grpc: string;
	readonly http: string;
	readonly folder: string;
	readonly pid: number;
	/** Milliseconds from spawn to the ready line. */
	readonly readyMs: number;
	/** Resolves when the process is gone, with its exit code; null when a signal ended it. */
	readonly exited: Promise<number | null>;
	hasExited(): boolean;
	/** Everything written to stdout and stderr so far. */
	output(): string;
	/** SIGKILL, and wait until the process is gone. */
	kill(): Promise<void>;
	/** SIGTERM; resolves with the exit code. */
	stop(): Promise<number | null>;
}

export interface StackOptions {
	/** An existing data folder; a new temp folder otherwise. */
	readonly folder?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly args?: readonly string[];
}

const children = new Set<ChildProcess>();

/** End whatever was started and is still there: after a failure. */
export function killStacks(): void {
	for (const child of children) child.kill("SIGKILL");
}

/** A new, empty data folder under the system's temp folder. */
export function createDataFolder(): string {
	return mkdtempSync(join(tmpdir(), "spanglass-e2e-"));
}

export function removeDataFolder(folder: string): void {
	rmSync(folder, { recursive: true, force: true });
}

/** Start the product and wait for its ready line. Rejects with its output when it exits or says nothing for 30 s. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
	const folder = options.folder ?? createDataFolder();
	const began = performance.now();
	const ports = ["--grpc-port", "0", "--http-port", "0", "--ui-port", "0"];
	const child = spawn(process.execPath, [join(ROOT, "collector/src/main.ts"), "--data", folder, ...ports, ...(options.args ?? [])], {
		cwd: ROOT,
		env: { ...process.env, ...options.env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	children.add(child);
	child.once("exit", () => children.delete(child));
	let output = "";
	const collect = (chunk: Buffer) => {
		output += chunk.toString();
	};
	child.stdout.on("data", collect);
	child.stderr.on("data", collect);
	const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
	const [, ui = "", grpc = "", http = ""] = await waitForReady(child, () => output, exited);
	return {
		ui,
		grpc,
		http,
		folder,
		pid: child.pid ?? -1,
		readyMs: performance.now() - began,
		exited,
		hasExited: () => child.exitCode !== null || child.signalCode !== null,
		output: () => output,
		kill: async () => {
			child.kill("SIGKILL");
			await exited;
		},
		stop: () => {
			child.kill("SIGTERM");
			return exited;
		},
	};
}

function waitForReady(child: ChildProcess, output: () => string, exited: Promise<number | null>): Promise<RegExpExecArray> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => {
			child.kill("SIGKILL");
			reject(new Error(`not ready after ${START_TIMEOUT_MS} ms:\n${output()}`));
		}, START_TIMEOUT_MS);
		const check = () => {
			const match = READY.exec(output());
			if (match === null) return;
			clearTimeout(timer);
			resolve(match);
		};
		child.stdout?.on("data", check);
		void exited.then((code) => {
			clearTimeout(timer);
			reject(new Error(`exited with ${code} before it was ready:\n${output()}`));
		});
	});
}
