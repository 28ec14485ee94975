import { once } from "node:events";
import type { Response } from "express";
import type { Answer } from "./answer.ts";

/**
 * Write an answer. A streamed body is written as fast as the client reads; when the client goes, the stream is told; when the stream
 * fails, the connection is cut, so that half an answer is never taken for a whole one. Never rejects.
 */
export async function sendAnswer(response: Response, { status, headers, body }: Answer): Promise<void> {
	response.status(status);
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	if (body instanceof Uint8Array) return void response.end(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
	try {
		for await (const chunk of body) {
			if (response.destroyed || response.req.method === "HEAD") break;
			if (!response.write(chunk)) await drained(response);
		}
		response.end();
	} catch {
		response.destroy();
	}
}

/** Resolves when more may be written, or nothing any more. */
async function drained(response: Response): Promise<void> {
	const stop = new AbortController();
	const { signal } = stop;
	await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]).catch(() => undefined);
	stop.abort();
}
