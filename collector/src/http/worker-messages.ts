/**
 * What main and a query worker say to each other.
 *
 *   main   start ─────────────▶ worker        head (whole answers carry their body) · or fail
 *          ack per chunk ─────▶               chunk … chunk · end · or fail
 *          cancel ────────────▶               (also one Int32 per running query, seen between two blocks of work)
 *
 * Errors cross as plain fields. Buffers are transferred when they own their memory, else copied.
 */
import type { ErrorFields } from "@spanglass/shared/model/errors";
import type { QueryRequest } from "./answer.ts";

export interface StartMessage {
	readonly type: "start";
	readonly id: number;
	readonly request: QueryRequest;
	/** Time that is left for the query. */
	readonly budgetMs: number;
	/** Index of the query's cancel cell. */
	readonly slot: number;
}

export type ToWorker = StartMessage | { readonly type: "ack" | "cancel"; readonly id: number } | { readonly type: "close" };

export interface HeadMessage {
	readonly type: "head";
	readonly id: number;
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	/** Undefined: chunks follow. */
	readonly body: Uint8Array<ArrayBuffer> | undefined;
}

export type FromWorker =
	| { readonly type: "ready" }
	| HeadMessage
	| { readonly type: "chunk"; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
	| { readonly type: "end"; readonly id: number }
	| { readonly type: "fail"; readonly id: number; readonly error: ErrorFields };

/** Chunks that may be on their way to main without an ack. */
export const CHUNK_WINDOW = 4;
