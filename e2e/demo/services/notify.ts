/** Writes to the customer. Its traces are its own and link to the producer's. */
import { connectBroker } from "../broker/broker.ts";
import { logNormal } from "../random.ts";
import { sleep } from "../sleep.ts";
import { ORDERS_CREATED } from "./orders.ts";
import type { RunningService, ServiceContext } from "./service.ts";

export async function startNotify(context: ServiceContext): Promise<RunningService> {
	const { logger, measures, tracer } = context.telemetry;
	const sent = measures.counter("shop.mails.sent", { unit: "{mail}", description: "Mails handed to the mail server" });
	const broker = await connectBroker(context);
	await broker.consume({
		destination: ORDERS_CREATED,
		group: "notify",
		join: "link",
		handle: async ({ body }) => {
			await tracer.startActiveSpan("render mail", async (span) => {
				await sleep(logNormal(context.random, 8, 0.3));
				span.end();
			});
			sent(1);
			logger.info({ account: String(body.account) }, "mail sent");
			return "processed";
		},
	});
	return { port: 0, close: () => broker.close() };
}
