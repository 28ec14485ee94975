/**
 * The demo fleet as a child process of the collector, against the collector's own ports.
 *
 *   absent     the fleet is not part of this installation (no checkout, or its packages are missing)
 *   stopped ── start ──▶ starting ── all its processes are up ──▶ running ── stop ──▶ stopped
 *                           └──────── it ended by itself ────────────┴──▶ failed, with the reason; started again only when asked
 *
 * The child gets fixed arguments, of which only the incident varies, and nothing of the environment but what Node itself needs.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { DemoIncident } from "@spanglass/shared/model/demo";
import { SpanglassError } from "@spanglass/shared/model/errors";

export interface FleetStatus {
	readonly state: "absent" | "stopped" | "starting" | "running" | "failed";
	/** How to start the fleet by hand against this collector. */
	readonly command: string;
	readonly incident: DemoIncident | null;
	/** Why it failed, "" otherwise. */
	readonly message: string;
}

export interface DemoFleet {
	status(): FleetStatus;
	/** Returns at once. Throws unsupported where the fleet is absent, conflict while it starts or runs. */
	start(incident: DemoIncident): void;
	/** Resolves when the fleet's processes are gone; after `graceMs` they are not asked any more. Nothing runs: resolves at once. */
	stop(graceMs: number): Promise<void>;
}

export interface DemoFleetOptions {
	/** URLs, e.g. http://127.0.0.1:4317, read when needed. */
	readonly endpoints: () => { readonly grpc: string; readonly http: string };
	/** Lines of the fleet for people. */
	readonly say: (line: string) => void;
	/** Script of the runner; the checkout's own unless a test says otherwise. */
	readonly runner?: string;
}

const RUNNER = fileURLToPath(new URL("../../../e2e/demo/main.ts", import.meta.url));
const NEEDED = ["@opentelemetry/sdk-trace", "@opentelemetry/sdk-metrics", "mqtt"];
/** The line of a script that Node could not run; what Node writes after it (stack, fields, version) says less. */
const THROWN = /^(?:\w*Error)(?: \[\w+\])?: /;
const KEPT_VARIABLES = ["PATH", "HOME", "TMPDIR", "TZ"];

export function createDemoFleet({ endpoints, say, runner = RUNNER }: DemoFleetOptions): DemoFleet {
	const isInstalled = hasFleet(runner);
	let state: FleetStatus["state"] = isInstalled ? "stopped" : "absent";
	let incident: DemoIncident | null = null;
	let message = "";
	let running: { readonly child: ChildProcess; readonly exited: Promise<void> } | undefined;
	let isStopping = false;

	function onExit(reason: string): void {
		state = isStopping ? "stopped" : "failed";
		message = isStopping ? "" : reason;
		if (!isStopping) say(`the demo fleet ended: ${reason}`);
		incident = null;
		running = undefined;
	}

	return {
		status: () => {
			const { grpc, http } = endpoints();
			return { state, command: `npm run demo -- --endpoint ${grpc} --http-endpoint ${http}`, incident, message };
		},
		start: (wanted) => {
			if (!isInstalled) throw new SpanglassError("unsupported", "the demo fleet is not part of this installation");
			if (running !== undefined) throw new SpanglassError("conflict", "the demo fleet runs already");
			const { grpc, http } = endpoints();
			const child = spawnRunner([runner, "--endpoint", grpc, "--http-endpoint", http, "--incident", wanted]);
			state = "starting";
			incident = wanted;
			message = "";
			isStopping = false;
			let complaint = "";
			for (const stream of [child.stdout, child.stderr]) {
				if (stream === null) continue;
				createInterface({ input: stream }).on("line", (line) => {
					if (line === "") return;
					if (stream === child.stderr && !THROWN.test(complaint)) complaint = line;
					say(line);
				});
			}
			child.on("message", () => {
				if (state === "starting") state = "running";
			});
			const exited = new Promise<void>((resolve) => {
				const settle = (reason: string): void => {
					if (running?.child === child) onExit(reason);
					resolve();
				};
				child.once("error", (error) => settle(error.message));
				child.once("close", (code, signal) => settle(complaint || `exit ${code ?? signal}`));
			});
			running = { child, exited };
		},
		stop: async (graceMs) => {
			if (running === undefined) return;
			isStopping = true;
			const { child, exited } = running;
			child.kill("SIGTERM");
			const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
			await exited;
			clearTimeout(timer);
		},
	};
}

/** The channel tells the collector that the fleet is up, and the fleet that the collector is gone. */
function spawnRunner(argv: readonly string[]): ChildProcess {
	const env = Object.fromEntries(KEPT_VARIABLES.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
	return spawn(process.execPath, argv, { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
}

function hasFleet(runner: string): boolean {
	if (!existsSync(runner)) return false;
	const { resolve } = createRequire(runner);
	try {
		return NEEDED.every((name) => resolve(name) !== "");
	} catch {
		return false;
	}
}
