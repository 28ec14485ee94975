/** One POST to a receiver: checked address, no redirects, a time limit over all of it, and no more of the answer than is needed. */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { connect as tlsConnect } from "node:tls";
import { messageOf, SpanglassError } from "@spanglass/shared/model/errors";
import type { AddressGuard } from "./address-guard.ts";
import { connectGuarded, type Resolve } from "./connect.ts";

/** Of an answer's body at most so much is read; the connection is ended then. */
export const ANSWER_BYTES = 64 * 1024;
export const SEND_TIMEOUT_MS = 10_000;

export interface HttpMessage {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

export interface HttpReply {
	readonly status: number;
	readonly body: string;
	readonly retryAfterMs: number | undefined;
}

export interface Network {
	readonly guard: AddressGuard;
	readonly resolve: Resolve;
	readonly timeoutMs: number;
	/** PEM of further authorities; for tests of TLS. */
	readonly ca?: string | undefined;
}

/** Throws invalid_input (the address), unsupported (it is not allowed), unavailable (no answer: refused, no such name, TLS, time). */
export async function sendHttp(message: HttpMessage, network: Network): Promise<HttpReply> {
	const url = parseTarget(message.url);
	return new Promise((resolve, reject) => {
		const fail = (error: unknown): void => {
			clearTimeout(timer);
			request.destroy();
			reject(error instanceof SpanglassError ? error : new SpanglassError("unavailable", messageOf(error), { cause: error }));
		};
		const isTls = url.protocol === "https:";
		const body = Buffer.from(message.body);
		const request = (isTls ? httpsRequest : httpRequest)(url, {
			method: "POST",
			headers: { ...message.headers, "Content-Length": String(body.length), "User-Agent": "Spanglass", Connection: "close" },
			// Without an agent: with one, node:http would open its own connection past the guard.
			createConnection: () => openSocket(url, isTls, network),
		});
		const timer = setTimeout(() => fail(new Error(`there was no answer within ${network.timeoutMs / 1000} s`)), network.timeoutMs);
		request.once("error", fail);
		request.once("response", (response) => {
			readBody(response, (text) => {
				clearTimeout(timer);
				request.destroy();
				resolve({ status: response.statusCode ?? 0, body: text, retryAfterMs: retryAfter(response.headers["retry-after"]) });
			});
		});
		request.end(body);
	});
}

/** Throws invalid_input. */
function parseTarget(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:"))
		throw new SpanglassError("invalid_input", "the address must begin with https:// or http://", { field: "url" });
	if (url.username !== "" || url.password !== "")
		throw new SpanglassError("invalid_input", "the address must not hold a user name or password", { field: "url" });
	return url;
}

function openSocket(url: URL, isTls: boolean, { guard, resolve, ca }: Network): Duplex {
	const host = url.hostname.replace(/^\[|\]$|\.$/g, "");
	const port = Number(url.port || (isTls ? 443 : 80));
	const socket = connectGuarded({ host, port, guard, resolve });
	return isTls ? tlsConnect({ socket, ...serverName(host), ...(ca === undefined ? {} : { ca }) }) : socket;
}

/** Whom the certificate must name. An address is no server name in TLS, but is checked all the same. */
export function serverName(host: string): { readonly servername?: string; readonly host?: string } {
	return /[a-z]/i.test(host) && !host.includes(":") ? { servername: host, host } : { host };
}

function readBody(response: IncomingMessage, done: (text: string) => void): void {
	const chunks: Buffer[] = [];
	let size = 0;
	const finish = (): void => {
		response.removeAllListeners("data");
		response.on("error", () => undefined);
		done(Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString("utf8"));
	};
	response.on("data", (chunk: Buffer) => {
		chunks.push(chunk);
		size += chunk.length;
		if (size >= ANSWER_BYTES) finish();
	});
	response.once("end", finish);
	response.once("aborted", finish);
}

/** Seconds, or a date. Result: milliseconds from now on. */
function retryAfter(header: string | undefined): number | undefined {
	if (header === undefined) return undefined;
	if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
