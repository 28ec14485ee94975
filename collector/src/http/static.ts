/** The built page: hashed files for ever, everything else asked again each time, and the one document for every route of the page. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SpanglassError } from "@spanglass/shared/model/errors";
import express, { type Request, type RequestHandler } from "express";
import { errorAnswer } from "./error-answer.ts";
import { requestIdOf } from "./headers.ts";
import { sendAnswer } from "./send-answer.ts";

const IMMUTABLE = "public, max-age=31536000, immutable";
const NEVER_A_PAGE = /^\/(api|jaeger|assets)(\/|$)/;
/** Dots that climb, separators that some systems also know, and NUL, after decoding; a second decoding finds nothing. */
const SUSPICIOUS = /(^|[/\\])\.\.?([/\\]|$)|[\\\0]|^\/\/|%(2e|2f|5c|00)/i;

/** Files below `folder`; only names that exist there are ever opened. */
export function createStaticFiles(folder: string): RequestHandler {
	const assets = join(folder, "assets");
	const serve = express.static(folder, {
		index: false,
		redirect: false,
		dotfiles: "ignore",
		cacheControl: false,
		setHeaders: (response, path) => {
			response.setHeader("Cache-Control", path.startsWith(assets) ? IMMUTABLE : "no-cache");
		},
	});
	return (request, response, next) => {
		if (isSuspicious(request.path)) return next();
		serve(request, response, (error?: unknown) => next(error === undefined ? undefined : new SpanglassError("not_found", "no such file")));
	};
}

/** The document of the page for its routes; a sentence when it has not been built. Anything else goes on to the 404. */
export function createPage(folder: string): RequestHandler {
	const document = join(folder, "index.html");
	return (request, response, next) => {
		if (!isPageRoute(request)) return next();
		if (existsSync(document)) {
			response.type("html");
			return response.sendFile(document, { cacheControl: false, etag: false, lastModified: false, acceptRanges: false });
		}
		const error = new SpanglassError("unavailable", "the page has not been built", { advice: "start the product with npm start" });
		void sendAnswer(response, errorAnswer(error, requestIdOf(response)));
	};
}

/** A route of the page has no file extension; one that has (a service called `shop.web`) counts when a browser asks for a document. */
function isPageRoute(request: Request): boolean {
	if (request.method !== "GET" && request.method !== "HEAD") return false;
	if (NEVER_A_PAGE.test(request.path) || isSuspicious(request.path)) return false;
	const last = request.path.slice(request.path.lastIndexOf("/"));
	return !last.includes(".") || (request.headers.accept ?? "").includes("text/html");
}

function isSuspicious(path: string): boolean {
	try {
		return SUSPICIOUS.test(decodeURIComponent(path));
	} catch {
		return true;
	}
}
