/** The headers of every answer of the UI port, and what every request gets: an id and a measured time. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler, Response } from "express";
import helmet from "helmet";

const CONTENT_SECURITY_POLICY = {
	defaultSrc: ["'none'"],
	scriptSrc: ["'self'"],
	styleSrc: ["'self'"],
	imgSrc: ["'self'", "data:"],
	fontSrc: ["'self'"],
	connectSrc: ["'self'"],
	workerSrc: ["'self'"],
	manifestSrc: ["'self'"],
	baseUri: ["'none'"],
	formAction: ["'self'"],
	frameAncestors: ["'none'"],
	objectSrc: ["'none'"],
	requireTrustedTypesFor: ["'script'"],
	trustedTypes: ["default"],
};

/**
 * Name and value of each fixed header. helmet writes them once into a recorder, so that answers below Express (a damaged request, a
 * timeout) carry exactly the same lines.
 */
export const FIXED_HEADERS: readonly (readonly [string, string])[] = recordHeaders();

function recordHeaders(): [string, string][] {
	const recorded = new Map<string, string>([
		["Permissions-Policy", "camera=(), microphone=(), geolocation=()"],
		["Cache-Control", "no-store"],
	]);
	const recorder = {
		setHeader: (name: string, value: string) => recorded.set(name, value.replaceAll(";", "; ")),
		removeHeader: (name: string) => recorded.delete(name),
	};
	const write = helmet({
		contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
		referrerPolicy: { policy: "no-referrer" },
		xFrameOptions: { action: "deny" },
		strictTransportSecurity: false,
		originAgentCluster: false,
		xDnsPrefetchControl: false,
		xDownloadOptions: false,
		xPermittedCrossDomainPolicies: false,
		xXssProtection: false,
	});
	write({} as IncomingMessage, recorder as unknown as ServerResponse, (error) => {
		if (error !== undefined) throw error;
	});
	return [...recorded];
}

/** Set the fixed headers, `X-Request-Id`, and `Server-Timing` (time until the head of the answer). */
export function createHeaders(now: () => number = () => performance.now()): RequestHandler {
	return (_request, response, next) => {
		const began = now();
		for (const [name, value] of FIXED_HEADERS) response.setHeader(name, value);
		response.setHeader("X-Request-Id", randomUUID());
		const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => Response;
		response.writeHead = ((...args: unknown[]) => {
			response.setHeader("Server-Timing", `total;dur=${(now() - began).toFixed(1)}`);
			return writeHead(...args);
		}) as Response["writeHead"];
		next();
	};
}

/** The id that `createHeaders` gave this request. */
export function requestIdOf(response: Response): string {
	return String(response.getHeader("X-Request-Id") ?? "");
}
