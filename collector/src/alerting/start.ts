/** The alert clock of the running product: started with what is stored, ticking, its folder watched, its old things deleted. */
import { messageOf } from "@spanglass/shared/model/errors";
import type { AlertWriter } from "../store/api/alert-store.ts";
import type { IngestHistory } from "../store/api/ingest-activity.ts";
import { AlertClock, RECENT_MS } from "./alert-clock.ts";
import { type EvaluationAnswer, type EvaluationRequest, ingestToJson } from "./evaluation.ts";
import { evidenceFromBytes } from "./evidence/frame.ts";
import type { EvidenceRequest } from "./evidence/wanted-evidence.ts";
import { createNotify, type NotifyDesk } from "./notify/start.ts";
import type { AlertPolicy } from "./policy.ts";
import { createRuleFolder } from "./rule-folder.ts";

export interface AlertEnginePorts {
	/** Unix milliseconds. */
	readonly clock: { now(): number };
	readonly writer: AlertWriter;
	/** Ask a query worker; result: the bytes of its answer. */
	work(routeId: "alert-evaluate" | "alert-evidence", body: Uint8Array): Promise<Uint8Array>;
	history(): Promise<IngestHistory>;
	/** DATA/rules. */
	readonly folder: string;
	/** Of the page, for links in messages. */
	readonly pageUrl: () => string;
	/** Ports that the product listens on: messages never go there. */
	readonly ownPorts: () => readonly number[];
	readonly warn: (message: string) => void;
	readonly changed: () => void;
}

export interface AlertEngine {
	readonly clock: AlertClock;
	readonly policy: AlertPolicy;
	readonly notify: NotifyDesk;
	/** Begin to look at rules, and to send messages. */
	start(): void;
	/** Nothing is looked at any more; resolves when nothing is under way, and after two seconds. */
	stop(): Promise<void>;
}

const TICK_MS = 1000;
const FOLDER_MS = 5000;
/** What is under way gets so long to finish when the product stops. */
const STOP_MS = 2000;
const PRUNE_MS = 3_600_000;
const KEPT_MS = 400 * 86_400_000;
/** Of all traces of evidence. */
const PINNED_BYTES = 512 * 1024 * 1024;

export async function createAlertEngine(ports: AlertEnginePorts): Promise<AlertEngine> {
	const { writer, warn } = ports;
	const memory = await writer.loadAlerts(ports.clock.now() - RECENT_MS);
	const notify = createNotify(memory, { ...ports, incidents: () => clock.incidents });
	const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
	const clock: AlertClock = new AlertClock(memory, {
		...ports,
		policy: notify.policy,
		wake: notify.wake,
		evaluate: async (request) => {
			const needsIngest = request.rules.some(({ rule }) => rule.condition.kind === "ingestRejecting");
			const full: EvaluationRequest = needsIngest ? { ...request, ingest: ingestToJson(await ports.history()) } : request;
			return JSON.parse(new TextDecoder().decode(await ports.work("alert-evaluate", encode(full)))) as EvaluationAnswer;
		},
		collect: async (request: EvidenceRequest) => evidenceFromBytes(await ports.work("alert-evidence", encode(request))),
	});
	const folder = createRuleFolder(ports.folder);
	const readFolder = async (): Promise<void> => {
		const read = await folder.read();
		if (read !== undefined) await clock.setFileRules(read.rules, read.faults);
		for (const { file, line, message } of read?.faults ?? []) warn(`rules/${file}:${line}: ${message}`);
	};
	const prune = (): void => {
		notify.prune();
		void writer
			.pruneAlerts(ports.clock.now() - KEPT_MS, PINNED_BYTES)
			.catch((error: unknown) => warn(`deleting old alerts failed: ${messageOf(error)}`));
	};
	await readFolder();
	await clock.start();
	const timers: NodeJS.Timeout[] = [];
	return {
		clock,
		policy: notify.policy,
		notify: notify.desk,
		start: () => {
			notify.start();
			timers.push(
				setInterval(() => void clock.tick(), TICK_MS),
				setInterval(() => void readFolder().catch(() => undefined), FOLDER_MS),
				setInterval(prune, PRUNE_MS),
			);
		},
		stop: async () => {
			for (const timer of timers) clearInterval(timer);
			// Evidence that is being collected is collected again after the next start.
			const { promise: late, resolve } = Promise.withResolvers<void>();
			const timer = setTimeout(resolve, STOP_MS);
			await Promise.race([clock.settled(), late]);
			clearTimeout(timer);
			await notify.stop();
		},
	};
}
