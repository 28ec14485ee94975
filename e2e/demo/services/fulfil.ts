/** Packs what was ordered. Its spans continue the producer's trace, so that the time in queue is seen inside of it. */
import { connectBroker, type Delivery, type Settlement } from "../broker/broker.ts";
import type { Fault } from "../instance.ts";
import { logNormal } from "../random.ts";
import { sleep } from "../sleep.ts";
import { httpCall } from "./http-call.ts";
import { ORDERS_CREATED } from "./orders.ts";
import { forgetOldest } from "./remembered.ts";
import type { RunningService, ServiceContext } from "./service.ts";

/** Share of messages after which the connection breaks before the broker hears that they were processed. */
const LOST_SHARE = 0.02;
const ORDERS_TIMEOUT_MS = 2000;

export async function startFulfil(context: ServiceContext): Promise<RunningService> {
	const { telemetry, registry, random, tell } = context;
	const { logger, measures, tracer } = telemetry;
	const done = new Set<string>();
	let fault: Fault = "none";
	const packed = measures.counter("shop.orders.packed", { unit: "{order}", description: "Orders packed" });
	const again = measures.counter("shop.orders.duplicates", {
		unit: "{message}",
		description: "Messages of orders that were packed before",
	});

	async function pack(order: string): Promise<void> {
		await tracer.startActiveSpan("pack order", async (span) => {
			await sleep(fault === "queue" ? logNormal(random, 1600, 0.2) : logNormal(random, 35, 0.4));
			span.end();
		});
		const [orders] = await registry.find("orders");
		const url = `http://${orders?.address}/orders/${encodeURIComponent(order)}`;
		await httpCall({ method: "PATCH", url, body: { status: "packed" }, timeoutMs: ORDERS_TIMEOUT_MS });
	}

	async function handle({ id, body, isRedelivered }: Delivery): Promise<Settlement> {
		const order = String(body.order);
		if (done.has(id)) {
			again(1);
			tell({ call: `process ${ORDERS_CREATED}`, outcome: "duplicate" });
			logger.warn({ order, redelivered: isRedelivered }, "order was packed before, message skipped");
			return "processed";
		}
		await pack(order);
		done.add(id);
		forgetOldest(done);
		packed(1);
		logger.info({ order }, "order packed");
		if (random.next() >= LOST_SHARE) return "processed";
		logger.error({ order }, "connection to the broker lost before the message was acknowledged");
		return "lost";
	}

	const broker = await connectBroker(context);
	await broker.consume({ destination: ORDERS_CREATED, group: "fulfil", join: "parent", handle });
	return {
		port: 0,
		setFault: (next) => {
			fault = next;
		},
		close: () => broker.close(),
	};
}
