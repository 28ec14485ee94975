/**
 * Large trace requests at a fixed rate whatever the answers are, over both transports, as many under way as the product may hold at a time.
 * One request is one trace; its bytes are a template in which the trace id and one attribute of each span are replaced, so that the client
 * costs little and the store cannot make much less of them.
 */
import { randomBytes } from "node:crypto";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { createGrpcClient } from "../../support/otlp-client.ts";
import type { Stack } from "../../support/stack.ts";
import { makeSpans, traceIdOf } from "../../support/synthetic.ts";
import { ANSWER_WITHIN_MS, createHttpSender, type Fate, type Sent, sendByGrpc, sendByHttp } from "./send.ts";
import { wait } from "./wait.ts";

export const FLOOD_SPANS = 1024;
const GRPC_CLIENTS = 8;
const HTTP_EVERY = 8;
/** Of 170 kB each: more than the product takes in. */
const UNDER_WAY = 900;
const TICK_MS = 10;
const ID_BYTES = 16;
/** Stands where random digits come. */
const MARK = "#".repeat(48);
const MESSAGES_KEPT = 5;

export interface FloodCounts {
	readonly fates: Readonly<Record<Fate, number>>;
	/** Due and not sent because too many were under way. */
	readonly held: number;
	/** Milliseconds from send to acknowledgement, of the acknowledged. */
	readonly latencies: readonly number[];
	readonly seconds: number;
	/** Of answers without sense: the first few. */
	readonly messages: readonly string[];
}

interface Counting {
	readonly fates: Record<Fate, number>;
	held: number;
	readonly latencies: number[];
	readonly messages: string[];
}

export interface FloodPlan {
	/** Requests per second; undefined: `underWay` at a time, each answer followed by the next request. */
	readonly rate?: number | undefined;
	readonly underWay?: number;
	readonly seconds: number;
	/** Told of every acknowledgement; `performance.now()` and milliseconds since it was sent. */
	readonly onStored?: (atMs: number, latencyMs: number) => void;
}

export class Flood {
	readonly #template = createTemplate();
	/** Trace ids that were acknowledged. */
	readonly stored = new Set<string>();

	async run(stack: Stack, plan: FloodPlan): Promise<FloodCounts> {
		const counting: Counting = { fates: { stored: 0, refused: 0, unhinted: 0, broken: 0, wrong: 0 }, held: 0, latencies: [], messages: [] };
		const ports = connect(stack);
		const began = performance.now();
		const end = began + plan.seconds * 1000;
		const send = (at: number) => this.#send(ports, at, counting, plan);
		const underWay = await (plan.rate === undefined
			? sendInTurn(plan.underWay ?? 16, end, send)
			: sendAtRate(plan.rate, end, send, counting));
		const seconds = (performance.now() - began) / 1000;
		await Promise.all(underWay);
		ports.close();
		return { ...counting, seconds };
	}

	async #send(ports: Ports, at: number, counting: Counting, plan: FloodPlan): Promise<void> {
		const { body, id } = this.#template.next();
		const began = performance.now();
		const { fate, message } = await ports.send(at, body);
		const now = performance.now();
		counting.fates[fate]++;
		if (fate === "stored") {
			this.stored.add(id);
			counting.latencies.push(now - began);
			plan.onStored?.(now, now - began);
		} else if (fate !== "refused" && counting.messages.length < MESSAGES_KEPT) counting.messages.push(`${fate}: ${message}`);
	}
}

type SendOne = (at: number) => Promise<void>;

/** Result: what is still under way at the end. */
async function sendInTurn(underWay: number, end: number, send: SendOne): Promise<readonly Promise<void>[]> {
	await Promise.all(
		Array.from({ length: underWay }, async (_, at) => {
			while (performance.now() < end) await send(at);
		}),
	);
	return [];
}

async function sendAtRate(rate: number, end: number, send: SendOne, counting: Counting): Promise<readonly Promise<void>[]> {
	const underWay = new Set<Promise<void>>();
	const began = performance.now();
	let due = 0;
	for (let at = 0; performance.now() < end; await wait(TICK_MS)) {
		for (; due < ((performance.now() - began) / 1000) * rate; due++) {
			if (underWay.size >= UNDER_WAY) counting.held++;
			else {
				const sending = send(at++).finally(() => underWay.delete(sending));
				underWay.add(sending);
			}
		}
	}
	return [...underWay];
}

interface Ports {
	send(at: number, body: Uint8Array): Promise<Sent>;
	close(): void;
}

function connect(stack: Stack): Ports {
	const clients = Array.from({ length: GRPC_CLIENTS }, () => createGrpcClient(stack.grpc, { deadlineMs: ANSWER_WITHIN_MS }));
	const http = createHttpSender(stack.http);
	return {
		send: (at, body) => {
			const client = clients[at % GRPC_CLIENTS];
			return at % HTTP_EVERY === 0 || client === undefined ? sendByHttp(http, "traces", body) : sendByGrpc(client, "traces", body);
		},
		close: () => {
			for (const client of clients) client.close();
			http.agent.destroy();
		},
	};
}

interface Template {
	next(): { readonly body: Uint8Array; readonly id: string };
}

function createTemplate(): Template {
	const traceId = traceIdOf(2 ** 42);
	const start = unixNanosFromMillis(Date.now());
	const attribute = { key: "flood.random", value: { type: "string", value: MARK } } as const;
	const spans = makeSpans({ traceId, service: "flood", spans: FLOOD_SPANS, start, fanOut: 8 });
	const bytes = Buffer.from(encodeTraceRequest(spans.map((span) => ({ ...span, attributes: [...span.attributes, attribute] }))));
	const ids = placesOf(bytes, Buffer.from(traceId, "hex"));
	const marks = placesOf(bytes, Buffer.from(MARK));
	return {
		next: () => {
			const fresh = randomBytes(ID_BYTES);
			const body = Buffer.from(bytes);
			for (const place of ids) fresh.copy(body, place);
			const text = Buffer.from(randomBytes((marks.length * MARK.length) / 2).toString("hex"));
			for (const [at, place] of marks.entries()) text.copy(body, place, at * MARK.length, (at + 1) * MARK.length);
			return { body, id: fresh.toString("hex") };
		},
	};
}

function placesOf(bytes: Buffer, part: Buffer): readonly number[] {
	const places: number[] = [];
	for (let at = bytes.indexOf(part); at >= 0; at = bytes.indexOf(part, at + part.length)) places.push(at);
	return places;
}

/** The value below which the share `q` of the values lies; 0 of none. */
export function quantile(values: readonly number[], q: number): number {
	const sorted = values.toSorted((left, right) => left - right);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}
