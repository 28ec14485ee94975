/** Receivers of tests: real servers on this machine that misbehave as they are told. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Heard {
	readonly headers: IncomingMessage["headers"];
	readonly body: string;
}

/** Answers one request. */
export type Behaviour = (response: ServerResponse, heard: Heard) => void;

export interface TestReceiver {
	readonly url: string;
	readonly heard: readonly Heard[];
	behave(behaviour: Behaviour): void;
	close(): void;
}

export const takes: Behaviour = (response) => response.end("ok");

export const answers =
	(status: number, headers: Readonly<Record<string, string>> = {}): Behaviour =>
	(response) =>
		response.writeHead(status, headers).end();

export async function startReceiver(first: Behaviour = takes): Promise<TestReceiver> {
	const heard: Heard[] = [];
	let behaviour = first;
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		response.on("error", () => undefined);
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			const one = { headers: request.headers, body: Buffer.concat(chunks).toString() };
			heard.push(one);
			behaviour(response, one);
		});
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
		heard,
		behave: (next) => {
			behaviour = next;
		},
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}
