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
	const hasRoom = watchRoom(response);
	try {
		for await (const chunk of body) {
			if (response.destroyed || response.req.method === "HEAD") break;
			if (!response.write(chunk)) await hasRoom();
		}
		response.end();
	} catch {
		response.destroy();
	}
}

/**
 * Result  a wait that resolves when more may be written, or nothing any more. One listener serves the whole answer: `compression` hands
 *         those of "drain" on to its own stream and never takes them back.
 */
function watchRoom(response: Response): () => Promise<void> {
	let wake: () => void = () => undefined;
	response.on("drain", () => wake());
	response.on("close", () => wake());
	return () =>
		new Promise((resolve) => {
			if (response.destroyed) resolve();
			else wake = resolve;
		});
}
