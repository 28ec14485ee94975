import type { Signal } from "@spanglass/shared/model/signal";
import type { Validation } from "../sink.ts";
import { RecordingSink } from "./recording-sink.testdata.ts";
import type { ItemRange, WalkCounts } from "./request-walk.ts";
import { type ValidationOptions, validateRequest } from "./validate.ts";
import { walkLogs } from "./walk-logs.ts";
import { walkMetrics } from "./walk-metrics.ts";
import { walkTraces } from "./walk-traces.ts";

export const NONE = new Uint32Array(0);
type WalkArguments = [Uint8Array, RecordingSink, Uint32Array, ItemRange | undefined];

/** Walk a body into a recording sink. */
export function record(signal: Signal, body: Uint8Array, rejected: Uint32Array = NONE, range?: ItemRange): RecordingSink & WalkCounts {
	const sink = new RecordingSink(body);
	const counts = walk(signal, body, sink, rejected, range);
	return Object.assign(sink, counts);
}

function walk(signal: Signal, ...[body, sink, rejected, range]: WalkArguments): WalkCounts {
	switch (signal) {
		case "traces":
			return walkTraces(body, sink, rejected, range);
		case "logs":
			return walkLogs(body, sink, rejected, range);
		case "metrics":
			return walkMetrics(body, sink, rejected, range);
	}
}

/** Both walks over a copy of the body, as the writer does them. */
export function receive(signal: Signal, body: Uint8Array, options?: ValidationOptions): { validation: Validation; sink: RecordingSink } {
	const copy = new Uint8Array(body);
	const validation = validateRequest(signal, copy, options);
	return { validation, sink: record(signal, copy, validation.rejected) };
}

export const withoutMarks = <T extends { readonly marks: number }>(items: readonly T[]): T[] =>
	items.map((item) => ({ ...item, marks: 0 }));
