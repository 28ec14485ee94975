/**
 * Who may ask: the Host header must be a name that a foreign page cannot have pointed here (DNS rebinding), and requests that a page of
 * another site made are refused, whatever their method (CSRF, reads through the browser). Navigations to the page itself are welcome.
 */
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Request, RequestHandler } from "express";
import { authorityOfOrigin, isAllowedAuthority, refusedHostMessage } from "../self/host-names.ts";
import { errorAnswer } from "./error-answer.ts";
import { requestIdOf } from "./headers.ts";
import { sendAnswer } from "./send-answer.ts";

/** 421 unless the request has exactly one Host header that names an allowed host, and a plain path as its target. */
export function createHostCheck(allowedHosts: readonly string[]): RequestHandler {
	return (request, response, next) => {
		const refuse = (message: string, status: number): void => {
			const error = new SpanglassError("invalid_input", message);
			void sendAnswer(response, errorAnswer(error, requestIdOf(response), status));
		};
		if (!request.url.startsWith("/")) return refuse("the request's target must be a path", 400);
		const hosts = request.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "host").length;
		const { host } = request.headers;
		if (hosts > 1 || !isAllowedAuthority(host, allowedHosts)) return refuse(refusedHostMessage(host), 421);
		next();
	};
}

/**
 * 403 for requests that a browser marks as coming from another site; 415 for a body that a plain form could have sent, unless its path is one
 * of those that change nothing.
 */
export function createOriginCheck(anyBodyPaths: ReadonlySet<string>): RequestHandler {
	return (request, response, next) => {
		const refuse = (message: string, status: number): void => {
			const error = new SpanglassError("invalid_input", message);
			void sendAnswer(response, errorAnswer(error, requestIdOf(response), status));
		};
		if (isForeign(request)) return refuse("requests from pages of other sites are refused", 403);
		const needsJson = changesState(request) && !anyBodyPaths.has(request.path);
		if (needsJson && hasBody(request) && !isJson(request)) return refuse("the body must be application/json", 415);
		next();
	};
}

function isForeign(request: Request): boolean {
	const { origin, host } = request.headers;
	if (origin !== undefined && authorityOfOrigin(origin)?.toLowerCase() !== host?.toLowerCase()) return true;
	const site = request.headers["sec-fetch-site"];
	if (site === undefined || site === "same-origin" || site === "none") return false;
	return changesState(request) || request.headers["sec-fetch-mode"] !== "navigate" || isNested(request);
}

/** A navigation inside a frame or object of another page. */
function isNested(request: Request): boolean {
	const destination = request.headers["sec-fetch-dest"];
	return destination !== undefined && destination !== "document";
}

function changesState(request: Request): boolean {
	return request.method !== "GET" && request.method !== "HEAD";
}

function hasBody(request: Request): boolean {
	return request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
}

function isJson(request: Request): boolean {
	return request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() === "application/json";
}
