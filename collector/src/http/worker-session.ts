/** The worker's half of the query pool: runs what main starts, streams answers back with a small window, notices cancel and deadline. */
import { fieldsFromError, SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { ownedBytes } from "../self/owned-bytes.ts";
import type { Answer, QueryRequest } from "./answer.ts";
import { createTurns, type Turn } from "./turns.ts";
import { CHUNK_WINDOW, type FromWorker, type StartMessage, type ToWorker } from "./worker-messages.ts";

export interface SessionOptions {
	readonly post: (message: FromWorker, transfer: readonly ArrayBuffer[]) => void;
	/** One cell per slot, written by main: not 0 = cancelled. */
	readonly cells: Int32Array;
	readonly dispatch: (request: QueryRequest, control: { checkpoint(): Promise<void> }) => Promise<Answer>;
	readonly now?: () => number;
}

export interface WorkerSession {
	receive(message: Exclude<ToWorker, { type: "close" }>): void;
}

interface RunningQuery {
	unacknowledged: number;
	cancelled: boolean;
	/** Set while the window is full. */
	wake: (() => void) | undefined;
}

export function createWorkerSession(options: SessionOptions): WorkerSession {
	const now = options.now ?? (() => performance.now());
	const turns = createTurns(now);
	const running = new Map<number, RunningQuery>();

	async function run(start: StartMessage): Promise<void> {
		const query: RunningQuery = { unacknowledged: 0, cancelled: false, wake: undefined };
		running.set(start.id, query);
		const deadline = createDeadline(now, start.budgetMs);
		try {
			const turn = await turns.begin();
			const checkpoint = async (): Promise<void> => {
				if (query.cancelled || Atomics.load(options.cells, start.slot) !== 0) throw cancelled();
				deadline.check();
				await turn.checkpoint();
			};
			await checkpoint();
			const answer = await options.dispatch(start.request, { checkpoint });
			await send(start.id, answer, { query, turn, deadline });
		} catch (error) {
			options.post({ type: "fail", id: start.id, error: fieldsFromError(error) }, []);
		} finally {
			running.delete(start.id);
		}
	}

	async function send(id: number, answer: Answer, { query, turn, deadline }: SendState): Promise<void> {
		const { status, headers, body } = answer;
		if (body instanceof Uint8Array) {
			const whole = ownedBytes(body);
			return options.post({ type: "head", id, status, headers, body: whole }, [whole.buffer]);
		}
		options.post({ type: "head", id, status, headers, body: undefined }, []);
		deadline.extend(LIMITS.queryTimeoutMaxMs - LIMITS.queryTimeoutMs);
		for await (const chunk of body) {
			const bytes = ownedBytes(chunk);
			options.post({ type: "chunk", id, bytes }, [bytes.buffer]);
			query.unacknowledged += 1;
			if (query.unacknowledged >= CHUNK_WINDOW) deadline.extend(await turn.suspend(roomIn(query)));
			if (query.cancelled) throw cancelled();
		}
		options.post({ type: "end", id }, []);
	}

	return {
		receive: (message) => {
			if (message.type === "start") return void run(message);
			const query = running.get(message.id);
			if (query === undefined) return;
			if (message.type === "ack") query.unacknowledged -= 1;
			else query.cancelled = true;
			query.wake?.();
		},
	};
}

interface SendState {
	readonly query: RunningQuery;
	readonly turn: Turn;
	readonly deadline: Deadline;
}

interface Deadline {
	/** Throws unavailable when the time is over. */
	check(): void;
	/** Time that was not the query's own, or that streaming adds. */
	extend(ms: number): void;
}

function createDeadline(now: () => number, budgetMs: number): Deadline {
	let until = now() + budgetMs;
	return {
		check: () => {
			if (now() <= until) return;
			const advice = "ask for a shorter time range or a narrower filter";
			throw new SpanglassError("unavailable", "the query took longer than it may", { advice });
		},
		extend: (ms) => {
			until += ms;
		},
	};
}

function roomIn(query: RunningQuery): Promise<void> {
	return new Promise((resolve) => {
		query.wake = () => {
			query.wake = undefined;
			resolve();
		};
	});
}

function cancelled(): SpanglassError {
	return new SpanglassError("unavailable", "the query was cancelled");
}
