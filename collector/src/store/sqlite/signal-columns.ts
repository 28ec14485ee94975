/** Columns of one signal and the second walk into them: the writer's open columns, and what a reader decodes from the journal. */
import type { Signal } from "@spanglass/shared/model/signal";
import { createGeneration } from "../../columns/create-generation.ts";
import type { GenerationOf, GenerationOptions } from "../../columns/generation.ts";
import type { ItemRange, WalkCounts } from "../../wire/otlp/request-walk.ts";
import { walkLogs } from "../../wire/otlp/walk-logs.ts";
import { walkMetrics } from "../../wire/otlp/walk-metrics.ts";
import { walkTraces } from "../../wire/otlp/walk-traces.ts";

/** A generation together with its signal, so that the two cannot be mixed up. */
export type SignalColumns = { readonly [S in Signal]: { readonly signal: S; readonly columns: GenerationOf[S] } }[Signal];

/** An empty generation of a signal; see `createGeneration`. */
export function createColumns(signal: Signal, options: GenerationOptions): SignalColumns {
	switch (signal) {
		case "traces":
			return { signal, columns: createGeneration(signal, options) };
		case "logs":
			return { signal, columns: createGeneration(signal, options) };
		case "metrics":
			return { signal, columns: createGeneration(signal, options) };
	}
}

/** Report the items of `range` that are not in `rejected`. Throws when the walk or the columns have a bug. */
export function walkInto(target: SignalColumns, protobuf: Uint8Array, rejected: Uint32Array, range: ItemRange): WalkCounts {
	switch (target.signal) {
		case "traces":
			return walkTraces(protobuf, target.columns, rejected, range);
		case "logs":
			return walkLogs(protobuf, target.columns, rejected, range);
		case "metrics":
			return walkMetrics(protobuf, target.columns, rejected, range);
	}
}
