/**
 * What trace n of a data set looks like, as numbers. The sender encodes it, the checker compares answers with it: both call `fillTrace`.
 *
 * A trace: one SERVER span of a gateway; below it calls (CLIENT, with the SERVER span of the callee as their only child), database calls,
 * inner steps, now and then a message. 20 to 50 spans over several services; trace n begins n × TRACE_STEP_NANOS after the data set.
 */
import { Random } from "./random.ts";
import { DATABASE_OPERATIONS, GATEWAYS, INTERNAL_OPERATIONS, pickCallee, ROLE, SERVER_OPERATIONS } from "./shop.ts";

const SPANS_MIN = 20;
const SPANS_MAX = 50;
/** 10,000 spans per second of event time. */
export const TRACE_STEP_NANOS = 3_500_000;
export const TENANTS = 40;
const TRACE_STREAM = 1;
const ORDER_EVERY = 4;

/** Columns of one trace; row 0 is the root. Reused: `fillTrace` overwrites it. */
export class TracePlan {
	number = 0;
	spanCount = 0;
	/** Nanoseconds after the start of the data set. */
	start = 0;
	/** From the start to the latest end. */
	duration = 0;
	tenant = 0;
	user = 0;
	readonly traceWords = new Uint32Array(4);
	/** The order that the trace is about, in two words; both 0 for most traces. */
	readonly orderWords = new Uint32Array(2);
	readonly spanHigh = new Uint32Array(SPANS_MAX);
	readonly spanLow = new Uint32Array(SPANS_MAX);
	/** The service that sends the span. */
	readonly service = new Uint8Array(SPANS_MAX);
	/** The service that answers: the same but for calls and messages. */
	readonly peer = new Uint8Array(SPANS_MAX);
	readonly role = new Uint8Array(SPANS_MAX);
	readonly operation = new Uint8Array(SPANS_MAX);
	/** Row of the parent, −1 for the root. */
	readonly parent = new Int8Array(SPANS_MAX);
	/** After the start of the trace. */
	readonly offset = new Float64Array(SPANS_MAX);
	readonly length = new Float64Array(SPANS_MAX);
	readonly failed = new Uint8Array(SPANS_MAX);
	/** Chance for what is not planned: attributes, events. */
	readonly spice = new Uint32Array(SPANS_MAX);
}

export const createTraceRandom = (seed: number): Random => new Random(seed, TRACE_STREAM);

/** Make `plan` trace n. The same n and seed give the same trace. */
export function fillTrace(plan: TracePlan, random: Random, n: number): void {
	random.seekTo(n);
	plan.number = n;
	plan.start = n * TRACE_STEP_NANOS;
	for (let word = 0; word < 4; word++) plan.traceWords[word] = random.bits();
	plan.spanCount = SPANS_MIN + random.below(SPANS_MAX - SPANS_MIN + 1);
	plan.tenant = random.skewed(TENANTS);
	plan.user = random.skewed(200_000);
	const ordered = random.below(ORDER_EVERY) === 0;
	plan.orderWords[0] = ordered ? random.bits() | 1 : 0;
	plan.orderWords[1] = ordered ? random.bits() : 0;
	fillRoot(plan, random);
	for (let row = 1; row < plan.spanCount; row++) fillSpan(plan, random, row);
	plan.duration = plan.length[0] ?? 0;
}

function fillRoot(plan: TracePlan, random: Random): void {
	const gateway = random.skewed(GATEWAYS);
	setSpan(plan, random, 0, { service: gateway, peer: gateway, role: ROLE.server, operation: random.skewed(SERVER_OPERATIONS), parent: -1 });
	plan.offset[0] = 0;
	plan.length[0] = Math.floor(60_000_000 * Math.exp(0.9 * random.normal())) + 100_000;
}

interface SpanShape {
	readonly service: number;
	readonly peer: number;
	readonly role: number;
	readonly operation: number;
	readonly parent: number;
}

function setSpan(plan: TracePlan, random: Random, row: number, shape: SpanShape): void {
	plan.spanHigh[row] = random.bits();
	plan.spanLow[row] = random.bits();
	plan.spice[row] = random.bits();
	plan.service[row] = shape.service;
	plan.peer[row] = shape.peer;
	plan.role[row] = shape.role;
	plan.operation[row] = shape.operation;
	plan.parent[row] = shape.parent;
	plan.failed[row] = random.next() < 0.012 ? 1 : 0;
}

/** A call is answered by the next row; any other span hangs below one that can do work, the later ones more often. */
function fillSpan(plan: TracePlan, random: Random, row: number): void {
	const above = plan.role[row - 1];
	if (above === ROLE.call || above === ROLE.producer) answerCall(plan, random, row);
	else addWork(plan, random, row);
}

function addWork(plan: TracePlan, random: Random, row: number): void {
	const parent = pickHost(plan, random, row);
	const service = plan.service[parent] ?? 0;
	const shape = pickWork(random, { service, parent, canCall: row + 1 < plan.spanCount });
	setSpan(plan, random, row, shape);
	const room = plan.length[parent] ?? 0;
	const begin = Math.floor(room * 0.85 * random.next());
	plan.offset[row] = (plan.offset[parent] ?? 0) + begin;
	plan.length[row] = Math.floor((room - begin) * (0.05 + 0.9 * random.next()));
}

function answerCall(plan: TracePlan, random: Random, row: number): void {
	const call = row - 1;
	const callee = plan.peer[call] ?? 0;
	const role = plan.role[call] === ROLE.producer ? ROLE.consumer : ROLE.server;
	setSpan(plan, random, row, { service: callee, peer: callee, role, operation: plan.operation[call] ?? 0, parent: call });
	const room = plan.length[call] ?? 0;
	plan.offset[row] = (plan.offset[call] ?? 0) + Math.floor(0.03 * room);
	plan.length[row] = Math.floor(0.9 * room);
	if (plan.failed[row] === 1 && role === ROLE.server) plan.failed[call] = 1;
}

function pickHost(plan: TracePlan, random: Random, row: number): number {
	for (let attempt = 0; attempt < 8; attempt++) {
		const host = Math.floor(row * Math.sqrt(random.next()));
		const role = plan.role[host];
		if (role === ROLE.server || role === ROLE.consumer || role === ROLE.internal) return host;
	}
	return 0;
}

function pickWork(random: Random, at: { readonly service: number; readonly parent: number; readonly canCall: boolean }): SpanShape {
	const { service, parent } = at;
	const chance = random.next();
	if (at.canCall && chance < 0.36) {
		return { service, peer: pickCallee(random), role: ROLE.call, operation: random.skewed(SERVER_OPERATIONS), parent };
	}
	if (at.canCall && chance < 0.4) return { service, peer: pickCallee(random), role: ROLE.producer, operation: 0, parent };
	const database = chance < 0.68;
	const operation = random.skewed(database ? DATABASE_OPERATIONS : INTERNAL_OPERATIONS);
	return { service, peer: service, role: database ? ROLE.database : ROLE.internal, operation, parent };
}

/** HTTP status of a server span or a call. */
export function statusCodeOf(plan: TracePlan, row: number): number {
	const spice = plan.spice[row] ?? 0;
	if (plan.failed[row] === 1) return spice % 3 === 0 ? 503 : 500;
	return spice % 50 === 0 ? 404 : spice % 9 === 0 ? 204 : 200;
}
