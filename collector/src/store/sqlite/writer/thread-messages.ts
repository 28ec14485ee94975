/** What main and the writer thread say to each other. Requests and answers travel in batches, one message per tick. */
import type { MessagePort } from "node:worker_threads";
import type { ErrorFields } from "@spanglass/shared/model/errors";
import type { AlertWriter } from "../../api/alert-store.ts";
import type { AppWriter } from "../../api/app-store.ts";
import type { CommitSummary, IngestRequest } from "../../api/ingest-request.ts";
import type { HealthReason } from "../../api/storage-health.ts";
import type { RetentionPolicy } from "./options.ts";

/** Handed to the thread when it is made. */
export interface WriterThreadData {
	readonly databasePath: string;
	readonly cells: SharedArrayBuffer;
	readonly diskReserveBytes: number | undefined;
	/** One per reader; see `reader-port.ts`. */
	readonly readers: readonly MessagePort[];
	readonly retention: RetentionPolicy;
}

/** Calls that are not telemetry, by the name of the writer's method. */
export type CallName = keyof AppWriter | keyof AlertWriter | "status" | "removeDemo" | "backup" | "close";

export type ToWriter =
	| { readonly type: "requests"; readonly items: readonly { readonly id: number; readonly request: IngestRequest }[] }
	| { readonly type: "call"; readonly id: number; readonly name: CallName; readonly arguments: readonly unknown[] }
	| { readonly type: "reader"; readonly port: MessagePort };

export type Outcome =
	| { readonly id: number; readonly result: unknown; readonly error?: undefined }
	| { readonly id: number; readonly error: ErrorFields };

export type FromWriter =
	| { readonly type: "ready" }
	| { readonly type: "failed"; readonly error: ErrorFields }
	| { readonly type: "outcomes"; readonly items: readonly Outcome[] }
	| { readonly type: "summary"; readonly summary: CommitSummary }
	/** A reader keeps the WAL, now of `bytes`, from being used again. */
	| { readonly type: "starved"; readonly bytes: number }
	/** The database is another file from now on. */
	| { readonly type: "replaced" }
	/** Why the store is degraded; posted at the start and when it changes. */
	| { readonly type: "health"; readonly reasons: readonly HealthReason[] }
	| { readonly type: "warning"; readonly message: string };
