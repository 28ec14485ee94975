import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Listener } from "./bind.ts";

/** Bind an HTTP server. Throws the server's error (EADDRINUSE …). */
export async function listenServer(server: Server, host: string, port: number): Promise<Listener> {
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, () => {
			server.off("error", reject);
			resolve();
		});
	});
	return { port: (server.address() as AddressInfo).port, close: (graceMs) => closeServer(server, graceMs) };
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
