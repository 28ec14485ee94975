/** The UI port: page, API and compatibility APIs on Express. It checks, hands over to a dispatcher, and sends what comes back. */
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { constants } from "node:zlib";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import compression from "compression";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import { type Listener, listenHttpServer } from "../self/bind.ts";
import { healthBody } from "../self/health.ts";
import type { HttpRoute } from "./answer.ts";
import { errorAnswer } from "./error-answer.ts";
import { createHeaders, FIXED_HEADERS, requestIdOf } from "./headers.ts";
import { createHostCheck, createOriginCheck } from "./origin.ts";
import { createRouter, type Dispatchers } from "./routes.ts";
import { sendAnswer } from "./send-answer.ts";
import { createPage, createStaticFiles } from "./static.ts";

export interface UiOptions extends Dispatchers {
	readonly allowedHosts: readonly string[];
	/** Folder of the built page. */
	readonly pageFolder: string;
	readonly apiRoutes: readonly HttpRoute[];
	/** Mounted under `/jaeger` and, where no other API claims the path, at the root. */
	readonly jaegerRoutes: readonly HttpRoute[];
	/** Mounted under `/alertmanager` and at the root. */
	readonly alertmanagerRoutes: readonly HttpRoute[];
	readonly livePath: string;
	readonly live: RequestHandler;
	/** Why the product is degraded, for `/healthz`; empty when nothing is wrong. */
	readonly health: () => readonly string[];
}

/** Of the page's files, fetched once: a thirteenth smaller than at the 4 of answers, 20 ms for the largest. */
const FILE_QUALITY = 7;

/** The whole application, not yet listening. */
export function createUiApp(options: UiOptions): Express {
	const app = express();
	app.disable("x-powered-by").disable("etag");
	app.set("query parser", "simple").set("case sensitive routing", true);
	app.use(createHeaders(), createHostCheck(options.allowedHosts), createOriginCheck(anyBodyPaths(options)));
	app.get("/healthz", (_request, response) => {
		void sendAnswer(response, { status: 200, headers: { "Content-Type": "application/json" }, body: healthBody(options.health()) });
	});
	app.get(options.livePath, options.live);
	const [files, answers] = [compression({ brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: FILE_QUALITY } } }), compression()];
	app.use((request, response, next) => (request.path.startsWith("/assets/") ? files : answers)(request, response, next));
	app.use(createRouter(options.apiRoutes, options));
	const jaeger = createRouter(options.jaegerRoutes, options);
	app.use("/jaeger", jaeger).use(jaeger);
	const alertmanager = createRouter(options.alertmanagerRoutes, options);
	app.use("/alertmanager", alertmanager).use(alertmanager);
	app.use(createStaticFiles(options.pageFolder), createPage(options.pageFolder));
	app.use(notFound, createErrorHandler(options.onBug));
	return app;
}

/** Where bodies of any content type are taken. */
function anyBodyPaths({ apiRoutes, jaegerRoutes }: UiOptions): ReadonlySet<string> {
	const paths = (routes: readonly HttpRoute[]) => routes.filter((route) => route.anyBodyBytes !== undefined).map((route) => route.path);
	const jaeger = paths(jaegerRoutes);
	return new Set([...paths(apiRoutes), ...jaeger, ...jaeger.map((path) => `/jaeger${path}`)]);
}

/** Listen. Throws the listener's error (EADDRINUSE …). */
export function listenUi(app: Express, host: string, port: number): Promise<Listener> {
	const limits = {
		maxHeaderSize: LIMITS.headerBytes,
		headersTimeout: LIMITS.headersTimeoutMs,
		requestTimeout: LIMITS.bodyTimeoutMs,
		keepAliveTimeout: LIMITS.idleTimeoutMs,
		connectionsCheckingInterval: 1000,
		requireHostHeader: false,
	};
	const server = createServer(limits, app);
	server.maxConnections = LIMITS.connectionsPerListener;
	server.on("clientError", answerBroken);
	return listenHttpServer(server, host, port);
}

const notFound: RequestHandler = (_request, response) => {
	const error = new SpanglassError("not_found", "there is nothing at this address");
	void sendAnswer(response, errorAnswer(error, requestIdOf(response)));
};

/** Errors of Express itself (an undecodable path, a body over the limit) keep their status; anything else is a bug. Four parameters: Express counts them. */
function createErrorHandler(onBug: (error: SpanglassError) => void): ErrorRequestHandler {
	return (thrown: unknown, _request, response, _next) => {
		const { status, limit = LIMITS.apiBodyBytes } = (thrown ?? {}) as { readonly status?: unknown; readonly limit?: number };
		if (response.headersSent) return void response.destroy();
		const requestId = requestIdOf(response);
		if (thrown instanceof SpanglassError) return void sendAnswer(response, errorAnswer(thrown, requestId));
		if (typeof status !== "number" || status < 400 || status > 499) {
			const bug = new SpanglassError("internal", "something went wrong inside the collector", { cause: thrown });
			onBug(bug);
			return void sendAnswer(response, errorAnswer(bug, requestId));
		}
		const message = status === 413 ? `the body is larger than ${limit} bytes` : "the request cannot be read";
		void sendAnswer(response, errorAnswer(new SpanglassError("invalid_input", message), requestId, status));
	};
}

const BROKEN: Readonly<Record<string, string>> = {
	ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
	HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
};

/** Bytes that node:http could not read as a request: the same headers, no body, the end of the connection. */
function answerBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
	if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
	const lines = FIXED_HEADERS.map(([name, value]) => `${name}: ${value}\r\n`).join("");
	const status = BROKEN[error.code ?? ""] ?? "400 Bad Request";
	socket.end(`HTTP/1.1 ${status}\r\n${lines}Content-Length: 0\r\nConnection: close\r\n\r\n`, () => socket.destroy());
}
