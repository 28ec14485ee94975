/** Stock in memory, behind a service that can be made slow or unavailable. */
import { randomUUID } from "node:crypto";
import grpc from "@grpc/grpc-js";
import type { Fault } from "../instance.ts";
import { logNormal } from "../random.ts";
import { RpcError } from "../rpc/methods.ts";
import { implement, serveRpc } from "../rpc/server.ts";
import { sleep } from "../sleep.ts";
import type { RunningService, ServiceContext } from "./service.ts";

const LEVEL = 400;
/** Share of calls that fail while the stock service is ill. */
const ILL_SHARE = 0.85;

export async function startInventory({ telemetry, random }: ServiceContext): Promise<RunningService> {
	const { logger, measures, tracer } = telemetry;
	const stock = new Map<string, number>();
	let fault: Fault = "none";
	const reserved = measures.counter("shop.items.reserved", { unit: "{item}", description: "Items reserved for orders" });
	const left = { unit: "{item}", description: "Items left of the article with the fewest" };
	measures.gauge("shop.stock.lowest", left, () => [{ value: Math.min(LEVEL, ...stock.values()) }]);

	async function work(medianMs: number): Promise<void> {
		if (fault === "breaker" && random.next() < ILL_SHARE) {
			logger.error({ replica: "stock-2" }, "the stock replica refuses connections");
			throw new RpcError(grpc.status.UNAVAILABLE, "the stock replica refuses connections");
		}
		await sleep(fault === "deadline" ? logNormal(random, 600, 0.3) : logNormal(random, medianMs, 0.4));
	}

	const server = await serveRpc("shop.Inventory", [
		implement("shop.Inventory/Reserve", async ({ order, items }) => {
			await work(12);
			await tracer.startActiveSpan("choose warehouse", async (span) => {
				await sleep(logNormal(random, 4, 0.4));
				span.end();
			});
			for (const item of items) {
				const count = stock.get(item) ?? LEVEL;
				if (count === 1) logger.warn({ item }, "stock refilled");
				stock.set(item, count <= 1 ? LEVEL : count - 1);
			}
			reserved(items.length);
			logger.info({ order, items: items.length }, "items reserved");
			return { id: randomUUID() };
		}),
		implement("shop.Inventory/Stock", async ({ items }) => {
			await work(6);
			return { counts: items.map((item) => stock.get(item) ?? LEVEL) };
		}),
	]);
	return {
		...server,
		setFault: (next) => {
			fault = next;
		},
	};
}
