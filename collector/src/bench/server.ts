/** Programs under test as child processes: the product as a user starts it, on a temp folder and free ports, and the receive-only twin. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuSecondsByThread, cpuSecondsOf, folderBytes, type Memory, memoryOf } from "./process-usage.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const READY = /Spanglass ready {2}ui (\S+) {2}otlp\/grpc (\S+) {2}otlp\/http http:\/\/(\S+)/;
/** Of `npm start`. */
const START_FLAGS = ["--max-semi-space-size=4"];
const START_TIMEOUT_MS = 120_000;
/** A signal is sealed after 30 s without items; then housekeeping runs until nothing is left to do. */
const QUIET_AFTER_MS = 32_000;
const QUIET_WINDOW_MS = 3_000;
const QUIET_TIMEOUT_MS = 300_000;
/** A profiled process is never idle: its samplers wake a thousand times a second, and spoil CPU figures. */
const PROFILED_QUIET_MS = 40_000;
/** Of one core, over the window. */
const QUIET_SHARE = 0.03;

/** Whatever ends the bench also ends what it started and removes what it wrote. */
const running = new Set<ChildProcess>();
const folders = new Set<string>();
process.on("exit", () => {
	for (const child of running) child.kill("SIGKILL");
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

export interface Server {
	/** e.g. http://127.0.0.1:4319 */
	readonly ui: string;
	readonly grpc: string;
	readonly http: string;
	readonly folder: string;
	readonly pid: number;
	/** From the spawn to the ready line. */
	readonly readyMs: number;
	cpuSeconds(): number;
	cpuSecondsByThread(): ReadonlyMap<string, number>;
	memory(): Memory;
	diskBytes(): number;
	/** Wait until 32 s have passed since `lastItem` (performance.now()) and the process has nothing more to do. */
	untilQuiet(lastItem: number): Promise<void>;
	kill(): Promise<void>;
	/** SIGTERM, then the folder is removed. */
	discard(): Promise<void>;
}

export interface ServerOptions {
	readonly folder?: string;
	/** Write a CPU profile of each thread there. */
	readonly profileFolder?: string | undefined;
}

export async function startServer(options: ServerOptions = {}): Promise<Server> {
	const folder = options.folder ?? mkdtempSync(join(tmpdir(), "spanglass-bench-"));
	const ports = ["--grpc-port", "0", "--http-port", "0", "--ui-port", "0"];
	const profile = options.profileFolder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profileFolder}`];
	const began = performance.now();
	const child = spawn(process.execPath, [...START_FLAGS, ...profile, join(ROOT, "collector/src/main.ts"), "--data", folder, ...ports], {
		cwd: ROOT,
		stdio: ["ignore", "pipe", "inherit"],
	});
	running.add(child);
	folders.add(folder);
	const exited = new Promise<void>((resolve) => {
		child.once("exit", () => {
			running.delete(child);
			resolve();
		});
	});
	const [, ui = "", grpc = "", http = ""] = await untilReady(child, exited);
	const readyMs = performance.now() - began;
	const pid = child.pid ?? 0;
	const end = (signal: "SIGKILL" | "SIGTERM"): Promise<void> => {
		child.kill(signal);
		return exited;
	};
	return {
		...{ ui, grpc, http, folder, pid, readyMs },
		cpuSeconds: () => cpuSecondsOf(pid),
		cpuSecondsByThread: () => cpuSecondsByThread(pid),
		memory: () => memoryOf(pid),
		diskBytes: () => folderBytes(folder),
		untilQuiet: (lastItem) => (profile.length > 0 ? sleep(PROFILED_QUIET_MS) : untilQuiet(pid, lastItem)),
		kill: () => end("SIGKILL"),
		discard: async () => {
			await end("SIGTERM");
			rmSync(folder, { recursive: true, force: true });
			folders.delete(folder);
		},
	};
}

function untilReady(child: ChildProcess, exited: Promise<void>): Promise<RegExpExecArray> {
	return new Promise((resolve, reject) => {
		let output = "";
		const timer = setTimeout(() => {
			child.kill("SIGKILL");
			reject(new Error(`the server was not ready after ${START_TIMEOUT_MS} ms:\n${output}`));
		}, START_TIMEOUT_MS);
		child.stdout?.on("data", (chunk: Buffer) => {
			output += chunk.toString();
			const match = READY.exec(output);
			if (match === null) return;
			clearTimeout(timer);
			resolve(match);
		});
		void exited.then(() => {
			clearTimeout(timer);
			reject(new Error(`the server ended before it was ready:\n${output}`));
		});
	});
}

/** Work that is left shows as CPU time: that needs no word of the server and cannot be claimed. */
async function untilQuiet(pid: number, lastItem: number): Promise<void> {
	const since = performance.now();
	await sleep(Math.max(0, lastItem + QUIET_AFTER_MS - since));
	while (performance.now() - since < QUIET_TIMEOUT_MS) {
		const before = cpuSecondsOf(pid);
		await sleep(QUIET_WINDOW_MS);
		if (cpuSecondsOf(pid) - before < (QUIET_SHARE * QUIET_WINDOW_MS) / 1000) return;
	}
	process.stdout.write(`the server was still busy ${QUIET_TIMEOUT_MS / 1000} s after the last item; figures until then\n`);
}

export interface Twin {
	readonly grpc: string;
	cpuSeconds(): number;
	stop(): void;
}

export async function startReceiveOnly(): Promise<Twin> {
	const child = fork(join(import.meta.dirname, "receive-only.ts"));
	const port = await new Promise<number>((resolve, reject) => {
		child.once("message", (message) => resolve(Number(message)));
		child.once("exit", (code) => reject(new Error(`the receive-only server ended with ${code}`)));
	});
	const pid = child.pid ?? 0;
	return {
		grpc: `127.0.0.1:${port}`,
		cpuSeconds: () => cpuSecondsOf(pid),
		stop: () => {
			child.kill("SIGKILL");
		},
	};
}
