/** Skeletons for tests: from drawn spans, or from bare columns however hostile. */
import type { TraceId } from "../model/ids.ts";
import { MISSING_PARENT, NO_PARENT, type TraceSkeleton } from "../model/trace-skeleton.ts";
import { traceFromText } from "../testing/trace-from-text.ts";
import { unixNanos } from "../units/time.ts";

/** One row; times in milliseconds, `parent` a row index, NO_PARENT or MISSING_PARENT. */
export interface BareRow {
	readonly parent: number;
	readonly start: number;
	readonly duration: number;
	readonly service?: string;
	readonly operation?: string;
	readonly kind?: number;
	readonly status?: number;
	readonly marks?: number;
	/** Which missing parent, for rows that have one. */
	readonly missing?: number;
}

/** Rows exactly as given, in that order. */
export function bareSkeleton(rows: readonly BareRow[]): TraceSkeleton {
	const services = [...new Set(rows.map((row) => row.service ?? "a"))];
	const operations = [...new Set(rows.map((row) => row.operation ?? "op"))];
	const count = rows.length;
	const spanIds = new Uint8Array(count * 8);
	const parentIds = new Uint8Array(count * 8);
	rows.forEach((row, index) => {
		new DataView(spanIds.buffer).setUint32(index * 8 + 4, index + 1);
		if (row.parent === MISSING_PARENT) parentIds.set([0x3f, 0xa1, row.missing ?? 0, 0, 0, 0, 0, 1], index * 8);
		else if (row.parent >= 0) new DataView(parentIds.buffer).setUint32(index * 8 + 4, row.parent + 1);
	});
	const column = <A>(Kind: { from(values: number[]): A }, pick: (row: BareRow) => number): A => Kind.from(rows.map(pick));
	const zeros = new Uint32Array(count);
	return {
		traceId: "1".padStart(32, "0") as TraceId,
		startTime: unixNanos(1_700_000_000_000_000_000n),
		durationNanos: Math.max(0, ...rows.slice(0, 1000).map((row) => (row.start + row.duration) * 1e6)),
		spanCount: count,
		logCount: 0,
		services,
		serviceColors: services.map((_, index) => (index % 24) + 1),
		operations,
		instances: [""],
		warnings: [],
		complete: true,
		parent: column(Int32Array, (row) => row.parent),
		start: column(Float64Array, (row) => row.start * 1e6),
		duration: column(Float64Array, (row) => row.duration * 1e6),
		service: column(Uint16Array, (row) => services.indexOf(row.service ?? "a")),
		operation: column(Uint32Array, (row) => operations.indexOf(row.operation ?? "op")),
		instance: zeros,
		kind: column(Uint8Array, (row) => row.kind ?? 1),
		status: column(Uint8Array, (row) => row.status ?? 0),
		marks: column(Uint16Array, (row) => row.marks ?? 0),
		eventCount: zeros,
		linkCount: zeros,
		spanLogCount: zeros,
		spanIds,
		parentIds,
		errorMessages: rows.flatMap((row, index) => (row.status === 2 ? [{ row: index, message: "failed" }] : [])),
	};
}

/** A drawing in the notation of `traceFromText`, rows in the order that a skeleton has. */
export function drawnSkeleton(drawing: string): TraceSkeleton {
	const spans = traceFromText(drawing);
	const origin = spans.reduce((least, span) => (span.startTime < least ? span.startTime : least), spans[0]?.startTime ?? 0n);
	const sorted = [...spans].sort(
		(a, b) => Number(a.startTime - b.startTime) || Number(b.endTime - a.endTime) || (a.spanId < b.spanId ? -1 : 1),
	);
	const rowOf = new Map(sorted.map((span, row) => [span.spanId as string, row]));
	return bareSkeleton(
		sorted.map((span) => ({
			parent: span.parentSpanId === undefined ? NO_PARENT : (rowOf.get(span.parentSpanId) ?? MISSING_PARENT),
			start: Number(span.startTime - origin) / 1e6,
			duration: Number(span.endTime - span.startTime) / 1e6,
			service: String(span.resource.attributes.map(({ value }) => ("value" in value ? value.value : ""))[0]),
			operation: span.name,
			kind: span.kind,
			status: span.status.code,
		})),
	);
}

/** Row of the first span with this operation. */
export function rowNamed(skeleton: TraceSkeleton, operation: string): number {
	return skeleton.operation.indexOf(skeleton.operations.indexOf(operation));
}

/** A pseudo-random sequence in [0, 1), the same for the same seed. */
export function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}
