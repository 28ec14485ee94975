/** The numbers of a writer at one moment. */
import type { Signal } from "@spanglass/shared/model/signal";
import type { UnixNanos } from "@spanglass/shared/units/time";
import type { DelayStatus, IngestHistory } from "./ingest-activity.ts";
import type { Sender } from "./ingest-request.ts";
import type { StorageHealth } from "./storage-health.ts";

export interface SenderStatus {
	readonly sender: Sender;
	readonly encoding: "protobuf" | "json";
	readonly compression: "identity" | "gzip";
	readonly requests: number;
	readonly items: number;
	readonly rejected: number;
	readonly resent: number;
	readonly lastSeen: UnixNanos;
	/** The last refusal or partial success sent to it, "" when none. */
	readonly lastMessage: string;
	/** Every resource of these requests is the demo's. What an address sends beside it is a sender of its own. */
	readonly demo: boolean;
}

/** What was stored otherwise than it was sent, or marked. Sightings since this start. */
export interface RepairCounts {
	/** Attributes whose key stood earlier in the same list: the last value was kept. */
	readonly duplicateKeys: number;
	/** Texts that were not UTF-8 and were stored with U+FFFD. */
	readonly invalidUtf8: number;
	/** Spans marked `duplicate`: stored before from another request. */
	readonly duplicateSpans: number;
}

/** Sealed blocks, quarantined ones included. */
export interface BlockStatus {
	readonly count: Readonly<Record<Signal, number>>;
	/** On disk. */
	readonly bytes: Readonly<Record<Signal, number>>;
	/** When the oldest request arrived of which something is in a block. */
	readonly oldestArrival: Readonly<Record<Signal, UnixNanos | undefined>>;
	/** Damaged: set aside, not served. */
	readonly quarantined: readonly QuarantinedBlock[];
}

export interface QuarantinedBlock {
	readonly id: number;
	readonly signal: Signal;
	readonly items: number;
	/** Event time of its items, both inclusive, nanoseconds. */
	readonly minTime: bigint;
	readonly maxTime: bigint;
}

/** `stored`: items that are there now; `deleted`: since the database was created; all else that is counted: since this process started. */
export interface WriterStatus {
	readonly sequence: number;
	readonly received: Readonly<Record<Signal, number>>;
	readonly rejected: Readonly<Record<Signal, number>>;
	readonly rejectedByReason: Readonly<Record<string, number>>;
	readonly resent: Readonly<Record<Signal, number>>;
	readonly repaired: RepairCounts;
	/** Of the items `received` since this start: taken out again by `removeDemo`. */
	readonly removed: Readonly<Record<Signal, number>>;
	readonly stored: Readonly<Record<Signal, number>>;
	/** By retention: older than their signal is kept, or in the way of the size of the whole. */
	readonly deleted: Readonly<Record<"age" | "size", Readonly<Record<Signal, number>>>>;
	readonly blocks: BlockStatus;
	readonly databaseBytes: number;
	/** Beyond it the oldest blocks are deleted; 0 for a store without a file. */
	readonly databaseLimitBytes: number;
	readonly walBytes: number;
	readonly openColumnBytes: number;
	/** Something of the demo is stored: a resource with `spanglass.demo` true. */
	readonly demoStored: boolean;
	readonly storage: StorageHealth;
	readonly delay: DelayStatus;
	readonly history: IngestHistory;
	readonly senders: readonly SenderStatus[];
}
