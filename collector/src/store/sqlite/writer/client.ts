/**
 * The writer as main sees it: a thread behind the interfaces of the store. A thread that dies is replaced; what it had not acknowledged
 * is refused with `unavailable`, what it had is in the journal and is replayed by the next one.
 */
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { errorFromFields, messageOf, SpanglassError } from "@spanglass/shared/model/errors";
import type { Signal } from "@spanglass/shared/model/signal";
import { ownedBytes } from "../../../self/owned-bytes.ts";
import { Restarts } from "../../../self/restarts.ts";
import type { AlertWriter } from "../../api/alert-store.ts";
import type { AppWriter } from "../../api/app-store.ts";
import type { CommitSummary, IngestRequest, IngestResult } from "../../api/ingest-request.ts";
import type { BackupRecord, HealthReason } from "../../api/storage-health.ts";
import type { TelemetryWriter } from "../../api/telemetry-store.ts";
import type { WriterStatus } from "../../api/writer-status.ts";
import { takeOwnerLock } from "../owner-lock.ts";
import type { WriterChanged } from "../reader-port.ts";
import { addInFlight, createCells, currentIncarnation, raiseIncarnation, type SharedCells } from "../shared-cells.ts";
import { admit } from "./admission.ts";
import { RETENTION, type RetentionPolicy, WRITER_LIMITS } from "./options.ts";
import type { CallName, FromWriter, Outcome, ToWriter, WriterThreadData } from "./thread-messages.ts";

/** What a query worker needs; `port` is to be transferred to it and lives through restarts of the writer. */
export interface ReaderAttachment {
	readonly port: MessagePort;
	readonly cells: SharedArrayBuffer;
	readonly databasePath: string;
}

export interface WriterThread extends TelemetryWriter, AppWriter, AlertWriter {
	readonly cells: SharedCells;
	attachReader(): ReaderAttachment;
	/** Copy the database into a new file while everything goes on; see `StorageWatch.backup`. */
	backup(path: string): Promise<BackupRecord>;
	/** Why the product is degraded at this moment; empty when nothing is wrong. */
	health(): readonly (HealthReason | "writer_starting")[];
	/** Called once when the writer died too often to go on: the sentence to exit with. */
	onExit(listener: (reason: string) => void): void;
	/** Called when the database was set aside and another file has its name: readers have to be made anew. */
	onReplaced(listener: () => void): void;
	/** Called while a reader keeps the WAL, now of `bytes`, from being used again: long queries are to be ended. */
	onStarved(listener: (bytes: number) => void): void;
	/** End the thread as a crash would, for tests of what follows. */
	kill(): Promise<void>;
}

export interface WriterThreadOptions {
	readonly databasePath: string;
	/** See `SqliteWriterOptions`. */
	readonly diskReserveBytes?: number | undefined;
	readonly retention?: RetentionPolicy;
	readonly warn?: (message: string) => void;
}

interface Pending {
	readonly resolve: (result: unknown) => void;
	readonly reject: (error: SpanglassError) => void;
}

const RETRY_AFTER_MS = 1000;

function unavailable(message: string): SpanglassError {
	return new SpanglassError("unavailable", message, { advice: "Send it again after the time given.", retryAfterMs: RETRY_AFTER_MS });
}

class WriterClient implements WriterThread {
	readonly cells = createCells();
	readonly #options: WriterThreadOptions;
	readonly #lock: { release(): void };
	readonly #restarts = new Restarts();
	readonly #pending = new Map<number, Pending>();
	readonly #commitListeners = new Set<(summary: CommitSummary) => void>();
	/** Main's ends of the readers' ports. */
	readonly #readers = new Set<MessagePort>();
	readonly #starvedListeners: ((bytes: number) => void)[] = [];
	#exitListeners: ((reason: string) => void)[] = [];
	#outbox: { readonly id: number; readonly request: IngestRequest }[] = [];
	#flush: NodeJS.Immediate | undefined;
	#restart: NodeJS.Timeout | undefined;
	#worker: Worker | undefined;
	#ready = false;
	/** The first writer was ready: from then on a dead one is replaced. */
	#started = false;
	#nextId = 1;
	#health: readonly HealthReason[] = [];
	readonly #replacedListeners = new Set<() => void>();
	#closing: Promise<void> | undefined;

	constructor(options: WriterThreadOptions) {
		this.#options = options;
		this.#lock = takeOwnerLock(options.databasePath);
	}

	/** Start the first writer. Rejects with its error when it cannot start at all. */
	async start(): Promise<void> {
		try {
			await this.#startWorker();
			this.#started = true;
		} catch (error) {
			this.#closing = Promise.resolve();
			await this.#worker?.terminate();
			this.#lock.release();
			throw error;
		}
	}

	ingest(request: IngestRequest): Promise<IngestResult> {
		return this.#request<IngestResult>((id) => {
			admit(this.cells, request.body.length, WRITER_LIMITS);
			this.#outbox.push({ id, request: { ...request, body: ownedBytes(request.body) } });
			this.#flush ??= setImmediate(() => this.#postRequests());
		});
	}

	onCommit(listener: (summary: CommitSummary) => void): () => void {
		this.#commitListeners.add(listener);
		return () => this.#commitListeners.delete(listener);
	}

	status(): Promise<WriterStatus> {
		return this.#call("status", []);
	}

	removeDemo(): Promise<Readonly<Record<Signal, number>>> {
		return this.#call("removeDemo", []);
	}

	backup(path: string): Promise<BackupRecord> {
		return this.#call("backup", [path]);
	}

	putSetting(key: string, json: unknown, version: number): Promise<number> {
		return this.#call("putSetting", [key, json, version]);
	}

	putDocument(...given: Parameters<AppWriter["putDocument"]>): Promise<number> {
		return this.#call("putDocument", given);
	}

	deleteDocument(kind: string, id: string, version: number): Promise<void> {
		return this.#call("deleteDocument", [kind, id, version]);
	}

	loadAlerts(resolvedAfter: number): ReturnType<AlertWriter["loadAlerts"]> {
		return this.#call("loadAlerts", [resolvedAfter]);
	}

	commitAlerts(...given: Parameters<AlertWriter["commitAlerts"]>): ReturnType<AlertWriter["commitAlerts"]> {
		return this.#call("commitAlerts", given);
	}

	pinEvidence(...given: Parameters<AlertWriter["pinEvidence"]>): Promise<void> {
		return this.#call("pinEvidence", given);
	}

	readIncident(id: number): ReturnType<AlertWriter["readIncident"]> {
		return this.#call("readIncident", [id]);
	}

	listDue(...given: Parameters<AlertWriter["listDue"]>): ReturnType<AlertWriter["listDue"]> {
		return this.#call("listDue", given);
	}

	settleOutbox(...given: Parameters<AlertWriter["settleOutbox"]>): Promise<void> {
		return this.#call("settleOutbox", given);
	}

	pruneAlerts(...given: Parameters<AlertWriter["pruneAlerts"]>): Promise<void> {
		return this.#call("pruneAlerts", given);
	}

	attachReader(): ReaderAttachment {
		const { port1: ours, port2: theirs } = new MessageChannel();
		this.#readers.add(ours);
		ours.on("close", () => this.#readers.delete(ours));
		ours.unref();
		if (this.#worker !== undefined) {
			const port = this.#openWriterPort(ours);
			this.#worker.postMessage({ type: "reader", port } satisfies ToWriter, [port]);
		}
		return { port: theirs, cells: this.cells.buffer, databasePath: this.#options.databasePath };
	}

	health(): readonly (HealthReason | "writer_starting")[] {
		return this.#ready ? this.#health : ["writer_starting", ...this.#health];
	}

	onExit(listener: (reason: string) => void): void {
		this.#exitListeners.push(listener);
	}

	onReplaced(listener: () => void): void {
		this.#replacedListeners.add(listener);
	}

	onStarved(listener: (bytes: number) => void): void {
		this.#starvedListeners.push(listener);
	}

	async kill(): Promise<void> {
		await this.#worker?.terminate();
	}

	close(): Promise<void> {
		this.#closing ??= this.#close();
		return this.#closing;
	}

	async #close(): Promise<void> {
		clearTimeout(this.#restart);
		if (this.#ready) {
			this.#postRequests();
			await this.#send<void>("close", []).catch(() => undefined);
		}
		this.#ready = false;
		await this.#worker?.terminate();
		for (const port of this.#readers) port.close();
		this.#lock.release();
	}

	#call<Result>(name: CallName, given: readonly unknown[]): Promise<Result> {
		return this.#closing ? Promise.reject(unavailable("the collector is stopping")) : this.#send(name, given);
	}

	#send<Result>(name: CallName, given: readonly unknown[]): Promise<Result> {
		return this.#await<Result>((id) => this.#worker?.postMessage({ type: "call", id, name, arguments: given } satisfies ToWriter));
	}

	#request<Result>(post: (id: number) => void): Promise<Result> {
		return this.#closing ? Promise.reject(unavailable("the collector is stopping")) : this.#await(post);
	}

	/** `post` may throw: then nothing is awaited. */
	async #await<Result>(post: (id: number) => void): Promise<Result> {
		if (!this.#ready) throw unavailable("the writer is starting again");
		const id = this.#nextId++;
		post(id);
		const { promise, resolve, reject } = Promise.withResolvers<unknown>();
		this.#pending.set(id, { resolve, reject });
		return (await promise) as Result;
	}

	#postRequests(): void {
		const items = this.#outbox;
		this.#outbox = [];
		clearImmediate(this.#flush);
		this.#flush = undefined;
		if (items.length === 0) return;
		const bodies = items.map(({ request }) => request.body.buffer as ArrayBuffer);
		try {
			this.#worker?.postMessage({ type: "requests", items } satisfies ToWriter, bodies);
		} catch (error) {
			for (const { id, request } of items) this.#refuseUnsent(id, request, error);
		}
	}

	/** A body whose buffer was handed in twice cannot be handed over; that must not end main. */
	#refuseUnsent(id: number, request: IngestRequest, cause: unknown): void {
		addInFlight(this.cells, -request.body.length);
		this.#pending.get(id)?.reject(new SpanglassError("internal", "the request could not be handed to the writer", { cause }));
		this.#pending.delete(id);
	}

	/** A direct port between the next writer and a reader; the reader learns of it before that writer can publish anything. */
	#openWriterPort(reader: MessagePort): MessagePort {
		const { port1, port2 } = new MessageChannel();
		const change: WriterChanged = { type: "writer", incarnation: currentIncarnation(this.cells), port: port2 };
		reader.postMessage(change, [port2]);
		return port1;
	}

	/** Resolves when the writer is ready, rejects when it could not start or died before. */
	#startWorker(): Promise<void> {
		const readers = [...this.#readers].map((reader) => this.#openWriterPort(reader));
		const { databasePath, diskReserveBytes, retention = RETENTION } = this.#options;
		const data: WriterThreadData = { databasePath, diskReserveBytes, cells: this.cells.buffer, readers, retention };
		const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: data, transferList: readers });
		this.#worker = worker;
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		let reason = "it ended";
		worker.on("message", (message: FromWriter) => {
			if (message.type === "ready") {
				this.#ready = true;
				resolve();
			} else if (message.type === "failed") {
				reason = message.error.message;
				reject(errorFromFields(message.error));
				void worker.terminate();
			} else this.#hear(message);
		});
		worker.on("error", (error) => {
			reason = messageOf(error);
		});
		worker.on("exit", () => {
			reject(unavailable(`the writer could not start: ${reason}`));
			this.#writerGone(reason);
		});
		return promise;
	}

	#hear(message: Exclude<FromWriter, { readonly type: "ready" | "failed" }>): void {
		if (message.type === "outcomes") for (const outcome of message.items) this.#settle(outcome);
		else if (message.type === "summary") for (const listener of this.#commitListeners) listener(message.summary);
		else if (message.type === "replaced") for (const listener of this.#replacedListeners) listener();
		else if (message.type === "health") this.#health = message.reasons;
		else if (message.type === "starved") for (const listener of this.#starvedListeners) listener(message.bytes);
		else this.#options.warn?.(message.message);
	}

	#settle(outcome: Outcome): void {
		const pending = this.#pending.get(outcome.id);
		this.#pending.delete(outcome.id);
		if (outcome.error === undefined) pending?.resolve(outcome.result);
		else pending?.reject(errorFromFields(outcome.error));
	}

	#writerGone(reason: string): void {
		this.#ready = false;
		this.#outbox = [];
		raiseIncarnation(this.cells);
		for (const { reject } of this.#pending.values()) reject(unavailable("the writer stopped before the request was stored"));
		this.#pending.clear();
		if (this.#closing || !this.#started) return;
		this.#options.warn?.(`the writer stopped (${reason}); it is started again`);
		const delay = this.#restarts.next(performance.now());
		if (delay === undefined) this.#giveUp(reason);
		else this.#restart = setTimeout(() => void this.#startWorker().catch(() => undefined), delay);
	}

	#giveUp(reason: string): void {
		for (const listener of this.#exitListeners) listener(`The writer stopped more than 5 times within a minute: ${reason}.`);
		this.#exitListeners = [];
	}
}

/**
 * Own the data folder, start the writer thread and wait until it has replayed the journal.
 *
 * Throws  what `createSqliteWriter` throws.
 */
export async function startWriterThread(options: WriterThreadOptions): Promise<WriterThread> {
	const client = new WriterClient(options);
	await client.start();
	return client;
}
