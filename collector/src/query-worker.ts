/** Composition root of a query thread: read-only store, query services, encoders, and the session that main talks to. */
import { parentPort, workerData } from "node:worker_threads";
import { createQueryDispatcher } from "./http/dispatch.ts";
import type { FromWorker, ToWorker } from "./http/worker-messages.ts";
import { createWorkerSession } from "./http/worker-session.ts";
import { systemClock } from "./self/clock.ts";
import { createSqliteReader } from "./store/sqlite/reader/sqlite-reader.ts";
import type { ReaderAttachment } from "./store/sqlite/writer/client.ts";

export interface QueryWorkerData {
	/** Names this thread in the store's shared cells; > 0. */
	readonly owner: number;
	/** Cancel cells of the pool. */
	readonly cells: Int32Array<SharedArrayBuffer>;
	readonly attachment: ReaderAttachment;
}

const port = parentPort;
if (port !== null) {
	const { owner, cells, attachment } = workerData as QueryWorkerData;
	const { reader, app, alerts, close } = createSqliteReader({ ...attachment, owner });
	const dispatch = createQueryDispatcher({ reader, app, alerts, clock: systemClock });
	const post = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(message, transfer);
	const session = createWorkerSession({ post, cells, dispatch });
	port.on("message", (message: ToWorker) => {
		if (message.type !== "close") return session.receive(message);
		close();
		port.close();
	});
	post({ type: "ready" });
}
