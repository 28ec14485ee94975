/** One request to the product and what became of it, in the words of the pass rules. */
import { Agent, request as httpRequest } from "node:http";
import { gzipSync } from "node:zlib";
import type { Signal } from "@spanglass/shared/model/signal";
import type { GrpcClient } from "../../support/otlp-client.ts";

/**
 * stored: acknowledged, nothing rejected · refused: 503 or UNAVAILABLE with a time to come back · unhinted: refused without one ·
 * broken: the connection ended · wrong: any other answer.
 */
export type Fate = "stored" | "refused" | "unhinted" | "broken" | "wrong";

export interface Sent {
	readonly fate: Fate;
	/** Of what is neither stored nor refused: what came back. */
	readonly message: string;
}

/** Nobody waits longer for an answer; then it counts as broken. */
export const ANSWER_WITHIN_MS = 30_000;
const GRPC_UNAVAILABLE = 14;
const GRPC_DEADLINE = 4;
const GRPC_EXHAUSTED = 8;
const STORED: Sent = { fate: "stored", message: "" };
const REFUSED: Sent = { fate: "refused", message: "" };

export async function sendByGrpc(client: GrpcClient, signal: Signal, body: Uint8Array): Promise<Sent> {
	const { code, message, body: answer, details } = await client.send(signal, body);
	if (code === 0) return answer.length === 0 ? STORED : { fate: "wrong", message: "partial success over gRPC" };
	if (code === GRPC_DEADLINE) return { fate: "broken", message: "no answer over gRPC" };
	if (code !== GRPC_UNAVAILABLE && code !== GRPC_EXHAUSTED) return { fate: "wrong", message: `gRPC ${code}: ${message}` };
	if (details !== undefined) return Buffer.from(details).includes("google.rpc.RetryInfo") ? REFUSED : { fate: "unhinted", message };
	// grpc-js says UNAVAILABLE itself when the connection is gone.
	return { fate: "broken", message };
}

export interface HttpSender {
	readonly base: string;
	readonly agent: Agent;
}

export function createHttpSender(base: string): HttpSender {
	return { base, agent: new Agent({ keepAlive: true, maxSockets: 64 }) };
}

export function sendByHttp(sender: HttpSender, signal: Signal, body: Uint8Array, gzip = false): Promise<Sent> {
	const { promise, resolve } = Promise.withResolvers<Sent>();
	const broken = (error: Error) => resolve({ fate: "broken", message: error.message });
	const payload = gzip ? gzipSync(body) : body;
	const headers = {
		"content-type": "application/x-protobuf",
		"content-length": payload.length,
		...(gzip && { "content-encoding": "gzip" }),
	};
	const request = httpRequest(`${sender.base}/v1/${signal}`, { method: "POST", headers, agent: sender.agent }, (answer) => {
		let bytes = 0;
		answer.on("data", (chunk: Buffer) => {
			bytes += chunk.length;
		});
		answer.on("error", broken);
		answer.on("close", () => broken(new Error("the answer was cut")));
		answer.on("end", () => resolve(judge(answer.statusCode ?? 0, answer.headers["retry-after"], bytes)));
	});
	request.on("error", broken);
	request.on("close", () => broken(new Error("the connection was closed without an answer")));
	request.setTimeout(ANSWER_WITHIN_MS, () => request.destroy(new Error("no answer over HTTP")));
	request.end(payload);
	return promise;
}

function judge(status: number, retryAfter: string | undefined, bytes: number): Sent {
	if (status === 200) return bytes === 0 ? STORED : { fate: "wrong", message: "partial success over HTTP" };
	if (status !== 503 && status !== 429) return { fate: "wrong", message: `HTTP ${status}` };
	return Number(retryAfter) > 0 ? REFUSED : { fate: "unhinted", message: `HTTP ${status} without Retry-After` };
}
