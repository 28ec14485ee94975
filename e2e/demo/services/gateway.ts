/** The front door: HTTP in, a limit for each client, gRPC on. Statuses of gRPC become statuses of HTTP here and nowhere else. */
import grpc from "@grpc/grpc-js";
import express, { type ErrorRequestHandler, type Request, type RequestHandler } from "express";
import { type CallPolicy, createCaller, UNAVAILABLE } from "../resilience/call.ts";
import { createTokenBucket, type TokenBucket } from "../resilience/token-bucket.ts";
import { RpcError } from "../rpc/methods.ts";
import { httpCall } from "./http-call.ts";
import { listenHttp } from "./listen.ts";
import type { RunningService, ServiceContext } from "./service.ts";

/** An instance that is gone is worth another attempt, at the next one; an answer that is late is not. */
const PAY: CallPolicy = { deadlineMs: 4000, attempts: 2, backOff: { firstMs: 20, maxMs: 100 }, retryOn: UNAVAILABLE };
const READ: CallPolicy = { deadlineMs: 1000, attempts: 2, backOff: { firstMs: 20, maxMs: 100 }, retryOn: UNAVAILABLE };
/** Partners have a contract for less than the shop's own clients. */
const LIMIT = { perSecond: 100, burst: 200 };
const PARTNER_LIMIT = { perSecond: 2, burst: 6 };
const ORDERS_TIMEOUT_MS = 1000;

const HTTP_STATUS: Readonly<Partial<Record<grpc.status, number>>> = {
	[grpc.status.DEADLINE_EXCEEDED]: 504,
	[grpc.status.UNAVAILABLE]: 503,
	[grpc.status.RESOURCE_EXHAUSTED]: 429,
	[grpc.status.NOT_FOUND]: 404,
};

export async function startGateway(context: ServiceContext): Promise<RunningService> {
	const { registry } = context;
	const caller = createCaller(context, undefined);
	const app = express();
	app.disable("x-powered-by").use(express.json(), createTiming(context), createLimit(context));
	app.post("/pay", async (request, response) => {
		const { order, account, cents, items } = payFromBody(request.body);
		const answer = await caller.call({
			callee: "checkout",
			method: "shop.Checkout/Pay",
			request: { order, account, cents, items },
			policy: PAY,
		});
		response.json(answer);
	});
	app.get("/cart/:account", async (request, response) => {
		const { account } = request.params;
		response.json(await caller.call({ callee: "checkout", method: "shop.Checkout/Cart", request: { account }, policy: READ }));
	});
	app.get("/quote", async (request, response) => {
		const items = String(request.query.items ?? "").split(",");
		response.json(await caller.call({ callee: "checkout", method: "shop.Checkout/Quote", request: { items }, policy: READ }));
	});
	app.get("/orders/:order", async (request, response) => {
		const [orders] = await registry.find("orders");
		const url = `http://${orders?.address}/orders/${encodeURIComponent(request.params.order)}`;
		const { status, body } = await httpCall({ method: "GET", url, timeoutMs: ORDERS_TIMEOUT_MS });
		response.status(status).json(body);
	});
	app.use(createErrorHandler(context));
	const server = await listenHttp(app);
	return {
		port: server.port,
		close: async () => {
			await server.close();
			caller.close();
		},
	};
}

function createTiming({ telemetry }: ServiceContext): RequestHandler {
	const { measures } = telemetry;
	const took = measures.histogram("shop.request.duration", { unit: "s", description: "Requests of users, by route and status" });
	const running = measures.upDown("shop.requests.running", { unit: "{request}", description: "Requests in progress" });
	return (request, response, next) => {
		const began = performance.now();
		running(1);
		response.on("close", () => {
			running(-1);
			const route = request.route?.path ?? "other";
			took((performance.now() - began) / 1000, { route, status: response.statusCode });
		});
		next();
	};
}

/** A bucket for each client by its name in `x-client`. */
function createLimit({ telemetry, tell }: ServiceContext): RequestHandler {
	const buckets = new Map<string, TokenBucket>();
	const limited = telemetry.measures.counter("shop.requests.limited", { unit: "{request}", description: "Requests over a client's limit" });
	return (request, response, next) => {
		const client = clientOf(request);
		const bucket = buckets.get(client) ?? createTokenBucket(client.startsWith("partner-") ? PARTNER_LIMIT : LIMIT);
		buckets.set(client, bucket);
		if (bucket.take(performance.now())) return next();
		limited(1, { client });
		tell({ call: `${request.method} ${request.path}`, outcome: "limited", status: "429" });
		telemetry.logger.warn({ client }, "client is over its limit");
		response.status(429).set("Retry-After", "1").json({ error: "over the limit" });
	};
}

/** Four parameters: express counts them. */
function createErrorHandler({ telemetry }: ServiceContext): ErrorRequestHandler {
	return (error: unknown, request, response, _next) => {
		const status = error instanceof RpcError ? (HTTP_STATUS[error.code] ?? 500) : 500;
		telemetry.logger.error({ err: error, status, path: request.path }, "request failed");
		response.status(status).json({ error: error instanceof Error ? error.message : "failed" });
	};
}

function clientOf(request: Request): string {
	return request.get("x-client") ?? "web";
}

function payFromBody(body: unknown) {
	const given: Readonly<Record<string, unknown>> = typeof body === "object" && body !== null ? { ...body } : {};
	const { order, account, cents, items } = given;
	return {
		order: String(order),
		account: String(account),
		cents: Number(cents),
		items: Array.isArray(items) ? items.map(String) : [],
	};
}
