/**
 * Two instances of cart, of which one stops: it serves two requests, says on the way that its memory runs out, and is heard of no more. The other
 * goes on. Both send a span, a log record and a metric for each request.
 */
import type { Attribute } from "@spanglass/shared/model/attributes";
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import { EMPTY_LOG_RECORD } from "@spanglass/shared/model/log-record";
import { EMPTY_SPAN } from "@spanglass/shared/model/span";
import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { sendHttp } from "./otlp-client.ts";
import type { Stack } from "./stack.ts";

const SCOPE = { name: "cart", version: "1", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };

const text = (key: string, value: string): Attribute => ({ key, value: { type: "string", value } });

interface Request {
	readonly instance: "cart-1" | "cart-2";
	readonly atMs: number;
	readonly said: string;
	readonly memory: number;
}

async function sendRequest(stack: Stack, { instance, atMs, said, memory }: Request): Promise<void> {
	const told = {
		"service.name": "cart",
		"service.version": "v7",
		"service.instance.id": instance,
		"host.name": `node-${instance.slice(-1)}`,
	};
	const attributes = Object.entries(told).map(([key, value]) => text(key, value));
	const resource = { attributes, droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" };
	const time = unixNanosFromMillis(atMs);
	const traceId = `ca47${instance.slice(-1)}${atMs.toString(16).padStart(27, "0")}` as TraceId;
	const spanId = atMs.toString(16).padStart(16, "0") as SpanId;
	const endTime = unixNanosFromMillis(atMs + 40);
	const span = { ...EMPTY_SPAN, traceId, spanId, name: "GET /cart", kind: 2, startTime: time, endTime, resource, scope: SCOPE };
	const body = { type: "string", value: said } as const;
	const record = { ...EMPTY_LOG_RECORD, time, observedTime: time, severityNumber: 13, severityText: "WARN", body, traceId, spanId };
	const described = { name: "process.memory.usage", unit: "By", description: "", type: "gauge", temporality: 0, monotonic: false } as const;
	const metric = { ...described, metadata: [] };
	const point = {
		...{ series: { metric, attributes: [], resource, scope: SCOPE }, startTime: time, time, flags: 0, exemplars: [], marks: 0 },
		value: { type: "int", value: BigInt(memory) },
	} as const;
	for (const [signal, bytes] of [
		["traces", encodeTraceRequest([span])],
		["logs", encodeLogsRequest([{ ...record, resource, scope: SCOPE }])],
		["metrics", encodeMetricsRequest([point])],
	] as const) {
		const answer = await sendHttp(stack.http, signal, bytes, { type: "application/x-protobuf" });
		if (answer.status !== 200) throw new Error(`lost instance, ${signal}: HTTP ${answer.status}`);
	}
}

/** What arrives while both are there. */
export async function sendBothInstances(stack: Stack, nowMs: number): Promise<void> {
	await sendRequest(stack, { instance: "cart-1", atMs: nowMs, said: "cart loaded", memory: 80e6 });
	await sendRequest(stack, { instance: "cart-2", atMs: nowMs, said: "cart loaded", memory: 400e6 });
	await sendRequest(stack, { instance: "cart-2", atMs: nowMs + 61_000, said: "heap nearly full", memory: 512e6 });
}

/** What arrives when only the first is left. */
export async function sendOneInstance(stack: Stack, nowMs: number): Promise<void> {
	await sendRequest(stack, { instance: "cart-1", atMs: nowMs, said: "cart loaded", memory: 82e6 });
}
