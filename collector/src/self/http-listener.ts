import type { Server } from "node:http";
import { bindServer, type Listener } from "./bind.ts";

/** Bind an HTTP server. Throws the server's error (EADDRINUSE …). */
export async function listenServer(server: Server, host: string, port: number): Promise<Listener> {
	return { port: await bindServer(server, host, port), close: (graceMs) => closeServer(server, graceMs) };
}

function closeServer(server: Server, graceMs: number): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(() => server.closeAllConnections(), graceMs);
		server.close(() => {
			clearTimeout(timer);
			resolve();
		});
		server.closeIdleConnections();
	});
}
