/**
 * Charges an account once per order. Two versions of it tell the story:
 *
 *   v41  asks the bank, then locks the account's row for the moment of writing.
 *   v42  locks the row first and holds it while the bank verifies. A caller that gives up after its deadline does not stop that, so its retry
 *        waits for the lock of its own first attempt until it is given up as well, and only a late one finds the charge done.
 */
import { randomUUID } from "node:crypto";
import grpc from "@grpc/grpc-js";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { createTokenBucket } from "../resilience/token-bucket.ts";
import { type RequestOf, RpcError } from "../rpc/methods.ts";
import { implement, serveRpc } from "../rpc/server.ts";
import { sleep } from "../sleep.ts";
import { httpCall } from "./http-call.ts";
import { forgetOldest } from "./remembered.ts";
import { createRowLocks } from "./row-locks.ts";
import type { RunningService, ServiceContext } from "./service.ts";

type Charge = RequestOf<"shop.Payment/Pay">;

const BANK_TIMEOUT_MS = 8000;
const LIMIT = { perSecond: 60, burst: 120 };
const LOCK_QUERY = "SELECT balance FROM accounts WHERE id = $1 FOR UPDATE";
const GIVEN_UP = "deadline exceeded while waiting for the row of the account";

export async function startPayment(context: ServiceContext): Promise<RunningService> {
	const { telemetry, instance, tell } = context;
	const { logger, measures } = telemetry;
	const charges = new Map<string, string>();
	const locks = createRowLocks();
	const bucket = createTokenBucket(LIMIT);
	const charged = measures.counter("shop.payments", { unit: "{payment}", description: "Payments made" });
	const lockWait = measures.histogram("shop.payment.lock.wait", { unit: "s", description: "Waiting for the row of the account" });
	measures.gauge("shop.payment.lock.waiting", { unit: "{call}", description: "Calls that wait for a row" }, () => [
		{ value: locks.waiting() },
	]);

	async function lockAccount(account: string, signal: AbortSignal): Promise<() => void> {
		const attributes = {
			"db.system.name": "postgresql",
			"db.namespace": "ledger",
			"db.operation.name": "SELECT",
			"db.collection.name": "accounts",
			"db.query.text": LOCK_QUERY,
			"server.address": "ledger-db",
		};
		const began = performance.now();
		return telemetry.tracer.startActiveSpan("SELECT accounts", { kind: SpanKind.CLIENT, attributes }, async (span) => {
			const free = await locks.lock(account, signal);
			const waitedMs = performance.now() - began;
			const fields = { account, waited_ms: Math.round(waitedMs) };
			lockWait(waitedMs / 1000, { outcome: free === undefined ? "given_up" : "locked" });
			if (free === undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: GIVEN_UP }).setAttribute("error.type", "canceled");
			span.end();
			if (free !== undefined && waitedMs > 50) logger.warn(fields, "waited for the row of the account");
			if (free !== undefined) return free;
			logger.error(fields, GIVEN_UP);
			throw new RpcError(grpc.status.DEADLINE_EXCEEDED, GIVEN_UP);
		});
	}

	async function askBank(path: string, { order, cents }: Charge): Promise<void> {
		const answer = await httpCall({ method: "POST", url: `${instance.bank}${path}`, body: { order, cents }, timeoutMs: BANK_TIMEOUT_MS });
		if (answer.status !== 200) throw new RpcError(grpc.status.UNAVAILABLE, `the bank answered ${answer.status}`);
	}

	async function write(charge: Charge): Promise<string> {
		await sleep(2);
		const id = randomUUID();
		charges.set(charge.order, id);
		forgetOldest(charges);
		charged(1, { version: instance.version });
		return id;
	}

	async function payLockedLate(charge: Charge, signal: AbortSignal): Promise<string> {
		await askBank("/charge", charge);
		const free = await lockAccount(charge.account, signal);
		try {
			return charges.get(charge.order) ?? (await write(charge));
		} finally {
			free();
		}
	}

	async function payLockedEarly(charge: Charge, signal: AbortSignal): Promise<string> {
		const free = await lockAccount(charge.account, signal);
		try {
			const done = charges.get(charge.order);
			if (done !== undefined) return done;
			await askBank("/charge/verified", charge);
			return await write(charge);
		} finally {
			free();
		}
	}

	const pay = instance.version === "v42" ? payLockedEarly : payLockedLate;
	return serveRpc("shop.Payment", [
		implement("shop.Payment/Pay", async (charge, call) => {
			if (!bucket.take(performance.now())) {
				tell({ call: "shop.Payment/Pay", outcome: "limited", status: "RESOURCE_EXHAUSTED" });
				throw new RpcError(grpc.status.RESOURCE_EXHAUSTED, "over the limit of this instance");
			}
			const isAgain = call.previousAttempts > 0;
			if (isAgain) tell({ call: "shop.Payment/Pay", outcome: "duplicate", attempt: call.previousAttempts + 1 });
			const id = await pay(charge, call.signal);
			const fields = { order: charge.order, account: charge.account, cents: charge.cents };
			if (call.signal.aborted) logger.error(fields, "payment made, but the caller had given up: deadline exceeded");
			else if (isAgain) logger.info(fields, "payment was made by an earlier attempt");
			else logger.info(fields, "payment made");
			return { id };
		}),
	]);
}
