/**
 * Ten minutes of one small system: gateway calls checkout, batch does too, checkout calls payment and inventory, payment its database. From the
 * sixth minute on payment v42 is slow and checkout calls it again and again. Two requests every ten seconds, the newest a minute ago.
 */
import type { AttributeValue } from "@spanglass/shared/model/attributes";
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import { EMPTY_SPAN, type Span } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanos } from "@spanglass/shared/units/time";
import { sendHttp } from "./otlp-client.ts";
import type { Stack } from "./stack.ts";

const SLOW_CALLEE = { minutes: 10, perMinute: 12, slowFromMinute: 5, slowMs: 1_200 } as const;

const KIND = { server: 2, client: 3 } as const;
const MINUTE_MS = 60_000;

interface Call {
	readonly service: string;
	readonly version?: string;
	readonly name: string;
	readonly kind: number;
	readonly parent?: SpanId;
	/** Milliseconds after the trace's start, and length. */
	readonly at: number;
	readonly ms: number;
	readonly isError?: boolean;
	readonly attributes?: Readonly<Record<string, string | number>>;
}

function attribute([key, value]: [string, string | number]) {
	const typed: AttributeValue = typeof value === "string" ? { type: "string", value } : { type: "int", value: BigInt(value) };
	return { key, value: typed };
}

/** Everything of one request. */
function tellRequest(
	number: number,
	startMs: number,
	{ isSlow, entry }: { readonly isSlow: boolean; readonly entry: string },
): readonly Span[] {
	const spans: Span[] = [];
	const traceId = `c0ffee${number.toString(16).padStart(26, "0")}` as TraceId;
	const time = (ms: number) => unixNanos(BigInt(Math.round(startMs + ms)) * 1_000_000n);
	const call = (given: Call): SpanId => {
		const spanId = (number * 64 + spans.length + 1).toString(16).padStart(16, "0") as SpanId;
		const resource = {
			"service.name": given.service,
			"service.version": given.version ?? "v1",
			"service.instance.id": `${given.service}-1`,
		};
		spans.push({
			...EMPTY_SPAN,
			traceId,
			spanId,
			parentSpanId: given.parent,
			flags: 1,
			name: given.name,
			kind: given.kind,
			startTime: time(given.at),
			endTime: time(given.at + given.ms),
			attributes: Object.entries(given.attributes ?? {}).map(attribute),
			status: given.isError === true ? { code: 2, message: "deadline exceeded" } : { code: 0, message: "" },
			resource: { attributes: Object.entries(resource).map(attribute), droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" },
			scope: { name: "slow-callee", version: "1", attributes: [], droppedAttributesCount: 0, schemaUrl: "" },
		});
		return spanId;
	};
	const http = { "http.request.method": "POST", "http.route": "/pay", "http.response.status_code": 200 };
	const rpc = { "rpc.system": "grpc", "rpc.service": "Payment", "rpc.method": "Pay", "rpc.grpc.status_code": isSlow ? 4 : 0 };
	const slowMs = isSlow ? SLOW_CALLEE.slowMs + (number % 7) * 10 : 40 + (number % 5);
	const root = call({ service: entry, name: "POST /pay", kind: KIND.server, at: 0, ms: slowMs + 40, attributes: http });
	const out = call({ service: entry, name: "POST", kind: KIND.client, parent: root, at: 2, ms: slowMs + 35, attributes: http });
	const checkout = call({
		service: "checkout",
		name: "POST /pay",
		kind: KIND.server,
		parent: out,
		at: 5,
		ms: slowMs + 28,
		attributes: http,
	});
	const stock = { "rpc.system": "grpc", "rpc.service": "Inventory", "rpc.method": "Stock", "rpc.grpc.status_code": 0 };
	const ask = call({ service: "checkout", name: "Inventory/Stock", kind: KIND.client, parent: checkout, at: 7, ms: 8, attributes: stock });
	call({ service: "inventory", name: "Inventory/Stock", kind: KIND.server, parent: ask, at: 8, ms: 5, attributes: stock });
	const attempts = isSlow ? 3 : 1;
	for (let attempt = 0; attempt < attempts; attempt++) {
		const at = 18 + (attempt * slowMs) / attempts;
		const ms = slowMs / attempts - 2;
		const isError = isSlow && attempt < attempts - 1;
		const pay = call({ service: "checkout", name: "Payment/Pay", kind: KIND.client, parent: checkout, at, ms, isError, attributes: rpc });
		const version = isSlow ? "v42" : "v41";
		const served = call({
			service: "payment",
			version,
			name: "Payment/Pay",
			kind: KIND.server,
			parent: pay,
			at: at + 1,
			ms: ms - 2,
			isError,
			attributes: rpc,
		});
		const db = { "db.system.name": "postgresql", "db.namespace": "ledger", "db.query.text": "INSERT INTO payments VALUES ($1)" };
		call({ service: "payment", version, name: "INSERT payments", kind: KIND.client, parent: served, at: at + 2, ms: 4, attributes: db });
	}
	return spans;
}

export interface SlowCalleePart {
	/** When the ten minutes are over, epoch milliseconds. */
	readonly nowMs: number;
	/** Before payment v42, or from then on. */
	readonly part: "calm" | "slow";
}

/** Send half of the ten minutes. Result: the moment at which all of them begin, epoch milliseconds, a whole minute. */
export async function sendSlowCallee(stack: Stack, { nowMs, part }: SlowCalleePart): Promise<number> {
	const { minutes, perMinute, slowFromMinute } = SLOW_CALLEE;
	const startMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - minutes * MINUTE_MS;
	const [first, end] = part === "calm" ? [0, slowFromMinute] : [slowFromMinute, minutes];
	for (let minute = first; minute < end; minute++) {
		const spans = Array.from({ length: perMinute }, (_, at) =>
			tellRequest(minute * perMinute + at, startMs + minute * MINUTE_MS + (at * MINUTE_MS) / perMinute, {
				isSlow: minute >= slowFromMinute,
				entry: at % 4 === 3 ? "batch" : "gateway",
			}),
		).flat();
		const answer = await sendHttp(stack.http, "traces", encodeTraceRequest(spans), { type: "application/x-protobuf" });
		if (answer.status !== 200) throw new Error(`slow callee: HTTP ${answer.status}`);
	}
	return startMs;
}
