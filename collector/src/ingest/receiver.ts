/** What both transports share: the store behind them, the counters and the log beside them. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Log } from "../self/log.ts";
import type { RefusalCounters } from "../self/refusals.ts";
import type { TelemetryWriter } from "../store/api/telemetry-store.ts";
import type { Admission } from "./admission.ts";
import { failureFrom, type OtlpFailure } from "./failure.ts";

export interface ReceiverContext {
	readonly writer: Pick<TelemetryWriter, "ingest">;
	readonly admission: Admission;
	readonly refusals: RefusalCounters;
	readonly log: Log;
	/** One line per key and minute. */
	readonly warn: (key: string, message: string) => void;
	readonly allowedHosts: readonly string[];
	/** Why the product is degraded, for `/healthz`; empty when nothing is wrong. */
	readonly health: () => readonly string[];
	/** Real ports, for sentences that name the right one; known once both listen. */
	readonly ports: () => { readonly grpc: number; readonly http: number };
}

/** What was thrown as a refusal: counted, kept for the status page, and logged when it is a bug of ours. */
export function refuse(context: ReceiverContext, transport: "grpc" | "http", peer: string, thrown: unknown): OtlpFailure {
	const failure = failureFrom(thrown);
	const { reason, message } = failure.fields;
	context.refusals.record({ transport, peer, reason, message });
	if (reason === "internal" && !(thrown instanceof SpanglassError && thrown.cause === undefined)) {
		context.log.error("a request failed inside the collector", { transport, err: thrown });
	}
	return failure;
}
