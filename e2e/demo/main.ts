/**
 * The runner of the demo fleet: starts the processes, plays the users, lets the incident happen, and at the end says what was exported.
 *
 * Standard output is for people. The truth about calls goes to a side file only, never into telemetry.
 */
import { createWriteStream } from "node:fs";
import { startBank } from "./bank.ts";
import { type Fleet, killFleet, startFleet } from "./fleet.ts";
import { createIncident } from "./incidents.ts";
import type { TruthEntry } from "./instance.ts";
import { type DemoOptions, HELP, readOptions } from "./options.ts";
import { createRandom } from "./random.ts";
import { exportTable } from "./report.ts";
import { startUsers, type Users } from "./users.ts";

/** An incident lasts this long, then as long it is quiet, and so on. */
const PHASE_MS = 600_000;
const METRIC_INTERVAL_MS = 5000;

process.stdout.on("error", () => undefined);
await main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
});

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2), process.env);
	if (options === undefined) process.stdout.write(HELP);
	else await run(options);
}

async function run(options: DemoOptions): Promise<void> {
	const stop = watchForStop();
	const truth = openTruth(options.truthFile);
	const bank = await startBank(createRandom(options.seed + 2));
	const { endpoints, seed, amqpUrl } = options;
	const metricIntervalMs = METRIC_INTERVAL_MS;
	say(`starting the fleet, telemetry to ${endpoints.grpc} and ${endpoints.http}`);
	const starting = startFleet({ endpoints, seed, bank: bank.url, amqpUrl, metricIntervalMs, onTruth: truth.write, say });
	const fleet = await Promise.race([starting, stop.asked]);
	if (fleet === undefined) return endWhileStarting();
	for (const { instance, port } of fleet.members()) {
		const place = port === 0 ? "consumes" : `127.0.0.1:${port}`;
		say(`  ${instance.service.padEnd(10)} ${instance.version.padEnd(4)} ${instance.id}  ${place.padEnd(16)} ${instance.protocol}`);
	}
	const addUsers = (client: string | undefined, rate: number): Users =>
		startUsers({ rate, seed, client, gateways: () => fleet.up("gateway").map(({ port }) => `127.0.0.1:${port}`), tell: truth.write });
	const users = addUsers(undefined, options.rate);
	say(`demo running  ${options.rate} requests/s  gateway http://127.0.0.1:${fleet.up("gateway")[0]?.port}`);
	process.send?.({ type: "running" });
	const endIncident = playIncident(options, fleet, addUsers);
	if (options.seconds > 0) setTimeout(stop.ask, options.seconds * 1000);
	await stop.asked;
	say("stopping: users, then services from the front to the back");
	await endIncident();
	await users.stop();
	await fleet.stopAll();
	bank.close();
	await truth.close();
	say(`\n${exportTable(fleet.members())}`);
	process.exit(0);
}

/** Nothing was exported that would have to be finished. */
function endWhileStarting(): never {
	killFleet();
	say("stopped while it was starting");
	process.exit(0);
}

/** Answers what cancels it; an incident that is under way when the fleet stops is not undone. */
function playIncident(
	{ incident: name, incidentAfterSeconds }: DemoOptions,
	fleet: Fleet,
	addUsers: (client: string, rate: number) => Users,
): () => Promise<void> {
	const incident = createIncident(name);
	if (incident === undefined) return async () => undefined;
	const extra: Users[] = [];
	const addExtra = (client: string, rate: number): Users => {
		const users = addUsers(client, rate);
		extra.push(users);
		return users;
	};
	const ports = { fleet, say, addUsers: addExtra };
	let step = Promise.resolve();
	let timer: NodeJS.Timeout;
	const play = (isBegin: boolean): void => {
		say(isBegin ? `incident: ${incident.announcement}` : `the incident ends: ${name}`);
		step = (isBegin ? incident.begin(ports) : incident.end(ports)).catch((error: Error) => say(`the incident failed: ${error.message}`));
		timer = setTimeout(() => play(!isBegin), PHASE_MS);
	};
	say(`${incident.announcement} in ${incidentAfterSeconds} s`);
	timer = setTimeout(() => play(true), incidentAfterSeconds * 1000);
	return async () => {
		clearTimeout(timer);
		await step;
		await Promise.all(extra.map((users) => users.stop()));
	};
}

interface Stop {
	/** Resolves when a signal, the end of the parent or `ask` wants the fleet to stop. */
	readonly asked: Promise<void>;
	readonly ask: () => void;
}

/** A second signal a second later ends the runner at once; its children then stop because their channel is gone. */
function watchForStop(): Stop {
	const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
	let firstAt: number | undefined;
	const onSignal = (): void => {
		firstAt ??= performance.now();
		if (performance.now() - firstAt > 1000) process.exit(1);
		ask();
	};
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
	process.on("disconnect", ask);
	const parent = process.ppid;
	setInterval(() => process.ppid !== parent && ask(), 500).unref();
	return { asked, ask };
}

interface Truth {
	write(entry: TruthEntry): void;
	close(): Promise<void>;
}

function openTruth(file: string | undefined): Truth {
	if (file === undefined) return { write: () => undefined, close: async () => undefined };
	const stream = createWriteStream(file, { flags: "w" });
	return {
		write: (entry) => void stream.write(`${JSON.stringify({ time: Date.now(), ...entry })}\n`),
		close: () => new Promise((resolve) => stream.end(resolve)),
	};
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}
