/** What a writer is given, what it answers, and what it tells of a commit. */
import type { Signal } from "@spanglass/shared/model/signal";

/** Who sent a request. */
export interface Sender {
	readonly transport: "grpc" | "http";
	/** Address without port. */
	readonly peer: string;
	readonly userAgent: string;
}

/** One OTLP request as received, after decompression. The writer owns `body` from the call on. */
export interface IngestRequest {
	readonly signal: Signal;
	readonly encoding: "protobuf" | "json";
	/** `gzip` or `identity` on the wire; for the sender table only. */
	readonly compression: "identity" | "gzip";
	readonly body: Uint8Array;
	readonly sender: Sender;
}

/** Counts of one acknowledged request. `message` is "" or the sentence of OTLP's partial success. */
export interface IngestResult {
	readonly accepted: number;
	readonly rejected: number;
	readonly message: string;
	/** True when the request was a byte-identical copy of one acknowledged within the last 15 minutes: nothing was stored again. */
	readonly resent: boolean;
}

/** Posted after a group commit, at most 10 a second; counts since the previous summary. */
export interface CommitSummary {
	/** Last published journal sequence. */
	readonly sequence: number;
	readonly spans: number;
	readonly logRecords: number;
	readonly metricPoints: number;
	readonly rejectedByReason: Readonly<Record<string, number>>;
	/** Services seen for the first time in this summary. */
	readonly newServices: readonly string[];
}
