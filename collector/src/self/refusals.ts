/** Requests and connections that were turned away before the store saw them: counted by reason, the last ones kept for the status page. */
import type { UnixNanos } from "@spanglass/shared/units/time";
import { type Clock, nanosNow } from "./clock.ts";

/** Closed list of words: they are labels of counters. */
export type RefusalReason =
	| "undecodable"
	| "too_large"
	| "wrong_method"
	| "wrong_type"
	| "wrong_encoding"
	| "unknown_path"
	| "wrong_host"
	| "wrong_protocol"
	| "timeout"
	| "connection_limit"
	| "overloaded"
	| "unavailable"
	| "internal";

export interface Refusal {
	readonly time: UnixNanos;
	readonly transport: "grpc" | "http";
	readonly peer: string;
	readonly reason: RefusalReason;
	readonly message: string;
}

export interface RefusalCounters {
	record(refusal: Omit<Refusal, "time">): void;
	byReason(): Readonly<Record<string, number>>;
	/** Newest first, at most 20. */
	recent(): readonly Refusal[];
	/** Called on each refusal; returns the function that ends the subscription. */
	subscribe(listener: (refusal: Refusal) => void): () => void;
}

const KEPT = 20;

export function createRefusalCounters(clock: Clock): RefusalCounters {
	const counts: Record<string, number> = {};
	const listeners = new Set<(refusal: Refusal) => void>();
	let recent: readonly Refusal[] = [];
	return {
		record: (given) => {
			const refusal = { ...given, time: nanosNow(clock) };
			counts[refusal.reason] = (counts[refusal.reason] ?? 0) + 1;
			recent = [refusal, ...recent.slice(0, KEPT - 1)];
			for (const listener of listeners) listener(refusal);
		},
		byReason: () => ({ ...counts }),
		recent: () => recent,
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
