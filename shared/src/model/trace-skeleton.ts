import type { UnixNanos } from "../units/time.ts";
import type { TraceId } from "./ids.ts";

/** `parent` of a span without a parent. */
export const NO_PARENT = -1;
/** `parent` of a span whose parent id is set but was not received. */
export const MISSING_PARENT = -2;

/**
 * One trace as columns: what a flame view needs, no object per span.
 *
 * Shape   every array has `spanCount` entries (`spanIds` and `parentIds` 8 bytes each); row i is one span.
 * Order   rows by start, then longest first, then span id.
 * Units   `start` nanoseconds after `startTime` (Float64, exact to 104 days); `duration` nanoseconds, never negative.
 * `parent` is a row index, NO_PARENT or MISSING_PARENT; a repeated span id refers to the first row that has it; cycles are kept as sent
 * (readers must not follow `parent` for ever).
 * `service`, `operation`, `instance` index the dictionaries of the same name; `serviceColors[s]` is 1..24 (the installation's registry).
 * `errorMessages` is sparse: rows with status error and their message, for the drawer and the sentence.
 */
export interface TraceSkeleton {
	readonly traceId: TraceId;
	readonly startTime: UnixNanos;
	readonly durationNanos: number;
	readonly spanCount: number;
	readonly logCount: number;
	readonly services: readonly string[];
	readonly serviceColors: readonly number[];
	readonly operations: readonly string[];
	readonly instances: readonly string[];
	readonly warnings: readonly string[];
	/** It is the copy that was kept with this incident: retention has deleted the trace, or a part of it. */
	readonly pinned?: number | undefined;
	readonly complete: boolean;
	readonly parent: Int32Array;
	readonly start: Float64Array;
	readonly duration: Float64Array;
	readonly service: Uint16Array;
	readonly operation: Uint32Array;
	readonly instance: Uint32Array;
	readonly kind: Uint8Array;
	/** OTLP status code. */
	readonly status: Uint8Array;
	/** ItemMark bits. */
	readonly marks: Uint16Array;
	readonly eventCount: Uint32Array;
	readonly linkCount: Uint32Array;
	/** Log records that carry this span's id. */
	readonly spanLogCount: Uint32Array;
	readonly spanIds: Uint8Array;
	readonly parentIds: Uint8Array;
	readonly errorMessages: readonly { readonly row: number; readonly message: string }[];
}
