/**
 * Composition root of the process: what is made in which order, and ended in reverse.
 *
 *   configuration ─▶ writer thread (owns the folder, replays) ─▶ query workers ─▶ three ports ─▶ one line "ready"
 *   signal ─▶ stop accepting, finish what is in flight ─▶ query workers ─▶ writer commits and closes ─▶ exit 0
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { API_BASE, PATHS } from "@spanglass/shared/api/paths";
import { messageOf } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { type AlertEngine, createAlertEngine } from "./alerting/start.ts";
import { helpText, type LoadedConfig, loadConfig, printConfig } from "./config/load.ts";
import { type Config, isLoopbackHost } from "./config/schema.ts";
import { createDemoFleet, type DemoFleet } from "./demo/fleet.ts";
import type { BackupPort } from "./http/api/backup.ts";
import type { DemoPort } from "./http/api/demo.ts";
import { HTTP_ROUTES } from "./http/api/routes.ts";
import type { ProcessStatus } from "./http/api/status.ts";
import { ALERTMANAGER_ROUTES } from "./http/compat/alertmanager/routes.ts";
import { JAEGER_ROUTES } from "./http/compat/jaeger/routes.ts";
import { createMainDispatcher, LIVE_NEWS_ROUTE } from "./http/dispatch.ts";
import { LiveFeed, type NewsRequest } from "./http/live-feed.ts";
import { createUiApp, listenUi } from "./http/server.ts";
import { createLive } from "./http/sse.ts";
import type { FromWorker } from "./http/worker-messages.ts";
import { WorkerPool, type WorkerThread } from "./http/worker-pool.ts";
import { createAdmission } from "./ingest/admission.ts";
import { listenGrpc } from "./ingest/otlp-grpc.ts";
import { listenHttp } from "./ingest/otlp-http.ts";
import type { ReceiverContext } from "./ingest/receiver.ts";
import type { QueryWorkerData } from "./query-worker.ts";
import { authority, createListeners, dialHost } from "./self/bind.ts";
import { nanosNow, systemClock } from "./self/clock.ts";
import { collectUnderPressure } from "./self/collect-garbage.ts";
import { setEngineFlags } from "./self/engine-flags.ts";
import { createLog, createThrottledWarn, type Log } from "./self/log.ts";
import { assertNode, exitWith, readVersion } from "./self/process.ts";
import { createRefusalCounters, type RefusalCounters } from "./self/refusals.ts";
import { removeServerAddress, writeServerAddress } from "./self/server-address.ts";
import { createStopHandler } from "./self/stop-signals.ts";
import { onTestDeath } from "./self/test-settings.ts";
import { useTicket } from "./store/sqlite/backup/ticket.ts";
import { databasePathIn } from "./store/sqlite/owner-lock.ts";
import { clearQueriesOf, inFlightBytes, QUERY_SLOTS } from "./store/sqlite/shared-cells.ts";
import { startWriterThread, type WriterThread } from "./store/sqlite/writer/client.ts";
import type { RetentionPolicy } from "./store/sqlite/writer/options.ts";

const PAGE_FOLDER = fileURLToPath(new URL("../../web/dist", import.meta.url));
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
/** What requests in flight get to finish; with the rest of a stop it stays under 10 s. */
const GRACE_MS = 5000;
const STOP_LIMIT_MS = 9500;
/** What the demo fleet gets to send its last telemetry: while the collector stops, and when the demo is removed. */
const DEMO_GRACE_MS = 3500;
const DEMO_REMOVAL_GRACE_MS = 30_000;

interface Endpoints {
	readonly ui: string;
	readonly grpc: string;
	readonly http: string;
}

interface Product {
	readonly endpoints: Endpoints;
	readonly demo: DemoFleet;
	stop(): Promise<void>;
}

/** What the parts share. */
interface Core {
	readonly config: Config;
	readonly version: string;
	readonly log: Log;
	readonly refusals: RefusalCounters;
	readonly writer: WriterThread;
	readonly pool: WorkerPool;
}

process.stdout.on("error", () => undefined);
process.umask(0o077);
setEngineFlags();
await main().catch(exitWith);

async function main(): Promise<void> {
	assertNode(process.versions.node);
	const { env, argv } = process;
	const loaded = loadConfig({ argv: argv.slice(2), env, cwd: env.INIT_CWD ?? process.cwd() });
	if (loaded.command === "start") await run(loaded);
	else if (loaded.command === "help") process.stdout.write(helpText());
	else if (loaded.command === "version") process.stdout.write(`${readVersion()}\n`);
	else process.stdout.write(printConfig(loaded));
}

/** Scripts read it: what is there keeps its place, what comes new stands at the end. */
function readyLine({ ui, grpc, http }: ProcessStatus["endpoints"], folder: string): string {
	return `Spanglass ready  ui ${ui}  otlp/grpc ${grpc}  otlp/http ${http}  data ${folder}\n`;
}

/** A signal while the product starts stops it once it has. */
async function run(loaded: LoadedConfig): Promise<void> {
	const starting = start(loaded);
	let stopping = false;
	const onStop = (): void => {
		stopping = true;
		setTimeout(() => exitWith("the collector did not stop in time"), STOP_LIMIT_MS).unref();
		starting.then((product) => product.stop()).then(() => process.exit(0), exitWith);
	};
	const onSignal = createStopHandler({ onStop, onForce: () => process.exit(1), now: () => performance.now() });
	for (const signal of SIGNALS) process.on(signal, onSignal);
	const { endpoints, demo } = await starting;
	if (stopping) return;
	process.stdout.write(readyLine(endpoints, loaded.config.data));
	if (loaded.config.demo) demo.start("retry-storm");
}

async function start({ config, warnings }: LoadedConfig): Promise<Product> {
	const log = createLog();
	for (const warning of warnings) log.warn(warning);
	const writer = await startWriterThread({
		databasePath: databasePathIn(config.data),
		diskReserveBytes: config.diskReserve === "auto" ? undefined : config.diskReserve,
		retention: retentionOf(config),
		warn: log.warn,
	});
	writer.onExit(exitWith);
	onTestDeath("writer", () => void writer.kill());
	const pool = startPool(writer, log);
	writer.onStarved((bytes) => {
		const ended = pool.endLongRunning(LIMITS.queryTimeoutMs, "the query held what it reads for so long that storing was in danger");
		log.warn(`the write-ahead log has grown to ${bytes} bytes behind a query; ${ended} long-running queries were ended`);
	});
	const core: Core = { config, version: readVersion(), log, refusals: createRefusalCounters(systemClock), writer, pool };
	try {
		await pool.ready();
		return await listen(core);
	} catch (error) {
		pool.close();
		await writer.close();
		throw error;
	}
}

function retentionOf(config: Config): RetentionPolicy {
	const ages = { traces: config["retention.traces"], logs: config["retention.logs"], metrics: config["retention.metrics"] };
	return { ages, totalBytes: config["retention.size"] };
}

async function listen(core: Core): Promise<Product> {
	const { host, grpcPort, httpPort, uiPort } = core.config;
	const ports = { grpc: grpcPort, http: httpPort, ui: uiPort };
	const endpoints = (): Endpoints => ({
		ui: `http://${authority(host, ports.ui)}`,
		grpc: authority(host, ports.grpc),
		http: `http://${authority(host, ports.http)}`,
	});
	const context = createReceiverContext(core, () => ports);
	const feed = await createFeed(core);
	const dial = dialHost(host);
	const alerts = await createAlerts(core, {
		pageUrl: () => core.config.publicUrl ?? `http://${authority(dial, ports.ui)}`,
		ownPorts: () => Object.values(ports),
	});
	const demo = createDemoFleet({
		endpoints: () => ({ grpc: `http://${authority(dial, ports.grpc)}`, http: `http://${authority(dial, ports.http)}` }),
		say: (line) => process.stdout.write(`demo  ${line}\n`),
	});
	const app = createUi(core, feed, { endpoints, demo, alerts });
	const listeners = createListeners();
	try {
		const at = (port: number, what: string, flag: string) => ({ host, port, what, flag });
		ports.grpc = await listeners.open(at(grpcPort, "OTLP/gRPC", "--grpc-port"), (address, port) => listenGrpc(context, address, port));
		ports.http = await listeners.open(at(httpPort, "OTLP/HTTP", "--http-port"), (address, port) => listenHttp(context, address, port));
		ports.ui = await listeners.open(at(uiPort, "page and API", "--ui-port"), (address, port) => listenUi(app, address, port));
		alerts.start();
		writeServerAddress(core.config.data, `http://${authority(dial, ports.ui)}`);
	} catch (error) {
		await listeners.close(0);
		throw error;
	}
	const stop = async (): Promise<void> => {
		removeServerAddress(core.config.data);
		await demo.stop(DEMO_GRACE_MS);
		feed.close();
		await alerts.stop();
		await listeners.close(GRACE_MS);
		core.pool.close();
		await core.writer.close();
	};
	return { endpoints: endpoints(), demo, stop };
}

function createReceiverContext({ config, log, refusals, writer }: Core, ports: ReceiverContext["ports"]): ReceiverContext {
	const warn = createThrottledWarn(log, () => performance.now());
	const admission = createAdmission(LIMITS.inFlightBytes, () => inFlightBytes(writer.cells));
	refusals.subscribe(({ reason }) => {
		if (reason === "overloaded") collectUnderPressure();
	});
	return { writer, admission, refusals, log, warn, allowedHosts: config.allowedHosts, ports, health: () => writer.health() };
}

/** Commits and refusals to live subscribers; what is new is asked of a query worker. */
async function createFeed({ writer, refusals, pool }: Core): Promise<LiveFeed> {
	const findNews = async ({ topic, since, until, q, env }: NewsRequest, signal: AbortSignal): Promise<string> => {
		const params = { topic, since: String(since), until: String(until), q, ...(env === undefined ? {} : { env }) };
		const query = new URLSearchParams(params).toString();
		const request = { routeId: LIVE_NEWS_ROUTE, path: {}, query, accept: "", body: undefined, requestId: "live" };
		const { body } = await pool.query(request, signal);
		if (!(body instanceof Uint8Array)) throw new Error("live news is answered whole");
		return new TextDecoder().decode(body);
	};
	const feed = new LiveFeed((await writer.status()).sequence, { findNews });
	writer.onCommit((summary) => feed.commit(summary));
	refusals.subscribe(({ reason, message }) => feed.refusal(reason, message));
	return feed;
}

interface AlertAddresses {
	readonly pageUrl: () => string;
	readonly ownPorts: () => readonly number[];
}

/** The alert clock; what it asks about telemetry is answered by query workers. */
function createAlerts({ config, writer, pool, log }: Core, { pageUrl, ownPorts }: AlertAddresses): Promise<AlertEngine> {
	return createAlertEngine({
		clock: systemClock,
		writer,
		work: async (routeId, body) => {
			const request = { routeId, path: {}, query: "", accept: "", body, requestId: "alerts" };
			const { body: answer } = await pool.query(request, new AbortController().signal);
			if (!(answer instanceof Uint8Array)) throw new Error("alert work is answered whole");
			return answer;
		},
		history: async () => (await writer.status()).history,
		folder: join(config.data, "rules"),
		pageUrl,
		ownPorts,
		warn: log.warn,
		changed: () => undefined,
	});
}

interface UiParts {
	readonly endpoints: () => Endpoints;
	readonly demo: DemoFleet;
	readonly alerts: AlertEngine;
}

function createUi(core: Core, feed: LiveFeed, { endpoints, demo, alerts }: UiParts): ReturnType<typeof createUiApp> {
	const { config, log, refusals, writer, pool } = core;
	const startedAt = nanosNow(systemClock);
	const process = (): ProcessStatus => ({
		version: core.version,
		startedAt,
		endpoints: endpoints(),
		insecure: !isLoopbackHost(config.host),
		refusedByReason: refusals.byReason(),
		refusals: refusals.recent(),
		queryWorkers: pool.status(),
		residentBytes: globalThis.process.memoryUsage.rss(),
	});
	const status = { process, writer: () => writer.status() };
	return createUiApp({
		query: (request, signal) => pool.query(request, signal),
		main: createMainDispatcher({
			status,
			demo: createDemoPort(demo, writer),
			backup: createBackupPort(config.data, writer),
			appWriter: writer,
			alerts: { clock: alerts.clock, policy: alerts.policy, notify: alerts.notify, now: () => systemClock.now() },
			clock: systemClock,
		}),
		health: () => writer.health(),
		onBug: (error) => log.error("a request failed inside the collector", { err: error.cause ?? error }),
		allowedHosts: config.allowedHosts,
		pageFolder: PAGE_FOLDER,
		apiRoutes: HTTP_ROUTES,
		jaegerRoutes: JAEGER_ROUTES,
		alertmanagerRoutes: ALERTMANAGER_ROUTES,
		livePath: API_BASE + PATHS.live,
		live: createLive(feed),
	});
}

function createDemoPort(fleet: DemoFleet, writer: WriterThread): DemoPort {
	return {
		status: fleet.status,
		start: fleet.start,
		stop: () => fleet.stop(DEMO_REMOVAL_GRACE_MS),
		removeData: () => writer.removeDemo(),
	};
}

function createBackupPort(folder: string, writer: WriterThread): BackupPort {
	return { create: async (ticket) => writer.backup(useTicket(folder, ticket)) };
}

function startPool(writer: WriterThread, log: Log): WorkerPool {
	const threads = new Map<number, Worker>();
	const pool = new WorkerPool({
		size: Math.min(Math.max(2, availableParallelism() - 1), QUERY_SLOTS / LIMITS.queriesPerWorker),
		spawn: (index, cells, events) => {
			const attachment = writer.attachReader();
			const workerData: QueryWorkerData = { owner: index + 1, cells, attachment };
			const worker = new Worker(new URL("./query-worker.ts", import.meta.url), { workerData, transferList: [attachment.port] });
			threads.set(index, worker);
			let reason = "it ended";
			worker.on("message", (message: FromWorker) => events.onMessage(message));
			worker.on("error", (error) => {
				reason = messageOf(error);
			});
			worker.on("exit", () => events.onExit(reason));
			const thread: WorkerThread = { post: (message) => worker.postMessage(message), terminate: () => void worker.terminate() };
			return thread;
		},
		onWorkerExit: (index, reason) => {
			clearQueriesOf(writer.cells, index + 1);
			log.warn(`query worker ${index} stopped (${reason}); it is started again`);
		},
		onBug: ({ message, stack }) => log.error("a query failed inside the collector", { message, stack }),
		onGiveUp: (reason) => exitWith(`query workers stopped more than 5 times within a minute: ${reason}`),
	});
	writer.onReplaced(() => {
		log.warn("query workers are made anew: the database is another file");
		for (const thread of threads.values()) void thread.terminate();
	});
	onTestDeath("query", () => {
		const [busiest] = pool.status().toSorted((left, right) => right.running - left.running);
		void threads.get(busiest?.id ?? 0)?.terminate();
	});
	return pool;
}
