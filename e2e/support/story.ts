/**
 * The one incident that every picture tells: POST /pay through nine services, payment v42 with a deadline of 300 ms, two failed attempts and a
 * third that works. Spans with attributes, events and logs, as instrumented services would send them.
 */
import type { Attribute, AttributeValue } from "@spanglass/shared/model/attributes";
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { Resource, Scope } from "@spanglass/shared/model/resource";
import type { Span, SpanEvent } from "@spanglass/shared/model/span";
import { encodeLogsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanos } from "@spanglass/shared/units/time";
import { sendHttp } from "./otlp-client.ts";
import type { Stack } from "./stack.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736" as TraceId;
const SCOPE: Scope = { name: "story", version: "1", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
const KIND = { internal: 1, server: 2, client: 3, producer: 4 } as const;
const DEADLINE = "context deadline exceeded";
const STACK = `context deadline exceeded\n\tat bank.Charge (bank/client.go:88)\n\tat payment.Pay (payment/server.go:141)\n\tat grpc.handleUnary (grpc/server.go:1379)`;

interface Call {
	readonly service: string;
	readonly name: string;
	/** Milliseconds after the trace's start, and length. */
	readonly at: number;
	readonly ms: number;
	readonly kind?: number;
	readonly parent?: SpanId;
	readonly error?: string;
	readonly attributes?: Readonly<Record<string, string | number>>;
}

/** Sends the story's spans and logs; answers its trace id. Ends a minute ago. */
export async function sendStory(stack: Stack): Promise<TraceId> {
	const { spans, records } = tellStory(BigInt(Date.now() - 60_000) * 1_000_000n);
	for (const [signal, body] of [
		["traces", encodeTraceRequest(spans)],
		["logs", encodeLogsRequest(records)],
	] as const) {
		const answer = await sendHttp(stack.http, signal, body, { type: "application/x-protobuf" });
		if (answer.status !== 200) throw new Error(`the story's ${signal}: HTTP ${answer.status}`);
	}
	return TRACE_ID;
}

function tellStory(start: bigint): { readonly spans: readonly Span[]; readonly records: readonly LogRecord[] } {
	const spans: Span[] = [];
	const records: LogRecord[] = [];
	const resources = new Map<string, Resource>();
	const resource = (service: string) => {
		const known = resources.get(service) ?? resourceOf(service);
		resources.set(service, known);
		return known;
	};
	const time = (ms: number) => unixNanos(start + BigInt(Math.round(ms * 1_000_000)));
	const call = (given: Call): SpanId => {
		const spanId = `7a${(spans.length + 1).toString(16).padStart(14, "0")}` as SpanId;
		const event: SpanEvent = {
			time: time(given.at + given.ms),
			name: "exception",
			attributes: attributesOf({
				"exception.type": "DeadlineExceeded",
				"exception.message": given.error ?? "",
				"exception.stacktrace": STACK,
			}),
			droppedAttributesCount: 0,
		};
		spans.push({
			traceId: TRACE_ID,
			spanId,
			parentSpanId: given.parent,
			traceState: "",
			flags: 0x101,
			name: given.name,
			kind: given.kind ?? KIND.internal,
			startTime: time(given.at),
			endTime: time(given.at + given.ms),
			attributes: attributesOf(given.attributes ?? {}),
			droppedAttributesCount: 0,
			events: given.error === undefined ? [] : [event],
			droppedEventsCount: 0,
			links: [],
			droppedLinksCount: 0,
			status: given.error === undefined ? { code: 0, message: "" } : { code: 2, message: given.error },
			resource: resource(given.service),
			scope: SCOPE,
			marks: 0,
		});
		return spanId;
	};
	const log = (
		spanId: SpanId,
		service: string,
		entry: { at: number; severity: number; text: string; more?: Record<string, string | number> },
	) => {
		records.push({
			time: time(entry.at),
			observedTime: time(entry.at),
			severityNumber: entry.severity,
			severityText: entry.severity >= 17 ? "ERROR" : entry.severity >= 13 ? "WARN" : "INFO",
			body: { type: "string", value: entry.text },
			attributes: attributesOf(entry.more ?? {}),
			droppedAttributesCount: 0,
			flags: 1,
			traceId: TRACE_ID,
			spanId,
			eventName: "",
			resource: resource(service),
			scope: SCOPE,
			marks: 0,
		});
	};
	tellCalls(call, log);
	return { spans, records };
}

type MakeCall = (given: Call) => SpanId;
type MakeLog = (
	spanId: SpanId,
	service: string,
	entry: { at: number; severity: number; text: string; more?: Record<string, string | number> },
) => void;

function tellCalls(call: MakeCall, log: MakeLog): void {
	const http = { "http.request.method": "POST", "http.route": "/pay", "http.response.status_code": 200 };
	const root = call({ service: "gateway", name: "POST /pay", at: 0, ms: 1310, kind: KIND.server, attributes: http });
	const out = call({ service: "gateway", name: "checkout POST /pay", at: 8, ms: 1290, kind: KIND.client, parent: root, attributes: http });
	const checkout = call({ service: "checkout", name: "POST /pay", at: 16, ms: 1280, kind: KIND.server, parent: out, attributes: http });
	tellCart(call, checkout);
	const shipping = call({ service: "checkout", name: "shipping.Estimate", at: 112, ms: 297, kind: KIND.client, parent: checkout });
	const estimate = call({ service: "shipping", name: "Estimate", at: 115, ms: 290, kind: KIND.server, parent: shipping });
	for (let index = 0; index < 48; index++)
		call({
			service: "shipping",
			name: "SELECT cart_items",
			at: 124 + index * 2.6,
			ms: 2,
			kind: KIND.client,
			parent: estimate,
			attributes: { "db.system.name": "postgresql", "db.query.text": "SELECT * FROM cart_items WHERE cart = $1" },
		});
	const rank = call({ service: "shipping", name: "rank carriers", at: 258, ms: 140, parent: estimate });
	for (let index = 0; index < 13; index++) call({ service: "shipping", name: "score", at: 262 + index * 9, ms: 8, parent: rank });
	tellAttempt(call, log, { parent: checkout, attempt: 1, at: 112, ms: 300 });
	tellAttempt(call, log, { parent: checkout, attempt: 2, at: 416, ms: 300 });
	tellAttempt(call, log, { parent: checkout, attempt: 3, at: 738, ms: 410 });
	call({
		service: "checkout",
		name: "publish orders",
		at: 96,
		ms: 2,
		kind: KIND.producer,
		parent: checkout,
		attributes: { "messaging.system": "kafka", "messaging.destination.name": "orders" },
	});
	const render = call({ service: "checkout", name: "render receipt", at: 1200, ms: 92, parent: checkout });
	for (let index = 0; index < 9; index++) call({ service: "checkout", name: "template", at: 1203 + index * 9, ms: 7, parent: render });
	call({ service: "loyalty", name: "emit points", at: 1204, ms: 60, parent: "00000000000003fa" as SpanId });
}

function tellCart(call: MakeCall, checkout: SpanId): void {
	const cart = call({ service: "cart", name: "GET cart", at: 20, ms: 18, kind: KIND.server, parent: checkout });
	for (let index = 0; index < 6; index++)
		call({
			service: "cart",
			name: "redis GET",
			at: 22 + index * 2.5,
			ms: 1.1,
			kind: KIND.client,
			parent: cart,
			attributes: { "db.system.name": "redis" },
		});
	const reserve = call({ service: "inventory", name: "Reserve", at: 44, ms: 64, kind: KIND.server, parent: checkout });
	for (let index = 0; index < 20; index++)
		call({
			service: "inventory",
			name: "UPDATE stock",
			at: 46 + index * 3,
			ms: 2.2,
			kind: KIND.client,
			parent: reserve,
			attributes: { "db.system.name": "postgresql" },
		});
}

interface Attempt {
	readonly parent: SpanId;
	readonly attempt: number;
	readonly at: number;
	readonly ms: number;
}

function tellAttempt(call: MakeCall, log: MakeLog, { parent, attempt, at, ms }: Attempt): void {
	const failed = attempt < 3 ? { error: DEADLINE } : {};
	const rpc = {
		"rpc.system.name": "grpc",
		"rpc.method": "shop.Payment/Pay",
		"rpc.response.status_code": attempt < 3 ? "DEADLINE_EXCEEDED" : "OK",
		"retry.attempt": attempt,
	};
	const client = call({ service: "checkout", name: "payment.Pay", at, ms, kind: KIND.client, parent, attributes: rpc, ...failed });
	const server = call({
		service: "payment",
		name: "Pay",
		at: at + 1,
		ms: ms - 2,
		kind: KIND.server,
		parent: client,
		attributes: rpc,
		...failed,
	});
	call({
		service: "payment",
		name: "SELECT … FOR UPDATE",
		at: at + 3,
		ms: 1.6,
		kind: KIND.client,
		parent: server,
		attributes: { "db.system.name": "postgresql", "db.query.text": "SELECT * FROM accounts WHERE id = $1 FOR UPDATE" },
	});
	log(server, "payment", { at: at + 5, severity: 9, text: "lock acquired account", more: { acct: 5531 } });
	if (attempt < 3) {
		log(server, "payment", { at: at + 160, severity: 13, text: "bank call slow", more: { elapsed: "158ms" } });
		log(server, "payment", {
			at: at + 297,
			severity: 17,
			text: "call bank failed: context deadline exceeded",
			more: { attempt, order: 8812 },
		});
		log(client, "checkout", { at: at + 299, severity: 13, text: `retrying payment.Pay (${attempt + 1}/3)`, more: { order: 8812 } });
		return;
	}
	const fraud = call({ service: "fraud", name: "Score", at: at + 46, ms: 80, kind: KIND.server, parent: server });
	for (let index = 0; index < 12; index++) call({ service: "fraud", name: "infer", at: at + 50 + index * 6, ms: 5, parent: fraud });
	const authorise = call({ service: "payment", name: "authorise", at: at + 132, ms: 206, parent: server });
	call({
		service: "payment",
		name: "POST bank/charge",
		at: at + 134,
		ms: 200,
		kind: KIND.client,
		parent: authorise,
		attributes: { "http.request.method": "POST", "server.address": "bank" },
	});
	const ledger = call({ service: "ledger", name: "Append", at: at + 344, ms: 50, kind: KIND.server, parent: server });
	for (let index = 0; index < 14; index++)
		call({ service: "ledger", name: "INSERT entry", at: at + 346 + index * 3, ms: 2, kind: KIND.client, parent: ledger });
}

function resourceOf(service: string): Resource {
	const version = service === "payment" ? "v42" : "v7";
	return {
		attributes: attributesOf({
			"service.name": service,
			"service.version": version,
			"service.instance.id": `${service.slice(0, 3)}-7f9c`,
			"host.name": "node-3",
			"deployment.environment.name": "prod",
		}),
		droppedAttributesCount: 0,
		entityRefs: [],
		schemaUrl: "",
	};
}

function attributesOf(record: Readonly<Record<string, string | number>>): readonly Attribute[] {
	return Object.entries(record).map(([key, value]) => {
		const typed: AttributeValue = typeof value === "string" ? { type: "string", value } : { type: "int", value: BigInt(value) };
		return { key, value: typed };
	});
}
