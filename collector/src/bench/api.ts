/** Timed calls of the product's public API over one kept connection. */
import { Agent, request } from "node:http";

export const API = "/api/spanglass/v1";
export const SKELETON_TYPE = "application/vnd.spanglass.skeleton";

export interface Reply {
	readonly status: number;
	readonly body: Buffer;
	/** From the first byte out to the last byte in. */
	readonly ms: number;
}

export interface ApiClient {
	get(path: string, accept?: string): Promise<Reply>;
	/** POST an OTLP request as protobuf. */
	post(path: string, body: Buffer): Promise<Reply>;
	close(): void;
}

/** `base`: http://host:port */
export function createApiClient(base: string): ApiClient {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const { hostname, port } = new URL(base);
	const call = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: Buffer): Promise<Reply> =>
		new Promise((resolve, reject) => {
			const began = performance.now();
			const sent = request({ host: hostname, port, agent, method, path, headers }, (response) => {
				const chunks: Buffer[] = [];
				response.on("data", (chunk: Buffer) => chunks.push(chunk));
				response.on("error", reject);
				response.on("end", () => {
					const ms = performance.now() - began;
					resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks), ms });
				});
			});
			sent.on("error", reject);
			sent.end(body);
		});
	return {
		get: (path, accept = "application/json") => call("GET", path, { accept }),
		post: (path, body) => call("POST", path, { "content-type": "application/x-protobuf", "content-length": String(body.length) }, body),
		close: () => agent.destroy(),
	};
}

/** Parsed JSON of a reply; throws with the text when the status is not 200. */
function jsonOf<T>(reply: Reply): T {
	if (reply.status !== 200) throw new Error(`HTTP ${reply.status}: ${reply.body.toString("utf8", 0, 300)}`);
	return JSON.parse(reply.body.toString());
}

export interface StoredCounts {
	readonly traces: number;
	readonly logs: number;
	readonly metrics: number;
}

export async function storedCounts(base: string): Promise<StoredCounts> {
	const client = createApiClient(base);
	const { stored } = jsonOf<{ readonly stored: StoredCounts }>(await client.get(`${API}/status`));
	client.close();
	return stored;
}
