/** The processes of the fleet: started, told what to do, stopped in order; none is started again by itself. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Endpoints, ExportCounts, Fault, FromChild, InfraName, Instance, ServiceName, ToChild, TruthEntry } from "./instance.ts";
import { createPlanner, PLAN, STOP_ORDER } from "./plan.ts";
import { createRandom } from "./random.ts";

export interface FleetOptions {
	readonly endpoints: Endpoints;
	readonly seed: number;
	readonly bank: string;
	readonly amqpUrl: string | undefined;
	readonly metricIntervalMs: number;
	readonly onTruth: (entry: TruthEntry) => void;
	/** A line for people. */
	readonly say: (line: string) => void;
}

export interface Member {
	readonly instance: Instance;
	readonly port: number;
	readonly counts: ExportCounts;
	/** `lost` = killed: what it had not exported yet is gone, and its counts may lag. */
	readonly state: "up" | "stopping" | "stopped" | "lost";
}

export interface Fleet {
	members(): readonly Member[];
	up(service: ServiceName): readonly Member[];
	start(service: ServiceName, version: string): Promise<Member>;
	/** Stop one instance: it leaves the registry, finishes and flushes. */
	stop(id: string): Promise<void>;
	/** SIGKILL: no farewell to the registry, nothing flushed. */
	lose(id: string): Promise<void>;
	setFault(service: ServiceName, fault: Fault): void;
	stopAll(): Promise<void>;
}

interface Process {
	readonly child: ChildProcess;
	readonly exited: Promise<void>;
}

interface Running extends Process {
	member: Member;
}

const NO_COUNTS: ExportCounts = { spans: 0, logRecords: 0, metricPoints: 0, failed: 0 };
/** After this a process that does not end is killed, and that is said. */
const STOP_MS = 15_000;
/** A loaded machine takes its time; the first start ever also fills the cache of compiled code, alone, for all others. */
const START_MS = 120_000;

export async function startFleet(options: FleetOptions): Promise<Fleet> {
	const { say } = options;
	const running = new Map<string, Running>();
	const plan = createPlanner(options.seed);
	const random = createRandom(options.seed + 1);
	const infra = new Map<InfraName, Process>();
	const registry = `http://127.0.0.1:${await startInfra("registry")}`;
	const broker = options.amqpUrl ?? `mqtt://127.0.0.1:${await startInfra("broker")}`;

	async function startInfra(name: InfraName): Promise<number> {
		const started = spawnNode(["infra-process.ts", name], {});
		infra.set(name, started);
		return readyPort(started, name, () => undefined);
	}

	async function start(service: ServiceName, version: string): Promise<Member> {
		const { endpoints, bank, metricIntervalMs } = options;
		const instance: Instance = {
			...plan(service, version),
			endpoints,
			seed: random.below(1_000_000_000),
			registry,
			broker,
			bank,
			metricIntervalMs,
		};
		const started = spawnNode(["service-process.ts"], { DEMO_INSTANCE: JSON.stringify(instance) });
		const entry: Running = { ...started, member: { instance, port: 0, counts: NO_COUNTS, state: "up" } };
		const update = (change: Partial<Member>): void => {
			entry.member = { ...entry.member, ...change };
		};
		running.set(instance.id, entry);
		void started.exited.then(() => {
			const { state } = entry.member;
			if (state === "up") say(`${service} ${instance.id} ended by itself (exit ${started.child.exitCode ?? started.child.signalCode})`);
			update({ state: state === "stopping" ? "stopped" : "lost" });
		});
		const port = await readyPort(started, `${service} ${instance.id}`, (message) => {
			if (message.type === "counts") update({ counts: message.counts });
			else if (message.type === "truth") options.onTruth(message.entry);
		});
		update({ port });
		return entry.member;
	}

	async function stop(id: string): Promise<void> {
		const entry = running.get(id);
		if (entry === undefined || entry.member.state !== "up") return;
		entry.member = { ...entry.member, state: "stopping" };
		tell(entry.child, { type: "stop" });
		const timer = setTimeout(() => {
			say(`${entry.member.instance.service} ${id} did not stop within ${STOP_MS / 1000} s and was killed`);
			entry.child.kill("SIGKILL");
		}, STOP_MS);
		await entry.exited;
		clearTimeout(timer);
	}

	const members = () => [...running.values()].map(({ member }) => member);
	const up = (service: ServiceName) => members().filter(({ instance, state }) => instance.service === service && state === "up");
	const fleet: Fleet = {
		members,
		up,
		start,
		stop,
		lose: async (id) => {
			const entry = running.get(id);
			if (entry === undefined) return;
			entry.member = { ...entry.member, state: "lost" };
			entry.child.kill("SIGKILL");
			await entry.exited;
		},
		setFault: (service, fault) => {
			for (const { member, child } of running.values()) {
				if (member.instance.service === service && member.state === "up") tell(child, { type: "fault", fault });
			}
		},
		stopAll: async () => {
			fleet.setFault("fulfil", "none");
			for (const services of STOP_ORDER) {
				await Promise.all(services.flatMap(up).map(({ instance }) => stop(instance.id)));
			}
			for (const { child, exited } of infra.values()) {
				child.kill();
				await exited;
			}
		},
	};
	const [first, ...rest] = PLAN.flatMap(({ service, versions }) => versions.map((version) => ({ service, version })));
	if (first !== undefined) await start(first.service, first.version);
	await Promise.all(rest.map(({ service, version }) => start(service, version)));
	return fleet;
}

const children = new Set<ChildProcess>();

/** SIGKILL to every process that was started and has not ended. */
export function killFleet(): void {
	for (const child of children) child.kill("SIGKILL");
}

/** Compiled code of the packages is kept here: it halves the time and the memory of a start. */
const COMPILE_CACHE = join(import.meta.dirname, "../../node_modules/.cache/demo");

/** Only what Node needs from the environment, and what is handed in. */
function spawnNode([file = "", ...args]: readonly string[], env: Readonly<Record<string, string>>): Process {
	const { PATH, HOME, TMPDIR, TZ } = process.env;
	const kept = Object.fromEntries(Object.entries({ PATH, HOME, TMPDIR, TZ }).filter(([, value]) => value !== undefined));
	const child = spawn(process.execPath, ["--max-semi-space-size=2", join(import.meta.dirname, file), ...args], {
		env: { ...kept, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
		stdio: ["ignore", "ignore", "inherit", "ipc"],
	});
	children.add(child);
	const exited = new Promise<void>((resolve) => {
		child.once("exit", () => resolve());
		child.once("error", () => resolve());
	});
	void exited.then(() => children.delete(child));
	return { child, exited };
}

/** Waits for the message that names the port; the listener stays for all later messages. */
function readyPort({ child, exited }: Process, what: string, onMessage: (message: FromChild) => void): Promise<number> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`${what} was not ready within ${START_MS / 1000} s`)), START_MS);
		child.on("message", (message: FromChild) => {
			onMessage(message);
			if (message.type !== "ready") return;
			clearTimeout(timer);
			resolve(message.port);
		});
		void exited.then(() => {
			clearTimeout(timer);
			reject(new Error(`${what} ended before it was ready`));
		});
	});
}

/** A child that is about to be gone does not hear it. */
function tell(child: ChildProcess, message: ToChild): void {
	if (child.connected) child.send(message, () => undefined);
}
