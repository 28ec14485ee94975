/** Records orders in SQLite and says so on the topic `orders/created`. */
import express, { type ErrorRequestHandler } from "express";
import { connectBroker } from "../broker/broker.ts";
import { listenHttp } from "./listen.ts";
import { openOrdersTable } from "./orders-table.ts";
import type { RunningService, ServiceContext } from "./service.ts";

export const ORDERS_CREATED = "orders/created";

export async function startOrders(context: ServiceContext): Promise<RunningService> {
	const { logger, measures, tracer } = context.telemetry;
	const broker = await connectBroker(context);
	const table = openOrdersTable(tracer);
	const created = measures.counter("shop.orders.created", { unit: "{order}", description: "Orders recorded" });
	measures.gauge("shop.orders.stored", { unit: "{order}", description: "Orders in the database" }, () => [{ value: table.count() }]);
	const app = express();
	app.disable("x-powered-by").use(express.json());
	app.post("/orders", async (request, response) => {
		const { order, account, cents } = orderFromBody(request.body);
		table.insert({ id: order, account, cents, status: "paid" });
		created(1);
		await broker.publish(ORDERS_CREATED, { order, account });
		logger.info({ order, cents }, "order recorded");
		response.status(201).json({ order });
	});
	app.get("/orders/:order", (request, response) => {
		const row = table.find(request.params.order);
		if (row === undefined) response.status(404).json({ error: "no such order" });
		else response.json(row);
	});
	app.patch("/orders/:order", (request, response) => {
		const status = String(request.body?.status ?? "unknown");
		table.setStatus(request.params.order, status);
		logger.info({ order: request.params.order, status }, "order changed");
		response.json({ status });
	});
	const onError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
		logger.error({ err: error }, "request failed");
		response.status(500).json({ error: "failed" });
	};
	app.use(onError);
	const server = await listenHttp(app);
	return {
		port: server.port,
		close: async () => {
			await server.close();
			await broker.close();
			table.close();
		},
	};
}

function orderFromBody(body: unknown) {
	const given: Readonly<Record<string, unknown>> = typeof body === "object" && body !== null ? { ...body } : {};
	return { order: String(given.order), account: String(given.account), cents: Number(given.cents) };
}
