/** The writer thread: `createSqliteWriter` behind a message port. Main made it, holds the folder's lock and admits requests. */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { fieldsFromError } from "@spanglass/shared/model/errors";
import { systemClock } from "../../../self/clock.ts";
import { openCells } from "../shared-cells.ts";
import { createSqliteWriter, type SqliteWriter } from "./journal-writer.ts";
import { testLimits } from "./options.ts";
import { createTestProbe } from "./test-probe.ts";
import type { CallName, FromWriter, Outcome, ToWriter, WriterThreadData } from "./thread-messages.ts";

/** Collects what settles in one turn of the microtask queue: a group's acknowledgements leave in one message. */
function createOutbox(post: (message: FromWriter) => void): (outcome: Outcome) => void {
	let items: Outcome[] = [];
	const flush = (): void => {
		post({ type: "outcomes", items });
		items = [];
	};
	return (outcome) => {
		if (items.length === 0) queueMicrotask(flush);
		items.push(outcome);
	};
}

const SAME_WARNING_MS = 60_000;

/** What fails is tried again each second: the same sentence, but for its numbers, is told once a minute. */
function createTold(tell: (message: string) => void): (message: string) => void {
	const last = new Map<string, number>();
	return (message) => {
		const key = message.replace(/\d+/g, "#");
		const now = performance.now();
		if (now - (last.get(key) ?? Number.NEGATIVE_INFINITY) < SAME_WARNING_MS) return;
		if (last.size >= 100) last.clear();
		last.set(key, now);
		tell(message);
	};
}

/** A damaged file is not written to any more: this thread ends, and the next one looks at the file before it opens it. */
function giveUp(message: string): never {
	throw new Error(message);
}

function call(writer: SqliteWriter, name: CallName, given: readonly unknown[]): Promise<unknown> {
	const method = writer[name] as (...values: readonly unknown[]) => Promise<unknown>;
	return method(...given);
}

function serve(port: MessagePort, data: WriterThreadData): void {
	const post = (message: FromWriter): void => port.postMessage(message);
	const answer = createOutbox(post);
	const settle = (id: number, work: Promise<unknown>): void => {
		work.then(
			(result) => answer({ id, result }),
			(error) => answer({ id, error: fieldsFromError(error) }),
		);
	};
	const take = (message: ToWriter): void => {
		if (message.type === "requests") for (const { id, request } of message.items) settle(id, writer.ingest(request));
		else if (message.type === "call") settle(message.id, call(writer, message.name, message.arguments));
		else writer.attachReader(message.port);
	};
	const writer = createSqliteWriter({
		databasePath: data.databasePath,
		cells: openCells(data.cells),
		clock: systemClock,
		probe: createTestProbe(),
		ownedByMain: true,
		pollInbox: () => {
			const next = receiveMessageOnPort(port) as { readonly message: ToWriter } | undefined;
			if (next !== undefined) take(next.message);
			return next !== undefined;
		},
		diskReserveBytes: data.diskReserveBytes,
		onHealth: (reasons) => post({ type: "health", reasons }),
		onSetAside: () => post({ type: "replaced" }),
		onDamage: (message) => void setImmediate(() => giveUp(message)),
		retention: data.retention,
		limits: testLimits(),
		starved: (bytes) => post({ type: "starved", bytes }),
		warn: createTold((message) => post({ type: "warning", message })),
	});
	for (const reader of data.readers) writer.attachReader(reader);
	writer.onCommit((summary) => post({ type: "summary", summary }));
	port.on("message", take);
	post({ type: "ready" });
}

if (parentPort !== null) {
	try {
		serve(parentPort, workerData as WriterThreadData);
	} catch (error) {
		parentPort.postMessage({ type: "failed", error: fieldsFromError(error) } satisfies FromWriter);
	}
}
