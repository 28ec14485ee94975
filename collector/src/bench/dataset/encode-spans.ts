/** Plans of traces as OTLP requests: spans gather per service and leave 512 at a time, as its exporter would send them. */
import { attribute } from "./attributes.ts";
import { BodyWriter, type TimeBase } from "./body-writer.ts";
import { headOf } from "./envelope.ts";
import type { LoadBody } from "./load-body.ts";
import { hexOf, INSTANCES, idText, KIND_OF_ROLE, methodOf, operationName, ROLE, routeOf, SERVICES, serviceName, tableOf } from "./shop.ts";
import { createTraceRandom, fillTrace, statusCodeOf, TracePlan } from "./trace-plan.ts";

const ITEMS_PER_REQUEST = 512;
const SPAN_ATTRIBUTE = 9;
const EVENT_ATTRIBUTE = 3;
const AGENTS = [
	"Mozilla/5.0 (X11; Linux x86_64)",
	"okhttp/4.12.0",
	"curl/8.5.0",
	"shop-ios/5.18",
	"shop-android/5.17",
	"Go-http-client/2.0",
];

interface Pending {
	readonly writer: BodyWriter;
	readonly ids: number[];
	items: number;
	bodies: number;
}

/** Encode the traces [first, first + count) of a data set. Every body but the last of each service holds 512 spans. */
export function encodeSpans(set: {
	readonly seed: number;
	readonly base: TimeBase;
	readonly first: number;
	readonly count: number;
}): LoadBody[] {
	const bodies: LoadBody[] = [];
	const pending: readonly Pending[] = SERVICES.map(() => ({ writer: new BodyWriter(), ids: [], items: 0, bodies: set.first % 7 }));
	const plan = new TracePlan();
	const random = createTraceRandom(set.seed);
	for (let n = set.first; n < set.first + set.count; n++) {
		fillTrace(plan, random, n);
		for (let row = 0; row < plan.spanCount; row++) {
			const service = plan.service[row] ?? 0;
			const batch = pending[service];
			if (batch === undefined) continue;
			writeSpan(batch, set.base, plan, row);
			if (batch.items === ITEMS_PER_REQUEST) bodies.push(takeBody(batch, service));
		}
	}
	pending.forEach((batch, service) => {
		if (batch.items > 0) bodies.push(takeBody(batch, service));
	});
	return bodies;
}

/** A request with trace n alone, for what must be seen at once. */
export function encodeTrace(set: { readonly seed: number; readonly base: TimeBase }, n: number): Buffer {
	const plan = new TracePlan();
	fillTrace(plan, createTraceRandom(set.seed), n);
	const batch: Pending = { writer: new BodyWriter(), ids: [], items: 0, bodies: 0 };
	for (let row = 0; row < plan.spanCount; row++) writeSpan(batch, set.base, plan, row);
	return takeBody(batch, plan.service[0] ?? 0).bytes;
}

/** Close a batch. */
function takeBody(batch: Pending, service: number): LoadBody {
	const head = headOf({ service, instance: batch.bodies++ % INSTANCES, scopeSuffix: "" }, batch.writer.length);
	const ids = Uint32Array.from(batch.ids, (position) => position + head.length);
	const body = { bytes: Buffer.concat([head, batch.writer.take()]), items: batch.items, ids };
	batch.ids.length = 0;
	batch.items = 0;
	return body;
}

function writeSpan(batch: Pending, base: TimeBase, plan: TracePlan, row: number): void {
	const { writer } = batch;
	const mark = writer.begin(2);
	const [a = 0, b = 0, c = 0, d = 0] = plan.traceWords;
	const first = batch.ids.length;
	batch.ids.push(writer.id(1, a, b, c, d), writer.id(2, plan.spanHigh[row] ?? 0, plan.spanLow[row] ?? 0));
	const parent = plan.parent[row] ?? -1;
	if (parent >= 0) batch.ids.push(writer.id(4, plan.spanHigh[parent] ?? 0, plan.spanLow[parent] ?? 0));
	const role = plan.role[row] ?? 0;
	writer.text(5, operationName(role, plan.peer[row] ?? 0, plan.operation[row] ?? 0));
	writer.number(6, KIND_OF_ROLE[role] ?? 0);
	const start = plan.start + (plan.offset[row] ?? 0);
	writer.time(7, base, start);
	writer.time(8, base, start + (plan.length[row] ?? 0));
	writeAttributes(writer, plan, row);
	if (plan.failed[row] === 1) writeFailure(writer, base, plan, row);
	else if ((plan.spice[row] ?? 0) % 11 === 0) writeEvent(writer, base, start);
	writer.fixed32(16, parent >= 0 ? 0x101 : 0x301);
	const shift = writer.end(mark);
	for (let id = first; id < batch.ids.length; id++) batch.ids[id] = (batch.ids[id] ?? 0) + shift;
	batch.items++;
}

function writeAttributes(writer: BodyWriter, plan: TracePlan, row: number): void {
	const role = plan.role[row] ?? 0;
	const spice = plan.spice[row] ?? 0;
	const peer = plan.peer[row] ?? 0;
	const operation = plan.operation[row] ?? 0;
	attribute(writer, SPAN_ATTRIBUTE, "thread.id", spice % 64);
	attribute(writer, SPAN_ATTRIBUTE, "thread.name", `worker-${spice % 64}`);
	if (role === ROLE.server) writeServer(writer, plan, row);
	else if (role === ROLE.call) writeCall(writer, plan, row);
	else if (role === ROLE.database) {
		const table = tableOf(operation);
		attribute(writer, SPAN_ATTRIBUTE, "db.system.name", peer % 2 === 0 ? "postgresql" : "mysql");
		attribute(writer, SPAN_ATTRIBUTE, "db.namespace", serviceName(peer));
		attribute(writer, SPAN_ATTRIBUTE, "db.operation.name", "SELECT");
		attribute(writer, SPAN_ATTRIBUTE, "db.collection.name", table);
		attribute(
			writer,
			SPAN_ATTRIBUTE,
			"db.query.text",
			`SELECT id, state, updated_at FROM ${table} WHERE tenant_id = ? AND id = ? LIMIT 50`,
		);
		attribute(writer, SPAN_ATTRIBUTE, "server.address", `db-${peer % 4}.internal`);
		attribute(writer, SPAN_ATTRIBUTE, "db.response.returned_rows", spice % 40);
	} else if (role === ROLE.internal) {
		attribute(writer, SPAN_ATTRIBUTE, "code.function.name", operationName(role, peer, operation));
		attribute(writer, SPAN_ATTRIBUTE, "code.file.path", `src/main/shop/${serviceName(peer)}/steps.ts`);
		attribute(writer, SPAN_ATTRIBUTE, "code.line.number", 20 + 13 * operation);
		attribute(writer, SPAN_ATTRIBUTE, "app.cache.key", `${serviceName(peer)}:${spice % 3000}`);
		if (spice % 3 === 0) attribute(writer, SPAN_ATTRIBUTE, "app.request.id", hexOf(spice) + hexOf(plan.user));
	} else {
		attribute(writer, SPAN_ATTRIBUTE, "messaging.system", "kafka");
		attribute(writer, SPAN_ATTRIBUTE, "messaging.destination.name", `${serviceName(peer)}.events`);
		attribute(writer, SPAN_ATTRIBUTE, "messaging.operation.type", role === ROLE.producer ? "send" : "process");
		attribute(writer, SPAN_ATTRIBUTE, "messaging.kafka.offset", plan.number);
		attribute(writer, SPAN_ATTRIBUTE, "messaging.message.body.size", 200 + (spice % 2000));
	}
}

function writeServer(writer: BodyWriter, plan: TracePlan, row: number): void {
	const spice = plan.spice[row] ?? 0;
	const service = plan.service[row] ?? 0;
	const operation = plan.operation[row] ?? 0;
	const route = routeOf(service, operation);
	attribute(writer, SPAN_ATTRIBUTE, "http.request.method", methodOf(operation));
	attribute(writer, SPAN_ATTRIBUTE, "http.route", route);
	attribute(writer, SPAN_ATTRIBUTE, "url.path", route.replace("{id}", String(plan.user)));
	attribute(writer, SPAN_ATTRIBUTE, "url.scheme", "http");
	attribute(writer, SPAN_ATTRIBUTE, "http.response.status_code", statusCodeOf(plan, row));
	attribute(writer, SPAN_ATTRIBUTE, "client.address", `10.${spice % 16}.${(spice >>> 8) % 256}.${(spice >>> 16) % 256}`);
	attribute(writer, SPAN_ATTRIBUTE, "app.tenant", `tenant-${plan.tenant}`);
	if (row > 0) return;
	attribute(writer, SPAN_ATTRIBUTE, "user_agent.original", AGENTS[spice % AGENTS.length] ?? "");
	attribute(writer, SPAN_ATTRIBUTE, "user.id", `u-${plan.user}`);
	const [high = 0, low = 0] = plan.orderWords;
	if (high !== 0) attribute(writer, SPAN_ATTRIBUTE, "app.order.id", `ord-${idText(high, low)}`);
}

function writeCall(writer: BodyWriter, plan: TracePlan, row: number): void {
	const peer = plan.peer[row] ?? 0;
	const operation = plan.operation[row] ?? 0;
	attribute(writer, SPAN_ATTRIBUTE, "http.request.method", methodOf(operation));
	attribute(
		writer,
		SPAN_ATTRIBUTE,
		"url.full",
		`http://${serviceName(peer)}:8080${routeOf(peer, operation).replace("{id}", String(plan.user))}`,
	);
	attribute(writer, SPAN_ATTRIBUTE, "http.response.status_code", statusCodeOf(plan, row));
	attribute(writer, SPAN_ATTRIBUTE, "server.address", serviceName(peer));
	attribute(writer, SPAN_ATTRIBUTE, "server.port", 8080);
	attribute(writer, SPAN_ATTRIBUTE, "network.protocol.version", "1.1");
}

function writeEvent(writer: BodyWriter, base: TimeBase, start: number): void {
	const event = writer.begin(11);
	writer.time(1, base, start);
	writer.text(2, "cache.miss");
	attribute(writer, EVENT_ATTRIBUTE, "cache.name", "prices");
	writer.end(event);
}

/** An exception event with its stack trace, and the status. */
function writeFailure(writer: BodyWriter, base: TimeBase, plan: TracePlan, row: number): void {
	const service = plan.service[row] ?? 0;
	const message = `upstream ${serviceName(plan.peer[row] ?? 0)} timed out after ${(plan.spice[row] ?? 0) % 5000} ms`;
	const event = writer.begin(11);
	writer.time(1, base, plan.start + (plan.offset[row] ?? 0) + (plan.length[row] ?? 0));
	writer.text(2, "exception");
	attribute(writer, EVENT_ATTRIBUTE, "exception.type", "TimeoutError");
	attribute(writer, EVENT_ATTRIBUTE, "exception.message", message);
	attribute(writer, EVENT_ATTRIBUTE, "exception.stacktrace", stackTrace(serviceName(service), plan.spice[row] ?? 0, message));
	writer.end(event);
	const status = writer.begin(15);
	writer.text(2, message);
	writer.number(3, 2);
	writer.end(status);
}

/** Eight to twenty frames of a service's code; a few dozen different ones. */
export function stackTrace(service: string, spice: number, message: string): string {
	let trace = `TimeoutError: ${message}`;
	for (let frame = 0; frame < 8 + (spice % 13); frame++) {
		trace += `\n    at ${service}.step${(frame + spice) % 23} (/srv/${service}/dist/handlers/step-${(frame * 7) % 11}.js:${10 + frame * 17}:${5 + frame})`;
	}
	return trace;
}
