/** RabbitMQ through amqplib, whose instrumentation makes the spans and carries the context in the message's headers. */
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import type { ConsumeMessage } from "amqplib";
import type { ServiceContext } from "../services/service.ts";
import type { Broker, Settlement, Subscription } from "./broker.ts";
import { envelopeFromBytes, envelopeToBytes } from "./envelope.ts";

const EXCHANGE = "shop";

export async function createAmqpBroker({ instance, telemetry, tell }: ServiceContext): Promise<Broker> {
	const amqplib: typeof import("amqplib") = createRequire(import.meta.url)("amqplib");
	const connection = await amqplib.connect(instance.broker);
	connection.on("error", (error: Error) => telemetry.logger.error({ err: error }, "broker connection failed"));
	const channel = await connection.createConfirmChannel();
	await channel.assertExchange(EXCHANGE, "topic", { durable: false, autoDelete: true });
	await channel.prefetch(1);
	let inHand: Promise<unknown> = Promise.resolve();

	async function process(message: ConsumeMessage, { destination, handle }: Subscription): Promise<void> {
		const { id, body } = envelopeFromBytes(message.content);
		const isRedelivered = message.fields.redelivered;
		tell({ call: `process ${destination}`, outcome: isRedelivered ? "redelivered" : "consumed" });
		const settlement = await handle({ id, body, isRedelivered }).catch((error: unknown): Settlement => {
			telemetry.logger.error({ err: error }, `message of ${destination} was not processed`);
			return "processed";
		});
		if (settlement === "processed") channel.ack(message);
		else channel.nack(message, false, true);
	}

	return {
		publish: async (destination, body) => {
			const id = randomUUID();
			tell({ call: `publish ${destination}`, outcome: "published" });
			channel.publish(EXCHANGE, destination, envelopeToBytes({ id, headers: {}, body }), { messageId: id });
			await channel.waitForConfirms();
		},
		consume: async (subscription) => {
			const { queue } = await channel.assertQueue(`shop.${subscription.group}`, { durable: false, autoDelete: true });
			await channel.bindQueue(queue, EXCHANGE, subscription.destination);
			await channel.consume(queue, (message) => {
				if (message !== null) inHand = process(message, subscription);
			});
		},
		close: async () => {
			await inHand;
			await connection.close();
		},
	};
}
