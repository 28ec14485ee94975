/** Publish and consume, whatever carries the messages; delivery is at least once. */
import type { ServiceContext } from "../services/service.ts";
import { createMqttBroker } from "./mqtt.ts";

export interface Delivery {
	readonly id: string;
	readonly body: Readonly<Record<string, unknown>>;
	/** The broker delivered this message before and was not told that it was processed. */
	readonly isRedelivered: boolean;
}

/** What became of a delivery: `lost` = processed, but the connection broke before the broker heard of it. */
export type Settlement = "processed" | "lost";

export interface Subscription {
	readonly destination: string;
	/** Each group gets every message once; within a group one message is processed after the other. */
	readonly group: string;
	/** `parent`: the consumer's span continues the producer's trace; `link`: it starts its own and links to it. */
	readonly join: "parent" | "link";
	handle(delivery: Delivery): Promise<Settlement>;
}

export interface Broker {
	publish(destination: string, body: Readonly<Record<string, unknown>>): Promise<void>;
	consume(subscription: Subscription): Promise<void>;
	/** Consume what is queued, for some seconds at most. */
	close(): Promise<void>;
}

/** MQTT for the fleet's own broker, AMQP 0-9-1 for a RabbitMQ. */
export async function connectBroker(context: ServiceContext): Promise<Broker> {
	if (context.instance.broker.startsWith("mqtt:")) return createMqttBroker(context);
	const { createAmqpBroker } = await import("./amqp.ts");
	return createAmqpBroker(context);
}
