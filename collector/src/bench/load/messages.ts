/** What the bench and its load generator say to each other, over the channel of a child process. */

export type Workload = "spans" | "logs" | "metrics";
export const SIGNAL_OF = { spans: "traces", logs: "logs", metrics: "metrics" } as const;

/** Encode bodies and keep them; those of the previous call are dropped. */
export interface PrepareRequest {
	readonly type: "prepare";
	readonly workload: Workload;
	readonly gzip: boolean;
	readonly seed: number;
	/** Milliseconds since the epoch at which the events of the data set begin. */
	readonly baseMs: number;
	/** First trace, record or interval. */
	readonly first: number;
	/** Traces, records or intervals. */
	readonly count: number;
}

export interface Prepared {
	readonly requests: number;
	readonly items: number;
	/** Before compression. */
	readonly bytes: number;
	readonly cpuSeconds: number;
}

/** Send what was prepared. */
export interface SendRequest {
	readonly type: "send";
	readonly transport: "grpc" | "http";
	/** host:port */
	readonly address: string;
	readonly connections: number;
	/** Requests without an answer at the same time. When a rate is given: beyond it the next ones wait. */
	readonly inFlight: number;
	/** Items per second; 0 is as fast as answers come. */
	readonly rate: number;
	/** Go round the bodies, with other ids each time, until so much time has passed; 0 sends each body once. */
	readonly durationMs: number;
}

export interface Sent {
	readonly offeredRequests: number;
	readonly ackedRequests: number;
	readonly ackedItems: number;
	readonly refusedRequests: number;
	/** Refusals that told the sender when to come back. */
	readonly refusedWithHint: number;
	/** Requests that neither were acknowledged nor refused with a status: broken connections. */
	readonly failedRequests: number;
	/** What the first refusal or failure said. */
	readonly firstFailure: string;
	readonly seconds: number;
	readonly cpuSeconds: number;
	readonly ackMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

export type ToSender = PrepareRequest | SendRequest;
export type FromSender =
	| { readonly type: "ready" }
	| { readonly type: "prepared"; readonly result: Prepared }
	| { readonly type: "sent"; readonly result: Sent }
	| { readonly type: "error"; readonly message: string };
