/** An HTTP call through node:http, whose client is instrumented: one CLIENT span for each. */
import http from "node:http";

export interface HttpCall {
	readonly method: "GET" | "POST" | "PATCH";
	readonly url: string;
	readonly body?: object;
	readonly timeoutMs: number;
}

export interface HttpAnswer {
	readonly status: number;
	readonly body: unknown;
}

const agent = new http.Agent({ keepAlive: true });

/** Rejects when nothing answers in time. */
export function httpCall({ method, url, body, timeoutMs }: HttpCall): Promise<HttpAnswer> {
	return new Promise((resolve, reject) => {
		const headers = body === undefined ? {} : { "content-type": "application/json" };
		const request = http.request(url, { method, agent, headers, timeout: timeoutMs }, (response) => {
			let text = "";
			response.on("data", (chunk: Buffer) => {
				text += chunk.toString();
			});
			response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text === "" ? undefined : JSON.parse(text) }));
			response.on("error", reject);
		});
		request.on("timeout", () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)));
		request.on("error", reject);
		request.end(body === undefined ? undefined : JSON.stringify(body));
	});
}
