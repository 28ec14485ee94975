/** MQTT with spans made by hand: no instrumentation package exists for it. */
import { randomUUID } from "node:crypto";
import { context, type Link, propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import mqtt, { type MqttClient } from "mqtt";
import type { ServiceContext } from "../services/service.ts";
import { sleep } from "../sleep.ts";
import type { Broker, Settlement, Subscription } from "./broker.ts";
import { type Envelope, envelopeFromBytes, envelopeToBytes } from "./envelope.ts";

const RECONNECT_MS = 200;
/** A queue is empty when nothing came for this long; what is still in it after DRAIN_MS stays there. */
const IDLE_MS = 400;
const DRAIN_MS = 8000;
const SYSTEM = { "messaging.system": "mqtt" };

export async function createMqttBroker(service: ServiceContext): Promise<Broker> {
	const { instance, telemetry } = service;
	const options = { clientId: instance.id, clean: false, reconnectPeriod: RECONNECT_MS, resubscribe: true };
	const client = await mqtt.connectAsync(instance.broker, options);
	client.on("error", (error) => telemetry.logger.error({ err: error }, "broker connection failed"));
	let inHand: Promise<unknown> = Promise.resolve();
	let lastAt = 0;
	/** The fleet's broker sends them again, but without the mark that MQTT has for that. */
	const unsettled = new Set<string>();
	return {
		publish: (destination, body) => publish(service, client, destination, body),
		consume: async (subscription) => {
			client.handleMessage = (packet, done) => {
				const envelope = envelopeFromBytes(Buffer.from(packet.payload));
				const isRedelivered = packet.dup || unsettled.delete(envelope.id);
				lastAt = performance.now();
				inHand = process(service, subscription, { envelope, isRedelivered }).then((settlement) => {
					if (settlement === "processed") return done();
					unsettled.add(envelope.id);
					client.stream.destroy();
				});
			};
			await client.subscribeAsync(subscription.destination, { qos: 1 });
		},
		close: async () => {
			const giveUpAt = performance.now() + DRAIN_MS;
			do {
				await inHand;
				if (lastAt > 0) await sleep(IDLE_MS);
			} while (performance.now() - lastAt < IDLE_MS && performance.now() < giveUpAt);
			await client.endAsync();
		},
	};
}

async function publish(
	{ telemetry, tell }: ServiceContext,
	client: MqttClient,
	destination: string,
	body: Envelope["body"],
): Promise<void> {
	const id = randomUUID();
	const attributes = {
		...SYSTEM,
		"messaging.operation.type": "send",
		"messaging.operation.name": "publish",
		"messaging.destination.name": destination,
		"messaging.message.id": id,
	};
	await telemetry.tracer.startActiveSpan(`publish ${destination}`, { kind: SpanKind.PRODUCER, attributes }, async (span) => {
		const headers: Record<string, string> = {};
		propagation.inject(context.active(), headers);
		const bytes = envelopeToBytes({ id, headers, body });
		span.setAttribute("messaging.message.body.size", bytes.length);
		tell({ call: `publish ${destination}`, outcome: "published" });
		await client.publishAsync(destination, bytes, { qos: 1 }).finally(() => span.end());
	});
}

interface Arrived {
	readonly envelope: Envelope;
	readonly isRedelivered: boolean;
}

/** Never rejects: a message that cannot be processed is logged and settled, so that it does not block the queue. */
async function process(service: ServiceContext, subscription: Subscription, { envelope, isRedelivered }: Arrived): Promise<Settlement> {
	const { telemetry, instance, tell } = service;
	const { destination, group, join, handle } = subscription;
	const producer = propagation.extract(ROOT_CONTEXT, envelope.headers);
	const from = trace.getSpanContext(producer);
	const links: Link[] = from === undefined ? [] : [{ context: from }];
	const attributes = {
		...SYSTEM,
		"messaging.operation.type": "process",
		"messaging.operation.name": "process",
		"messaging.destination.name": destination,
		"messaging.consumer.group.name": group,
		"messaging.client.id": instance.id,
		"messaging.message.id": envelope.id,
		...(isRedelivered ? { "messaging.message.redelivered": true } : {}),
	};
	const options = { kind: SpanKind.CONSUMER, attributes, links };
	const run = async (span: Span): Promise<Settlement> => {
		tell({ call: `process ${destination}`, outcome: isRedelivered ? "redelivered" : "consumed" });
		try {
			return await handle({ id: envelope.id, body: envelope.body, isRedelivered });
		} catch (error) {
			span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
			telemetry.logger.error({ err: error }, `message of ${destination} was not processed`);
			await sleep(1);
			return "processed";
		} finally {
			span.end();
		}
	};
	return telemetry.tracer.startActiveSpan(`process ${destination}`, options, join === "parent" ? producer : ROOT_CONTEXT, run);
}
