/** Small requests of known content, for loops that count what was acknowledged. */

import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import { EMPTY_LOG_RECORD, type LogRecord } from "@spanglass/shared/model/log-record";
import type { MetricPoint } from "@spanglass/shared/model/metric";
import type { Resource, Scope } from "@spanglass/shared/model/resource";
import { EMPTY_SPAN, type Span } from "@spanglass/shared/model/span";
import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { type UnixNanos, unixNanos, unixNanosFromMillis } from "@spanglass/shared/units/time";

export const SPANS_PER_TRACE = 10;
export const RECORDS_PER_REQUEST = 5;

export const SYNTHETIC_SCOPE: Scope = { name: "e2e.synthetic", version: "1", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };

/** The resource of a service; `demo`: it belongs to the demo. */
export function resourceOf(service: string, demo = false): Resource {
	const name = { key: "service.name", value: { type: "string", value: service } } as const;
	return {
		attributes: demo ? [name, { key: "spanglass.demo", value: { type: "bool", value: true } }] : [name],
		droppedAttributesCount: 0,
		entityRefs: [],
		schemaUrl: "",
	};
}

/** A 32-digit trace id that carries a number. */
export function traceIdOf(number: number): TraceId {
	return `${"5ba9".padEnd(16, "0")}${number.toString(16).padStart(16, "0")}` as TraceId;
}

function spanIdOf(number: number): SpanId {
	return (number + 1).toString(16).padStart(16, "0") as SpanId;
}

export interface SyntheticTrace {
	readonly traceId: TraceId;
	readonly service: string;
	readonly spans: number;
	readonly start: UnixNanos;
	/** Children per span; 0 makes a flat trace under one root. */
	readonly fanOut?: number;
	/** How many services take turns, named with a number after the name; one with the plain name when left out. */
	readonly services?: number;
	/** It belongs to the demo. */
	readonly demo?: boolean;
}

/** One trace: a root of 1 s and children inside it, one in 50 with an error. Span i's parent is (i - 1) / fanOut. */
export function makeSpans(trace: SyntheticTrace): readonly Span[] {
	const count = trace.services ?? 1;
	const resources = Array.from({ length: count }, (_, index) =>
		resourceOf(count === 1 ? trace.service : `${trace.service}-${index}`, trace.demo),
	);
	const fanOut = trace.fanOut ?? 0;
	return Array.from({ length: trace.spans }, (_, index) => {
		const parent = index === 0 ? undefined : fanOut === 0 ? 0 : Math.floor((index - 1) / fanOut);
		const start = trace.start + BigInt(Math.floor((index * 900_000_000) / trace.spans));
		return {
			...EMPTY_SPAN,
			traceId: trace.traceId,
			spanId: spanIdOf(index),
			parentSpanId: parent === undefined ? undefined : spanIdOf(parent),
			flags: 1,
			name: index === 0 ? "GET /synthetic" : `step ${index % 20}`,
			kind: index === 0 ? 2 : 1,
			startTime: unixNanos(start),
			endTime: unixNanos(index === 0 ? trace.start + 1_000_000_000n : start + 5_000_000n),
			attributes: [{ key: "step", value: { type: "int", value: BigInt(index) } }],
			status: index % 50 === 49 ? { code: 2, message: "synthetic failure" } : { code: 0, message: "" },
			resource: resources[index % count] ?? resourceOf(trace.service, trace.demo),
			scope: SYNTHETIC_SCOPE,
		} satisfies Span;
	});
}

/** A request with one trace of SPANS_PER_TRACE spans. */
export function traceRequest(number: number, service: string, atMs = Date.now()): Uint8Array {
	const start = unixNanosFromMillis(atMs);
	return encodeTraceRequest(makeSpans({ traceId: traceIdOf(number), service, spans: SPANS_PER_TRACE, start }));
}

/** A request with RECORDS_PER_REQUEST records whose bodies name the request. */
export function logsRequest(number: number, service: string, atMs = Date.now()): Uint8Array {
	const time = unixNanosFromMillis(atMs);
	const resource = resourceOf(service);
	const records = Array.from({ length: RECORDS_PER_REQUEST }, (_, index): LogRecord => {
		return {
			...EMPTY_LOG_RECORD,
			time,
			observedTime: time,
			severityNumber: 9,
			severityText: "INFO",
			body: { type: "string", value: `request ${number} record ${index}` },
			resource,
			scope: SYNTHETIC_SCOPE,
		};
	});
	return encodeLogsRequest(records);
}

/** A request with one point of the metric `name`, its value the number. */
export function metricsRequest(number: number, service: string, name: string, atMs = Date.now()): Uint8Array {
	const time = unixNanosFromMillis(atMs);
	const point: MetricPoint = {
		startTime: unixNanos(0n),
		time,
		flags: 0,
		value: { type: "int", value: BigInt(number) },
		exemplars: [],
		series: {
			metric: { name, description: "", unit: "1", type: "gauge", temporality: 0, monotonic: false, metadata: [] },
			attributes: [],
			resource: resourceOf(service),
			scope: SYNTHETIC_SCOPE,
		},
		marks: 0,
	};
	return encodeMetricsRequest([point]);
}
