/**
 * A logical call from one service to another: breaker outside, attempts with deadline and back-off inside.
 *
 *   breaker open ──▶ fails fast, nothing goes out
 *   attempt 1 ── deadline, unavailable ──▶ back-off ──▶ attempt 2 ── … ──▶ the answer, or the last error
 */
import grpc from "@grpc/grpc-js";
import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { ServiceName } from "../instance.ts";
import type { Address } from "../registry/client.ts";
import { createRpcClient, type RpcClient } from "../rpc/client.ts";
import { type AnswerOf, type MethodName, type RequestOf, RpcError, statusName } from "../rpc/methods.ts";
import type { ServiceContext } from "../services/service.ts";
import { sleep } from "../sleep.ts";
import { type BackOff, backOffMs } from "./back-off.ts";
import { type Breaker, type BreakerPolicy, type BreakerState, createBreaker } from "./breaker.ts";

export interface CallPolicy {
	/** Of each attempt. */
	readonly deadlineMs: number;
	readonly attempts: number;
	readonly backOff: BackOff;
	/** Statuses after which another attempt is made. */
	readonly retryOn: readonly grpc.status[];
}

export interface LogicalCall<M extends MethodName> {
	readonly callee: ServiceName;
	readonly method: M;
	readonly request: RequestOf<M>;
	readonly policy: CallPolicy;
	/** Calls with the same key go to the same instance as long as the instances stay the same; without one they take turns. */
	readonly key?: string;
}

export interface Caller {
	/** Throws RpcError: the last attempt's, or UNAVAILABLE when the breaker is open. */
	call<M extends MethodName>(call: LogicalCall<M>): Promise<AnswerOf<M>>;
	close(): void;
}

export const UNAVAILABLE: readonly grpc.status[] = [grpc.status.UNAVAILABLE];
export const UNAVAILABLE_OR_LATE: readonly grpc.status[] = [grpc.status.UNAVAILABLE, grpc.status.DEADLINE_EXCEEDED];
/** Answers that are about the request, not about the health of the callee. */
const HEALTHY: readonly grpc.status[] = [grpc.status.RESOURCE_EXHAUSTED, grpc.status.FAILED_PRECONDITION, grpc.status.NOT_FOUND];
const STATE_VALUE: Readonly<Record<BreakerState, number>> = { closed: 0, "half-open": 1, open: 2 };

/** Without a policy for breakers nothing fails fast. */
export function createCaller(context: ServiceContext, breakerPolicy: BreakerPolicy | undefined): Caller {
	const { telemetry, registry, random, tell } = context;
	const { logger, measures } = telemetry;
	const rpc: RpcClient = createRpcClient();
	const breakers = new Map<ServiceName, Breaker>();
	const attempts = measures.counter("shop.client.attempts", { unit: "{attempt}", description: "Attempts of calls, retries included" });
	const calls = measures.counter("shop.client.calls", { unit: "{call}", description: "Logical calls, however many attempts they took" });
	const breakerOf = (callee: ServiceName): Breaker | undefined => {
		if (breakerPolicy === undefined) return undefined;
		const breaker = breakers.get(callee) ?? createBreaker(breakerPolicy, (state, ratio) => logBreaker(callee, state, ratio));
		breakers.set(callee, breaker);
		return breaker;
	};
	const logBreaker = (callee: ServiceName, state: BreakerState, ratio: number): void => {
		const fields = { peer: callee, state, failure_ratio: ratio };
		if (state === "open") logger.error(fields, `circuit breaker for ${callee} opened`);
		else logger.warn(fields, `circuit breaker for ${callee} is ${state}`);
		trace.getActiveSpan()?.addEvent("circuit_breaker.state_change", { "circuit_breaker.peer": callee, "circuit_breaker.state": state });
	};
	const gauge = { unit: "1", description: "0 closed, 1 half-open, 2 open" };
	const readStates = () => [...breakers].map(([peer, breaker]) => ({ value: STATE_VALUE[breaker.state()], attributes: { peer } }));
	if (breakerPolicy !== undefined) measures.gauge("shop.circuit_breaker.state", gauge, readStates);

	async function attemptOnce<M extends MethodName>({ callee, method, request, policy, key }: LogicalCall<M>, attempt: number) {
		const { address } = pick(await registry.find(callee), key);
		const began = performance.now();
		const told = { call: method, attempt, outcome: attempt === 1 ? "first" : "retry" } as const;
		try {
			attempts(1, { peer: callee, attempt: attempt === 1 ? "first" : "retry" });
			const answer = await rpc.attempt({ address, method, request, deadlineMs: policy.deadlineMs, attempt });
			tell({ ...told, status: "OK", ms: performance.now() - began });
			return answer;
		} catch (error) {
			const failure = error instanceof RpcError ? error : new RpcError(grpc.status.INTERNAL, String(error));
			tell({ ...told, status: statusName(failure.code), ms: performance.now() - began });
			if (failure.code === grpc.status.DEADLINE_EXCEEDED) tell({ call: method, attempt, outcome: "deadline" });
			throw failure;
		}
	}

	let turn = random.below(1000);
	const pick = (addresses: readonly Address[], key: string | undefined): Address => {
		turn += 1;
		const at = (key === undefined ? turn : hashOf(key)) % addresses.length;
		return addresses[at] ?? { id: "", address: "" };
	};

	async function withRetries<M extends MethodName>(call: LogicalCall<M>): Promise<AnswerOf<M>> {
		for (let attempt = 1; ; attempt += 1) {
			try {
				return await attemptOnce(call, attempt);
			} catch (error) {
				if (!(error instanceof RpcError)) throw error;
				if (attempt === call.policy.attempts || !call.policy.retryOn.includes(error.code)) throw error;
				const waitMs = backOffMs(call.policy.backOff, attempt + 1, random.next());
				const fields = { peer: call.callee, attempt, status: statusName(error.code), wait_ms: Math.round(waitMs) };
				logger.warn(fields, `retrying ${call.method} (${attempt + 1}/${call.policy.attempts})`);
				await sleep(waitMs);
			}
		}
	}

	function failFast(callee: ServiceName, method: string): RpcError {
		const [rpcService = "", rpcMethod = ""] = method.split("/");
		const attributes = { "rpc.system": "grpc", "rpc.service": rpcService, "rpc.method": rpcMethod, "circuit_breaker.state": "open" };
		const span = telemetry.tracer.startSpan(`grpc.${method}`, { kind: SpanKind.CLIENT, attributes });
		const message = `circuit breaker for ${callee} is open`;
		span.setStatus({ code: SpanStatusCode.ERROR, message }).setAttribute("error.type", "CircuitBreakerOpen").end();
		tell({ call: method, outcome: "fail-fast" });
		return new RpcError(grpc.status.UNAVAILABLE, message);
	}

	return {
		call: async (call) => {
			const breaker = breakerOf(call.callee);
			const count = (outcome: string) => calls(1, { peer: call.callee, outcome });
			if (breaker?.allow(performance.now()) === false) {
				count("fail-fast");
				throw failFast(call.callee, call.method);
			}
			try {
				const answer = await withRetries(call);
				breaker?.record(true, performance.now());
				count("ok");
				return answer;
			} catch (error) {
				const isHealthy = error instanceof RpcError && HEALTHY.includes(error.code);
				breaker?.record(isHealthy, performance.now());
				count(error instanceof RpcError ? statusName(error.code) : "error");
				throw error;
			}
		},
		close: () => rpc.close(),
	};
}

function hashOf(key: string): number {
	let hash = 0;
	for (const char of key) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0;
	return hash;
}
