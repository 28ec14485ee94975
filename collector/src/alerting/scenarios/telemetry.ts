/** Drawn series as OTLP requests: what a service would have sent of one minute. */
import type { Attribute } from "@spanglass/shared/model/attributes";
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import { AggregationTemporality, type MetricPoint } from "@spanglass/shared/model/metric";
import type { Resource, Scope } from "@spanglass/shared/model/resource";
import type { Signal } from "@spanglass/shared/model/signal";
import { type Span, SpanKind, StatusCode } from "@spanglass/shared/model/span";
import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { LOG_LEVELS, severityRange } from "@spanglass/shared/query/log-level";
import { unixNanos } from "@spanglass/shared/units/time";
import type { DrawnSeries } from "./read-scenario.ts";

export interface DrawnRequest {
	readonly signal: Signal;
	readonly body: Uint8Array;
}

const SCOPE: Scope = { name: "drawn", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
const MINUTE_NANOS = 60_000_000_000n;
const MS = 1_000_000;

/** Ids that no other item of the run has. */
export class DrawnTelemetry {
	#lastId = 0;

	/** Requests of one minute of a series; `start`: Unix ms of the minute. */
	requestsOf(series: DrawnSeries, minute: number, start: number): readonly DrawnRequest[] {
		const requests: DrawnRequest[] = [];
		const begin = BigInt(start) * BigInt(MS);
		const spans = [...this.#requests(series, minute, begin), ...this.#messages(series, minute, begin)];
		if (spans.length > 0) requests.push({ signal: "traces", body: encodeTraceRequest(spans) });
		const records = this.#records(series, minute, begin);
		if (records.length > 0) requests.push({ signal: "logs", body: encodeLogsRequest(records) });
		const value = series.values[minute];
		if (series.metric !== undefined && value !== undefined)
			requests.push({ signal: "metrics", body: encodeMetricsRequest([pointOf(series, series.metric, value, begin)]) });
		return requests;
	}

	#requests(series: DrawnSeries, minute: number, begin: bigint): readonly Span[] {
		const count = series.requests[minute] ?? 0;
		const errors = series.errors[minute] ?? 0;
		const nanos = BigInt(Math.round((series.took[minute] ?? 10) * MS));
		return Array.from({ length: count }, (_, at) => {
			const startTime = begin + (MINUTE_NANOS * BigInt(at)) / BigInt(count);
			return this.#span(series, { name: series.operation, kind: SpanKind.server, startTime, nanos, isError: at < errors });
		});
	}

	#messages(series: DrawnSeries, minute: number, begin: bigint): readonly Span[] {
		const count = series.messages[minute] ?? 0;
		const waited = BigInt(Math.round((series.waited[minute] ?? 0) * MS));
		return Array.from({ length: count }, (_, at) => {
			const startTime = begin + (MINUTE_NANOS * BigInt(at)) / BigInt(count);
			const nanos = BigInt(MS);
			const sent = this.#span(series, { name: "orders publish", kind: SpanKind.producer, startTime, nanos, isError: false });
			const taken = { name: "orders process", kind: SpanKind.consumer, startTime: startTime + nanos + waited, nanos, isError: false };
			const received = this.#span({ ...series, service: series.consumer }, taken);
			return [sent, { ...received, traceId: sent.traceId, parentSpanId: sent.spanId }];
		}).flat();
	}

	#span(
		series: DrawnSeries,
		given: { readonly name: string; readonly kind: number; readonly startTime: bigint; readonly nanos: bigint; readonly isError: boolean },
	): Span {
		const id = (++this.#lastId).toString(16);
		const messaging: readonly Attribute[] =
			given.kind === SpanKind.server ? [] : [textOf("messaging.system", "kafka"), textOf("messaging.destination.name", "orders")];
		return {
			traceId: id.padStart(32, "0") as TraceId,
			spanId: id.padStart(16, "0") as SpanId,
			parentSpanId: undefined,
			traceState: "",
			flags: 0,
			name: given.name,
			kind: given.kind,
			startTime: unixNanos(given.startTime),
			endTime: unixNanos(given.startTime + given.nanos),
			attributes: messaging,
			droppedAttributesCount: 0,
			events: [],
			droppedEventsCount: 0,
			links: [],
			droppedLinksCount: 0,
			status: { code: given.isError ? StatusCode.error : StatusCode.unset, message: given.isError ? series.body : "" },
			resource: resourceOf(series),
			scope: SCOPE,
			marks: 0,
		};
	}

	#records(series: DrawnSeries, minute: number, begin: bigint): readonly LogRecord[] {
		const count = series.logs[minute] ?? 0;
		const level = LOG_LEVELS.find((known) => known === series.level) ?? "error";
		return Array.from({ length: count }, (_, at) => ({
			time: unixNanos(begin + (MINUTE_NANOS * BigInt(at)) / BigInt(count)),
			observedTime: unixNanos(begin),
			severityNumber: severityRange(level)[0],
			severityText: level.toUpperCase(),
			body: { type: "string", value: series.body },
			attributes: [],
			droppedAttributesCount: 0,
			flags: 0,
			traceId: "" as TraceId,
			spanId: "" as SpanId,
			eventName: "",
			resource: resourceOf(series),
			scope: SCOPE,
			marks: 0,
		}));
	}
}

function textOf(key: string, value: string): Attribute {
	return { key, value: { type: "string", value } };
}

function resourceOf({ service, environment, instance, version }: DrawnSeries): Resource {
	const attributes = [
		textOf("service.name", service),
		textOf("deployment.environment.name", environment),
		textOf("service.instance.id", instance),
		textOf("service.version", version),
	];
	return { attributes, droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" };
}

function pointOf(series: DrawnSeries, name: string, value: number, begin: bigint): MetricPoint {
	const { isCounter } = series;
	return {
		startTime: unixNanos(0n),
		time: unixNanos(begin + MINUTE_NANOS / 2n),
		flags: 0,
		value: { type: "double", value },
		exemplars: [],
		series: {
			metric: {
				name,
				description: "",
				unit: "1",
				type: isCounter ? "sum" : "gauge",
				temporality: isCounter ? AggregationTemporality.cumulative : AggregationTemporality.unspecified,
				monotonic: isCounter,
				metadata: [],
			},
			attributes: [],
			resource: resourceOf(series),
			scope: SCOPE,
		},
		marks: 0,
	};
}
