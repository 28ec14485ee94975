/**
 * What the writer tells a reader, what a reader tells the writer, and the reader's end of it.
 *
 * A reader gets one port for its whole life. The writer in the same process posts on it directly; when the writer is a thread, main posts
 * on it a new `writer` port per incarnation *before* it starts that writer, so nothing is published that a drained feed does not know.
 */
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Signal } from "@spanglass/shared/model/signal";
import type { GenerationHandle } from "../../columns/generation.ts";

/** Posted before the first row of the generation is published. */
export interface GenerationOpened {
	readonly type: "generation";
	readonly incarnation: number;
	readonly handle: GenerationHandle;
}

/**
 * Posted after the commit that made its directory row and moved the watermark of `signal` to `lastSequence`. Queries that registered an
 * epoch older than `epoch` may still read the columns; the reader drops the handle when none of its own does.
 */
export interface GenerationRetired {
	readonly type: "retired";
	readonly incarnation: number;
	readonly signal: Signal;
	readonly generationId: number;
	readonly lastSequence: number;
	readonly epoch: number;
}

export type ReaderNews = GenerationOpened | GenerationRetired;

/** From a reader: the stored bytes of a block are damaged. Each reader says so once for each block. */
export interface BlockDamaged {
	readonly type: "damaged";
	readonly blockId: number;
}

/** What a reader posts to the writer. */
export type ReaderReport = BlockDamaged;

/** From main: another writer took over; all handles of older incarnations are void. */
export interface WriterChanged {
	readonly type: "writer";
	readonly incarnation: number;
	readonly port: MessagePort;
}

export interface ReaderFeed {
	/** Everything posted since the last call, in order. To be called after `published` was seen to cover the query's snapshot. */
	drain(): readonly ReaderNews[];
	/** Post to the writer that is known; lost when there is none. */
	report(report: ReaderReport): void;
	close(): void;
}

/** The reader's end. The caller drops handles of an incarnation older than `currentIncarnation`: another writer has replayed their rows. */
export function createReaderFeed(port: MessagePort): ReaderFeed {
	let writer: WriterChanged | undefined;
	const takeOver = (change: WriterChanged): void => {
		writer?.port.close();
		writer = change;
	};
	return {
		drain: () => {
			const direct: ReaderNews[] = [];
			for (const message of received<ReaderNews | WriterChanged>(port)) {
				if (message.type === "writer") takeOver(message);
				else direct.push(message);
			}
			return writer === undefined ? direct : [...received<ReaderNews>(writer.port)];
		},
		report: (report) => (writer?.port ?? port).postMessage(report),
		close: () => {
			writer?.port.close();
			port.close();
		},
	};
}

function* received<Message>(port: MessagePort): Generator<Message> {
	for (;;) {
		const next = receiveMessageOnPort(port) as { readonly message: Message } | undefined;
		if (next === undefined) return;
		yield next.message;
	}
}
