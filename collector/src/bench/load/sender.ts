/** The load generator: a process of its own that encodes everything first, then only writes bytes to sockets and counts answers. */

import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip as gzipCallback } from "node:zlib";
import { timeBaseFromMillis } from "../dataset/body-writer.ts";
import { encodeLogs } from "../dataset/encode-logs.ts";
import { MetricEncoder } from "../dataset/encode-metrics.ts";
import { encodeSpans } from "../dataset/encode-spans.ts";
import { type LoadBody, shiftIdsInPlace } from "../dataset/load-body.ts";
import { LatencyHistogram } from "./histogram.ts";
import {
	type FromSender,
	type Prepared,
	type PrepareRequest,
	type SendRequest,
	type Sent,
	SIGNAL_OF,
	type ToSender,
	type Workload,
} from "./messages.ts";
import { type Answer, createGrpcTransport, createHttpTransport, grpcFrame, type Transport } from "./transports.ts";

const gzip = promisify(gzipCallback);
const GRPC_HEAD = 5;
const TICK_MS = 4;
const RETRY_MS = 200;

interface Stock {
	readonly workload: Workload;
	readonly gzip: boolean;
	/** Framed for gRPC; OTLP/HTTP leaves the head out. */
	readonly frames: readonly LoadBody[];
	/** By frame: how often its ids were changed. */
	readonly rounds: Uint32Array;
}

const NOTHING: Stock = { workload: "spans", gzip: false, frames: [], rounds: new Uint32Array(0) };
let stock = NOTHING;
let metrics: { readonly seed: number; readonly baseMs: number; next: number; readonly encoder: MetricEncoder } | undefined;

const say = (message: FromSender): void => {
	process.send?.(message);
};

process.on("message", (message: ToSender) => {
	const done =
		message.type === "prepare"
			? prepare(message).then((result) => say({ type: "prepared", result }))
			: send(message).then((result) => say({ type: "sent", result }));
	done.catch((error: unknown) => say({ type: "error", message: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
});
process.on("disconnect", () => process.exit(0));
say({ type: "ready" });

const cpuSeconds = (since: NodeJS.CpuUsage): number => {
	const { user, system } = process.cpuUsage(since);
	return (user + system) / 1e6;
};

async function prepare(request: PrepareRequest): Promise<Prepared> {
	const began = process.cpuUsage();
	stock = NOTHING;
	const bodies = encode(request);
	const frames: LoadBody[] = [];
	let bytes = 0;
	let items = 0;
	for (const body of bodies) {
		bytes += body.bytes.length;
		items += body.items;
		const content = request.gzip ? await gzip(body.bytes) : body.bytes;
		const ids = request.gzip ? new Uint32Array(0) : body.ids.map((position) => position + GRPC_HEAD);
		frames.push({ bytes: grpcFrame(content, request.gzip), items: body.items, ids });
	}
	stock = { workload: request.workload, gzip: request.gzip, frames, rounds: new Uint32Array(frames.length) };
	return { requests: frames.length, items, bytes, cpuSeconds: cpuSeconds(began) };
}

function encode({ workload, seed, baseMs, first, count }: PrepareRequest): LoadBody[] {
	const set = { seed, base: timeBaseFromMillis(baseMs), first, count };
	if (workload === "spans") return encodeSpans(set);
	if (workload === "logs") return encodeLogs(set);
	if (metrics?.seed !== seed || metrics.baseMs !== baseMs || metrics.next !== first) {
		metrics = { seed, baseMs, next: first, encoder: new MetricEncoder(seed, set.base) };
		if (first > 0) metrics.encoder.encode(first);
	}
	metrics.next = first + count;
	return metrics.encoder.encode(count);
}

/** Counts of one sending, in the making. */
class Tally {
	readonly latencies = new LatencyHistogram();
	offered = 0;
	acked = 0;
	items = 0;
	refused = 0;
	hinted = 0;
	failed = 0;
	firstFailure = "";

	add(answer: Answer, items: number, ms: number): void {
		if (answer.outcome === "acked") {
			this.acked++;
			this.items += items;
			this.latencies.record(ms);
			return;
		}
		this.firstFailure ||= answer.message;
		if (answer.outcome === "failed") this.failed++;
		else {
			this.refused++;
			if (answer.hint) this.hinted++;
		}
	}
}

async function send(request: SendRequest): Promise<Sent> {
	const target = { address: request.address, signal: SIGNAL_OF[stock.workload], gzip: stock.gzip, connections: request.connections };
	const transport = request.transport === "grpc" ? createGrpcTransport(target) : createHttpTransport(target);
	const tally = new Tally();
	const began = performance.now();
	const cpu = process.cpuUsage();
	const source = createSource(stock, request.durationMs === 0 ? Infinity : began + request.durationMs, request.durationMs > 0);
	const post = createPost(transport, tally, request.transport);
	if (request.rate === 0) await sendInTurn(source, post, request.inFlight);
	else await sendPaced(source, post, request);
	const seconds = (performance.now() - began) / 1000;
	transport.close();
	const { latencies } = tally;
	return {
		offeredRequests: tally.offered,
		ackedRequests: tally.acked,
		ackedItems: tally.items,
		refusedRequests: tally.refused,
		refusedWithHint: tally.hinted,
		failedRequests: tally.failed,
		firstFailure: tally.firstFailure,
		seconds,
		cpuSeconds: cpuSeconds(cpu),
		ackMs: { p50: latencies.quantile(0.5), p99: latencies.quantile(0.99), max: latencies.quantile(1) },
	};
}

type Source = () => LoadBody | undefined;
type Post = (body: LoadBody) => Promise<Answer>;

/** Bodies in order as they are; or round and round until the time is over, with other ids each time, so that nothing is sent twice. */
function createSource({ frames, rounds }: Stock, until: number, again: boolean): Source {
	let next = 0;
	return () => {
		if (performance.now() >= until || (next === frames.length && !again)) return undefined;
		const place = next % frames.length;
		next = place + 1;
		const body = frames[place];
		if (body === undefined || !again) return body;
		const round = (rounds[place] ?? 0) + 1;
		rounds[place] = round;
		shiftIdsInPlace(body, (round ^ (round - 1)) << 8);
		return body;
	};
}

function createPost(transport: Transport, tally: Tally, kind: "grpc" | "http"): Post {
	return async (body) => {
		const began = performance.now();
		tally.offered++;
		const answer = await transport.send(kind === "grpc" ? body.bytes : body.bytes.subarray(GRPC_HEAD));
		tally.add(answer, body.items, performance.now() - began);
		return answer;
	};
}

/** What is refused is sent again, as a sender would do it. */
async function sendInTurn(source: Source, post: Post, inFlight: number): Promise<void> {
	const lane = async (): Promise<void> => {
		for (let body = source(); body !== undefined; body = source()) {
			for (let answer = await post(body); answer.outcome === "refused"; answer = await post(body)) await sleep(RETRY_MS);
		}
	};
	await Promise.all(Array.from({ length: inFlight }, lane));
}

/** So many items a second whatever the answers do, but never more than `inFlight` requests without one. */
async function sendPaced(source: Source, post: Post, { rate, inFlight }: SendRequest): Promise<void> {
	const began = performance.now();
	let due = 0;
	let running = 0;
	let over = false;
	const pending = new Set<Promise<void>>();
	while (!over) {
		while (running < inFlight && due <= ((performance.now() - began) * rate) / 1000) {
			const body = source();
			over = body === undefined;
			if (body === undefined) break;
			due += body.items;
			running++;
			const call = post(body).then(() => {
				running--;
				pending.delete(call);
			});
			pending.add(call);
		}
		if (!over) await sleep(TICK_MS);
	}
	await Promise.all(pending);
}
