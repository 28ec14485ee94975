/** The recorded OTLP requests of real SDKs, where that folder exists beside the checkout (SPANGLASS_SHARED names another place). */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Signal } from "@spanglass/shared/model/signal";
import { createGrpcClient, sendHttp } from "./otlp-client.ts";
import { ROOT, type Stack } from "./stack.ts";

export const SHARED_FOLDER = process.env.SPANGLASS_SHARED ?? join(ROOT, "..", "shared");
const CORPUS = join(SHARED_FOLDER, "corpus");

export interface RecordedRequest {
	readonly signal: Signal;
	readonly transport: "grpc" | "http-protobuf" | "http-json";
	readonly encoding: "gzip" | "identity";
	readonly body: Uint8Array;
}

/** Names of the corpus folders, [] where there is no corpus. */
export function listCorpusFolders(): readonly string[] {
	if (!existsSync(CORPUS)) return [];
	return readdirSync(CORPUS).filter((name) => existsSync(join(CORPUS, name, "expected.json")));
}

export function readExpected(folder: string): unknown {
	return JSON.parse(readFileSync(join(CORPUS, folder, "expected.json"), "utf8"));
}

/** Requests in order of arrival. */
function readRequests(folder: string): readonly RecordedRequest[] {
	const lines = readFileSync(join(CORPUS, folder, "index.jsonl"), "utf8")
		.trim()
		.split("\n");
	return lines.map((line) => {
		const entry = JSON.parse(line) as {
			signal: Signal;
			transport: RecordedRequest["transport"];
			encoding: "gzip" | "identity";
			file: string;
		};
		return {
			signal: entry.signal,
			transport: entry.transport,
			encoding: entry.encoding,
			body: readFileSync(join(CORPUS, folder, entry.file)),
		};
	});
}

/** Send a folder's requests the way they were recorded; throws at the first that is not fully accepted. */
export async function sendCorpus(stack: Stack, folder: string): Promise<void> {
	const plain = createGrpcClient(stack.grpc);
	const zipped = createGrpcClient(stack.grpc, { gzip: true });
	try {
		for (const request of readRequests(folder)) {
			const gzip = request.encoding === "gzip";
			if (request.transport === "grpc") {
				const answer = await (gzip ? zipped : plain).send(request.signal, request.body);
				if (answer.code !== 0 || answer.body.length > 0)
					throw new Error(`gRPC ${answer.code} ${answer.message} ${Buffer.from(answer.body)}`);
			} else {
				const type = request.transport === "http-json" ? "application/json" : "application/x-protobuf";
				const answer = await sendHttp(stack.http, request.signal, request.body, { type, gzip });
				const text = await answer.text();
				if (answer.status !== 200 || (text !== "" && text !== "{}")) throw new Error(`HTTP ${answer.status} ${text}`);
			}
		}
	} finally {
		plain.close();
		zipped.close();
	}
}
