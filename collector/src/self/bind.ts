/** Binding of ports, and the one sentence for a port that cannot be had. */
import type { Server as HttpServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { SpanglassError } from "@spanglass/shared/model/errors";

export interface BindTarget {
	readonly host: string;
	/** 0 = any free one. */
	readonly port: number;
	/** For people: `OTLP/gRPC`. */
	readonly what: string;
	/** `--grpc-port` */
	readonly flag: string;
}

/** Something that accepts connections. `close` stops accepting, lets requests in flight finish, and cuts what is left after `graceMs`. */
export interface Listener {
	readonly port: number;
	close(graceMs: number): Promise<void>;
}

/** Listen. Result: the real port. Throws the server's error (EADDRINUSE …). */
export async function bindServer(server: Server, host: string, port: number): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, () => {
			server.off("error", reject);
			resolve();
		});
	});
	return (server.address() as AddressInfo).port;
}

/** Bind an HTTP server. Throws the server's error (EADDRINUSE …). */
export async function listenHttpServer(server: HttpServer, host: string, port: number): Promise<Listener> {
	return { port: await bindServer(server, host, port), close: (graceMs) => closeServer(server, graceMs) };
}

function closeServer(server: HttpServer, graceMs: number): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(() => server.closeAllConnections(), graceMs);
		server.close(() => {
			clearTimeout(timer);
			resolve();
		});
		server.closeIdleConnections();
	});
}

export interface Listeners {
	/**
	 * Listen at a target. The IPv4 loopback brings its IPv6 twin along, on the same port, for clients whose `localhost` is `::1`; where
	 * that cannot be had (no IPv6, another program) the product does without.
	 *
	 * Result  the real port.
	 * Throws  conflict / unavailable with the sentence that says what to do.
	 */
	open(target: BindTarget, listen: (host: string, port: number) => Promise<Listener>): Promise<number>;
	/** Close everything that was opened, at the same time. */
	close(graceMs: number): Promise<void>;
}

export function createListeners(): Listeners {
	const opened: Listener[] = [];
	return {
		open: async (target, listen) => {
			const loopback = target.host === "127.0.0.1" || target.host === "localhost";
			const first = await listen(loopback ? "127.0.0.1" : target.host, target.port).catch((error: NodeJS.ErrnoException) => {
				throw bindError(target, error);
			});
			opened.push(first);
			const twin = loopback ? await listen("::1", first.port).catch(() => undefined) : undefined;
			if (twin !== undefined) opened.push(twin);
			return first.port;
		},
		close: async (graceMs) => {
			await Promise.all(opened.map((listener) => listener.close(graceMs)));
		},
	};
}

function bindError({ host, port, what, flag }: BindTarget, error: NodeJS.ErrnoException): SpanglassError {
	const place = `port ${port} on ${host} (${what})`;
	const other = `choose another with ${flag} N (0 = a free port)`;
	switch (error.code) {
		case "EADDRINUSE":
			return new SpanglassError("conflict", `${place} is in use`, { advice: `stop the program that listens there, or ${other}` });
		case "EACCES":
			return new SpanglassError("unavailable", `${place} needs rights that this user does not have`, { advice: other });
		default:
			return new SpanglassError("unavailable", `cannot listen on ${place}: ${error.code ?? error.message}`, {
				advice: "give an address of this machine with --host H",
			});
	}
}

/** `127.0.0.1:4317`, `[::1]:4317` */
export function authority(host: string, port: number): string {
	return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where a process on this machine reaches what listens on `host`: an address that stands for all of them cannot be dialled. */
export function dialHost(host: string): string {
	if (host === "0.0.0.0") return "127.0.0.1";
	return host === "::" ? "::1" : host;
}
