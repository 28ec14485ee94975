/** The middle of the system: reserves, charges, records the order. Its policies decide how an incident looks from above. */
import grpc from "@grpc/grpc-js";
import { BREAKER_POLICY } from "../resilience/breaker.ts";
import { type CallPolicy, createCaller, UNAVAILABLE_OR_LATE } from "../resilience/call.ts";
import { RpcError } from "../rpc/methods.ts";
import { implement, serveRpc } from "../rpc/server.ts";
import { httpCall } from "./http-call.ts";
import type { RunningService, ServiceContext } from "./service.ts";

/** Five attempts of 300 ms: harmless as long as payment is quick. */
const PAY: CallPolicy = { deadlineMs: 300, attempts: 5, backOff: { firstMs: 25, maxMs: 250 }, retryOn: UNAVAILABLE_OR_LATE };
const RESERVE: CallPolicy = { deadlineMs: 250, attempts: 2, backOff: { firstMs: 20, maxMs: 100 }, retryOn: UNAVAILABLE_OR_LATE };
const STOCK: CallPolicy = { deadlineMs: 150, attempts: 2, backOff: { firstMs: 20, maxMs: 100 }, retryOn: UNAVAILABLE_OR_LATE };
const ORDERS_TIMEOUT_MS = 2000;

export async function startCheckout(context: ServiceContext): Promise<RunningService> {
	const { telemetry, registry } = context;
	const { logger, measures, tracer } = telemetry;
	const caller = createCaller(context, BREAKER_POLICY);
	const took = measures.histogram("shop.checkout.duration", { unit: "s", description: "From the call to the receipt" });
	const value = measures.counter("shop.revenue", { unit: "{cent}", description: "Charged to accounts" });
	const running = measures.upDown("shop.checkouts.running", { unit: "{checkout}", description: "Checkouts in progress" });

	async function recordOrder(body: { readonly order: string; readonly account: string; readonly cents: number }): Promise<void> {
		const [orders] = await registry.find("orders");
		const answer = await httpCall({ method: "POST", url: `http://${orders?.address}/orders`, body, timeoutMs: ORDERS_TIMEOUT_MS });
		if (answer.status !== 201) throw new RpcError(grpc.status.INTERNAL, `orders answered ${answer.status}`);
	}

	const server = await serveRpc("shop.Checkout", [
		implement("shop.Checkout/Pay", async ({ order, account, cents, items }) => {
			const began = performance.now();
			running(1);
			try {
				await caller.call({ callee: "inventory", method: "shop.Inventory/Reserve", request: { order, items }, policy: RESERVE });
				const charge = { order, account, cents };
				const paid = await caller.call({ callee: "payment", method: "shop.Payment/Pay", request: charge, policy: PAY, key: account });
				await recordOrder(charge);
				value(cents);
				logger.info({ order, account, cents }, "order paid");
				return { order, charge: paid.id };
			} catch (error) {
				logger.error({ order, account, err: error }, "checkout failed");
				throw error;
			} finally {
				running(-1);
				took((performance.now() - began) / 1000, { "rpc.method": "Pay" });
			}
		}),
		implement("shop.Checkout/Cart", async ({ account }) => {
			const items = [`${account}-a`, `${account}-b`];
			await caller.call({ callee: "inventory", method: "shop.Inventory/Stock", request: { items }, policy: STOCK });
			return { items };
		}),
		implement("shop.Checkout/Quote", async ({ items }) => {
			const { counts } = await caller.call({ callee: "inventory", method: "shop.Inventory/Stock", request: { items }, policy: STOCK });
			return tracer.startActiveSpan("price items", (span) => {
				const cents = counts.reduce((sum, count) => sum + 100 + (count % 7) * 50, 0);
				span.setAttribute("shop.items", counts.length).end();
				return { cents };
			});
		}),
	]);
	return {
		port: server.port,
		close: async () => {
			await server.close();
			caller.close();
		},
	};
}
