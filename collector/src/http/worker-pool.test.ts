import type { ErrorFields } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Answer, QueryRequest } from "./answer.ts";
import type { ToWorker } from "./worker-messages.ts";
import { type PoolOptions, type WorkerEvents, WorkerPool } from "./worker-pool.ts";
import { createWorkerSession } from "./worker-session.ts";

type Control = { checkpoint(): Promise<void> };
type Handle = (request: QueryRequest, control: Control) => Promise<Answer>;

interface FakeThread {
	readonly index: number;
	readonly events: WorkerEvents;
	readonly received: ToWorker[];
}

interface Stage {
	readonly pool: WorkerPool;
	readonly threads: FakeThread[];
	readonly exits: string[];
	readonly bugs: ErrorFields[];
	readonly givenUp: string[];
}

/** A pool over sessions of this very thread; messages are cloned and delivered later, as between threads. */
function stage(handle: Handle, size = 1): Stage {
	const threads: FakeThread[] = [];
	const [exits, bugs, givenUp]: [string[], ErrorFields[], string[]] = [[], [], []];
	const spawn: PoolOptions["spawn"] = (index, cells, events) => {
		const received: ToWorker[] = [];
		const later = (work: () => void): void => void setImmediate(work);
		const post = (message: Parameters<WorkerEvents["onMessage"]>[0]): void => later(() => events.onMessage(structuredClone(message)));
		const session = createWorkerSession({ post, cells, dispatch: handle });
		threads.push({ index, events, received });
		post({ type: "ready" });
		return {
			post: (message) => {
				received.push(message);
				if (message.type !== "close") later(() => session.receive(message));
			},
			terminate: () => later(() => events.onExit("terminated")),
		};
	};
	const pool = new WorkerPool({
		size,
		spawn,
		onWorkerExit: (_index, reason) => exits.push(reason),
		onBug: (error) => bugs.push(error),
		onGiveUp: (reason) => givenUp.push(reason),
	});
	return { pool, threads, exits, bugs, givenUp };
}

const never = new AbortController().signal;
const ask = (routeId: string): QueryRequest => ({ routeId, path: {}, query: "", accept: "", body: undefined, requestId: "r" });
const text = (value: string): Answer => ({ status: 200, headers: {}, body: Buffer.from(value) });

async function readAll(answer: Answer): Promise<string> {
	if (answer.body instanceof Uint8Array) return Buffer.from(answer.body).toString();
	const chunks: Uint8Array[] = [];
	for await (const chunk of answer.body) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

afterEach(() => vi.useRealTimers());

describe("WorkerPool", () => {
	it("answers whole and streamed bodies, errors as they are, bugs as internal", async () => {
		async function* parts() {
			for (const part of "abcdefghij") yield Buffer.from(part);
		}
		const { pool, bugs } = stage(async ({ routeId }) => {
			if (routeId === "stream") return { status: 206, headers: { x: "y" }, body: parts() };
			if (routeId === "bug") throw new TypeError("oops");
			return text(routeId);
		}, 2);
		await pool.ready();
		expect(await readAll(await pool.query(ask("hello"), never))).toBe("hello");
		const streamed = await pool.query(ask("stream"), never);
		expect([streamed.status, streamed.headers, await readAll(streamed)]).toEqual([206, { x: "y" }, "abcdefghij"]);
		await expect(pool.query(ask("bug"), never)).rejects.toMatchObject({ kind: "internal" });
		expect(bugs[0]?.stack).toContain("oops");
		expect(pool.status().map(({ running }) => running)).toEqual([0, 0]);
	});

	it("sends at most four chunks ahead of a slow reader, and stops when the reader does", async () => {
		let made = 0;
		let finished = false;
		async function* endless() {
			try {
				for (;;) yield Buffer.from(String(made++));
			} finally {
				finished = true;
			}
		}
		const { pool } = stage(async () => ({ status: 200, headers: {}, body: endless() }));
		const { body } = await pool.query(ask("x"), never);
		if (body instanceof Uint8Array) throw new Error("not streamed");
		const reader = body[Symbol.asyncIterator]();
		await reader.next();
		await new Promise((resolve) => setTimeout(resolve, 30));
		expect(made).toBe(4);
		await reader.next();
		await new Promise((resolve) => setTimeout(resolve, 30));
		expect(made).toBe(5);
		await reader.return?.();
		await expect.poll(() => finished).toBe(true);
		await expect.poll(() => pool.status()[0]?.running).toBe(0);
	});

	it("runs four queries per worker by turns and queues the rest", async () => {
		const order: string[] = [];
		const work = async ({ routeId }: QueryRequest, control: Control): Promise<Answer> => {
			for (let block = 0; block < (routeId === "scan" ? 30 : 1); block += 1) {
				const until = performance.now() + 3;
				while (performance.now() < until);
				await control.checkpoint();
			}
			order.push(routeId);
			return text(routeId);
		};
		const { pool } = stage(work);
		await pool.ready();
		const names = ["scan", "a", "b", "c", "d", "e"];
		const answers = Promise.all(names.map((name) => pool.query(ask(name), never)));
		expect(pool.status()[0]?.running).toBe(LIMITS.queriesPerWorker);
		await answers;
		expect(order.at(-1)).toBe("scan");
	});

	it("cancels a running query and one that waits", async () => {
		const loop: Handle = async (_request, control) => {
			for (;;) await control.checkpoint().then(() => new Promise((resolve) => setImmediate(resolve)));
		};
		const { pool } = stage(loop);
		await pool.ready();
		const stop = new AbortController();
		const queries = Promise.allSettled(Array.from({ length: 6 }, () => pool.query(ask("x"), stop.signal)));
		stop.abort();
		for (const query of await queries) {
			expect(query).toMatchObject({ status: "rejected", reason: { kind: "unavailable", message: "the query was cancelled" } });
		}
		expect(pool.status()[0]?.running).toBe(0);
	});

	it("ends queries that have run for too long with a reason, also one whose reader is slow, and no others", async () => {
		let finished = 0;
		async function* endless() {
			try {
				for (;;) yield Buffer.from("more");
			} finally {
				finished++;
			}
		}
		const { pool } = stage(async ({ routeId }, control) => {
			if (routeId === "stream") return { status: 200, headers: {}, body: endless() };
			for (;;) await control.checkpoint().then(() => new Promise((resolve) => setImmediate(resolve)));
		});
		await pool.ready();
		const { body } = await pool.query(ask("stream"), never);
		const whole = pool.query(ask("loop"), never).catch((error: unknown) => error);
		expect(pool.endLongRunning(60_000, "too long")).toBe(0);
		expect(pool.endLongRunning(0, "too long")).toBe(2);
		expect(await whole).toMatchObject({ kind: "unavailable", message: "too long", retryAfterMs: expect.any(Number) });
		await expect(readAll({ status: 200, headers: {}, body })).rejects.toMatchObject({ kind: "unavailable", message: "too long" });
		await expect.poll(() => pool.status()[0]?.running).toBe(0);
		expect(finished).toBe(1);
	});

	it("answers for a worker that dies, starts another, and gives up after too many deaths", async () => {
		const { pool, threads, exits, givenUp } = stage(() => new Promise(() => undefined));
		await pool.ready();
		const query = pool.query(ask("x"), never);
		threads[0]?.events.onExit("killed");
		await expect(query).rejects.toMatchObject({ kind: "unavailable", retryAfterMs: 1000 });
		expect([exits, pool.status()[0]]).toEqual([["killed"], { id: 0, alive: false, running: 0, restarts: 1 }]);
		await pool.ready();
		expect(threads.length).toBe(2);
		for (let death = 0; death < 5; death += 1) threads.at(-1)?.events.onExit("again");
		expect(givenUp).toEqual(["again"]);
		pool.close();
	});

	it("starts workers that it ended itself again and again: stuck queries do not end the collector", async () => {
		const size = 3;
		const { pool, threads, exits, givenUp } = stage(() => new Promise(() => undefined), size);
		await pool.ready();
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
		for (let round = 1; round <= 4; round++) {
			const stuck = Promise.allSettled(Array.from({ length: size }, () => pool.query(ask("stuck"), never)));
			vi.advanceTimersByTime(LIMITS.queryTimeoutMs + 5000);
			for (const query of await stuck) expect(query).toMatchObject({ reason: { kind: "unavailable", retryAfterMs: 1000 } });
			vi.advanceTimersByTime(200);
			await pool.ready();
		}
		expect([exits.length, threads.length, givenUp]).toEqual([4 * size, 5 * size, []]);
		pool.close();
	});

	it("refuses what does not fit into the queue", async () => {
		const { pool } = stage(() => new Promise(() => undefined));
		await pool.ready();
		const queries = Array.from({ length: LIMITS.queriesPerWorker + LIMITS.queriesWaiting }, () =>
			pool.query(ask("x"), never).catch(() => undefined),
		);
		await expect(pool.query(ask("x"), never)).rejects.toMatchObject({ kind: "overloaded" });
		pool.close();
		expect(queries.length).toBe(68);
	});
});
