/**
 * Main's half of the query pool: gives queries to workers, cancels them when the client goes, answers for workers that die, and starts
 * them again. It knows threads only as ports, so that tests need none.
 */
import { type ErrorFields, errorFromFields, SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { Restarts } from "../self/restarts.ts";
import type { Answer, QueryRequest } from "./answer.ts";
import { type ChunkStream, createChunkStream } from "./chunk-stream.ts";
import type { FromWorker, HeadMessage, ToWorker } from "./worker-messages.ts";

/** One thread. `onExit` is called once, also when it could not start. */
export interface WorkerThread {
	post(message: ToWorker): void;
	terminate(): void;
}

export interface WorkerEvents {
	onMessage(message: FromWorker): void;
	onExit(reason: string): void;
}

export interface PoolOptions {
	readonly size: number;
	/** Start thread number `index` (0 … size−1). It owns the cells [index · n, (index + 1) · n) with n = LIMITS.queriesPerWorker. */
	readonly spawn: (index: number, cells: Int32Array<SharedArrayBuffer>, events: WorkerEvents) => WorkerThread;
	/** A thread died and its queries were answered; before the next one starts. */
	readonly onWorkerExit: (index: number, reason: string) => void;
	/** A query failed by a bug. */
	readonly onBug: (error: ErrorFields) => void;
	/** Threads die faster than restarting helps. */
	readonly onGiveUp: (reason: string) => void;
}

export interface WorkerStatus {
	readonly id: number;
	readonly alive: boolean;
	readonly running: number;
	readonly restarts: number;
}

const QUERIES_PER_WORKER = LIMITS.queriesPerWorker;
/** A worker that is silent so long after its query's deadline is stuck in one call. */
const STUCK_MS = 5000;
/** Until a worker that was ended because of that is started again. Such an end says nothing about the thread: it never makes the pool give up. */
const AFTER_STUCK_MS = 100;

interface Query {
	readonly id: number;
	readonly request: QueryRequest;
	readonly deadline: number;
	readonly resolve: (answer: Answer) => void;
	readonly reject: (error: SpanglassError) => void;
	/** When a worker began it. */
	startedAt: number;
	slot: number;
	stream: ChunkStream | undefined;
	timer: NodeJS.Timeout | undefined;
}

interface Worker {
	readonly index: number;
	readonly queries: Map<number, Query>;
	readonly freeSlots: number[];
	thread: WorkerThread | undefined;
	alive: boolean;
	/** It was ended because of a stuck query. */
	isEnded: boolean;
	restarts: number;
	/** Messages and exits of earlier threads are ignored. */
	generation: number;
}

export class WorkerPool {
	readonly #options: PoolOptions;
	readonly #cells: Int32Array<SharedArrayBuffer>;
	readonly #workers: readonly Worker[];
	readonly #queue: Query[] = [];
	readonly #restarts = new Restarts();
	readonly #readyWaiters: (() => void)[] = [];
	#nextId = 1;
	#closed = false;

	constructor(options: PoolOptions) {
		this.#options = options;
		this.#cells = new Int32Array(new SharedArrayBuffer(options.size * QUERIES_PER_WORKER * 4));
		this.#workers = Array.from({ length: options.size }, (_, index) => createWorker(index));
		for (const worker of this.#workers) this.#start(worker);
	}

	/** Resolves when every thread can answer. */
	ready(): Promise<void> {
		if (this.#allAlive()) return Promise.resolve();
		return new Promise((resolve) => this.#readyWaiters.push(resolve));
	}

	/** The answer of a worker. Throws SpanglassError: overloaded (queue full), unavailable (cancelled, too slow, worker gone). */
	query(request: QueryRequest, signal: AbortSignal): Promise<Answer> {
		if (this.#closed) return Promise.reject(unavailable("the collector is stopping"));
		if (this.#queue.length >= LIMITS.queriesWaiting) {
			return Promise.reject(new SpanglassError("overloaded", "too many queries are waiting", { retryAfterMs: 1000 }));
		}
		return new Promise((resolve, reject) => {
			const deadline = performance.now() + LIMITS.queryTimeoutMs;
			const query: Query = {
				id: this.#nextId++,
				request,
				deadline,
				resolve,
				reject,
				startedAt: 0,
				slot: -1,
				stream: undefined,
				timer: undefined,
			};
			query.timer = setTimeout(() => this.#leaveQueue(query, unavailable("no query worker was free in time", 1000)), LIMITS.queryTimeoutMs);
			signal.addEventListener("abort", () => this.#abort(query), { once: true });
			this.#queue.push(query);
			this.#pump();
		});
	}

	status(): readonly WorkerStatus[] {
		return this.#workers.map(({ index, alive, queries, restarts }) => ({ id: index, alive, running: queries.size, restarts }));
	}

	/** End queries that have run for longer than `runningMs`: they are answered `unavailable` with this reason. Result: how many. */
	endLongRunning(runningMs: number, reason: string): number {
		const latest = performance.now() - runningMs;
		let ended = 0;
		for (const worker of this.#workers) {
			for (const query of worker.queries.values()) {
				if (query.startedAt > latest) continue;
				ended++;
				this.#cancel(worker, query);
				settle(query, unavailable(reason, 1000));
			}
		}
		return ended;
	}

	/** Threads end themselves; what waits is answered `unavailable`. */
	close(): void {
		this.#closed = true;
		for (const query of [...this.#queue]) this.#leaveQueue(query, unavailable("the collector is stopping"));
		for (const worker of this.#workers) worker.thread?.post({ type: "close" });
	}

	#allAlive(): boolean {
		return this.#workers.every(({ alive }) => alive);
	}

	#start(worker: Worker): void {
		if (this.#closed) return;
		worker.generation += 1;
		worker.isEnded = false;
		const { generation } = worker;
		worker.thread = this.#options.spawn(worker.index, this.#cells, {
			onMessage: (message) => {
				if (generation === worker.generation) this.#receive(worker, message);
			},
			onExit: (reason) => {
				if (generation === worker.generation) this.#died(worker, reason);
			},
		});
	}

	#receive(worker: Worker, message: FromWorker): void {
		if (message.type === "ready") this.#began(worker);
		else {
			const query = worker.queries.get(message.id);
			if (query !== undefined) this.#advance(worker, query, message);
		}
	}

	#advance(worker: Worker, query: Query, message: Exclude<FromWorker, { type: "ready" }>): void {
		if (message.type === "chunk") query.stream?.push(message.bytes);
		else if (message.type === "head" && message.body === undefined) this.#beginStream(worker, query, message);
		else {
			finish(worker, query);
			if (message.type === "head") query.resolve({ status: message.status, headers: message.headers, body: message.body ?? NO_BYTES });
			else if (message.type === "end") query.stream?.end();
			else this.#fail(query, message.error);
			this.#pump();
		}
	}

	#began(worker: Worker): void {
		worker.alive = true;
		if (this.#allAlive()) for (const resolve of this.#readyWaiters.splice(0)) resolve();
		this.#pump();
	}

	#beginStream(worker: Worker, query: Query, { status, headers }: HeadMessage): void {
		clearTimeout(query.timer);
		const taken = (): void => worker.thread?.post({ type: "ack", id: query.id });
		query.stream = createChunkStream(taken, () => this.#cancel(worker, query));
		query.resolve({ status, headers, body: query.stream.body });
	}

	#fail(query: Query, fields: ErrorFields): void {
		if (fields.kind === "internal") this.#options.onBug(fields);
		settle(query, errorFromFields(fields));
	}

	#cancel(worker: Worker, query: Query): void {
		if (!worker.queries.has(query.id)) return;
		Atomics.store(this.#cells, query.slot, 1);
		worker.thread?.post({ type: "cancel", id: query.id });
	}

	#abort(query: Query): void {
		const worker = this.#workers.find(({ queries }) => queries.get(query.id) === query);
		if (worker === undefined) this.#leaveQueue(query, unavailable("the query was cancelled"));
		else this.#cancel(worker, query);
	}

	#leaveQueue(query: Query, error: SpanglassError): void {
		const at = this.#queue.indexOf(query);
		if (at < 0) return;
		this.#queue.splice(at, 1);
		clearTimeout(query.timer);
		settle(query, error);
	}

	/** Answer for a thread that is gone and forget it. */
	#bury(worker: Worker): void {
		worker.alive = false;
		worker.thread = undefined;
		for (const query of [...worker.queries.values()]) {
			finish(worker, query);
			settle(query, unavailable("the query's worker stopped", 1000));
		}
	}

	#died(worker: Worker, reason: string): void {
		this.#bury(worker);
		if (this.#closed) return;
		this.#options.onWorkerExit(worker.index, reason);
		worker.restarts += 1;
		const delay = worker.isEnded ? AFTER_STUCK_MS : this.#restarts.next(performance.now());
		if (delay === undefined) this.#options.onGiveUp(reason);
		else setTimeout(() => this.#start(worker), delay);
	}

	#end(worker: Worker): void {
		worker.isEnded = true;
		worker.thread?.terminate();
	}

	#pump(): void {
		while (this.#queue.length > 0) {
			const worker = leastBusy(this.#workers);
			const query = worker === undefined ? undefined : this.#queue.shift();
			if (worker === undefined || query === undefined) return;
			this.#run(worker, query);
		}
	}

	#run(worker: Worker, query: Query): void {
		const budgetMs = query.deadline - performance.now();
		clearTimeout(query.timer);
		query.startedAt = performance.now();
		query.slot = worker.freeSlots.pop() ?? 0;
		Atomics.store(this.#cells, query.slot, 0);
		worker.queries.set(query.id, query);
		query.timer = setTimeout(() => this.#end(worker), budgetMs + STUCK_MS);
		worker.thread?.post({ type: "start", id: query.id, request: query.request, budgetMs, slot: query.slot });
	}
}

const NO_BYTES = new Uint8Array(0);

function finish(worker: Worker, query: Query): void {
	clearTimeout(query.timer);
	worker.queries.delete(query.id);
	worker.freeSlots.push(query.slot);
}

function createWorker(index: number): Worker {
	const freeSlots = Array.from({ length: QUERIES_PER_WORKER }, (_, at) => index * QUERIES_PER_WORKER + at);
	return { index, queries: new Map(), freeSlots, thread: undefined, alive: false, isEnded: false, restarts: 0, generation: 0 };
}

function leastBusy(workers: readonly Worker[]): Worker | undefined {
	const able = workers.filter(({ alive, queries }) => alive && queries.size < QUERIES_PER_WORKER);
	return able.reduce<Worker | undefined>((best, worker) => (best && best.queries.size <= worker.queries.size ? best : worker), undefined);
}

function settle(query: Query, error: SpanglassError): void {
	if (query.stream === undefined) query.reject(error);
	else query.stream.fail(error);
}

function unavailable(message: string, retryAfterMs?: number): SpanglassError {
	return new SpanglassError("unavailable", message, { retryAfterMs });
}
