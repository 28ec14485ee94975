import type { Server } from "node:http";
import type { Express } from "express";
import type { RunningService } from "./service.ts";

/** An express application on a free port of loopback; closing it finishes the requests in flight. */
export async function listenHttp(app: Express): Promise<RunningService> {
	const server = await new Promise<Server>((resolve) => {
		const listening = app.listen(0, "127.0.0.1", () => resolve(listening));
	});
	const address = server.address();
	return {
		port: typeof address === "object" && address !== null ? address.port : 0,
		close: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeIdleConnections();
			}),
	};
}
