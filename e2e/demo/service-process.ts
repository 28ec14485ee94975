/** One instance of one service: started by the runner, which hands in an `Instance` and listens on the IPC channel. */
import { trace } from "@opentelemetry/api";
import type { FromChild, Instance, ServiceName, ToChild, TruthEntry } from "./instance.ts";
import { createRandom } from "./random.ts";
import { createRegistryClient } from "./registry/client.ts";
import type { ServiceContext, StartService } from "./services/service.ts";
import { startTelemetry } from "./telemetry/start.ts";

/** Imported when started, so that a process holds only what its service needs. */
const SERVICES: Readonly<Record<ServiceName, () => Promise<StartService>>> = {
	gateway: async () => (await import("./services/gateway.ts")).startGateway,
	checkout: async () => (await import("./services/checkout.ts")).startCheckout,
	payment: async () => (await import("./services/payment.ts")).startPayment,
	inventory: async () => (await import("./services/inventory.ts")).startInventory,
	orders: async () => (await import("./services/orders.ts")).startOrders,
	fulfil: async () => (await import("./services/fulfil.ts")).startFulfil,
	notify: async () => (await import("./services/notify.ts")).startNotify,
};
/** Without its runner an instance flushes for so long and then ends; one that is still starting ends at once. */
const ORPHAN_MS = 3000;

await main();

async function main(): Promise<void> {
	let stop = async (): Promise<void> => process.exit(1);
	process.on("disconnect", () => {
		setTimeout(() => process.exit(1), ORPHAN_MS);
		void stop();
	});
	const instance: Instance = JSON.parse(process.env.DEMO_INSTANCE ?? "");
	const telemetry = startTelemetry(instance, (counts) => send({ type: "counts", counts }));
	const registry = createRegistryClient(instance);
	const start = await SERVICES[instance.service]();
	const { service, version, id } = instance;
	const tell: ServiceContext["tell"] = (told) =>
		send({ type: "truth", entry: { service, instance: id, version, ...activeTrace(), ...told } });
	const running = await start({ instance, telemetry, registry, random: createRandom(instance.seed), tell });
	await registry.register(running.port);
	let stopping = false;
	stop = async () => {
		if (stopping) return;
		stopping = true;
		await registry.leave();
		await running.close();
		telemetry.logger.info("stopped");
		await telemetry.stop();
		process.send?.({ type: "counts", counts: telemetry.counts() } satisfies FromChild, () => process.exit(0));
		if (!process.connected) process.exit(0);
	};
	process.on("message", (message: ToChild) => {
		if (message.type === "stop") void stop();
		else running.setFault?.(message.fault);
	});
	process.on("SIGTERM", () => void stop());
	process.on("SIGINT", () => undefined);
	telemetry.logger.info({ port: running.port }, `${service} ${version} started`);
	send({ type: "ready", port: running.port });
}

function activeTrace(): Pick<TruthEntry, "traceId"> {
	const traceId = trace.getActiveSpan()?.spanContext().traceId;
	return traceId === undefined ? {} : { traceId };
}

/** A runner that is about to be gone does not hear it. */
function send(message: FromChild): void {
	if (process.connected) process.send?.(message, () => undefined);
}
