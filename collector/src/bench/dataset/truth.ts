/** What is right: answers made from the plans of a data set, in one pass for many questions. */

import { hexOf, ROLE } from "./shop.ts";
import { createTraceRandom, fillTrace, statusCodeOf, TracePlan } from "./trace-plan.ts";

/** Traces [0, count) of a seed. */
export interface TraceSet {
	readonly seed: number;
	readonly count: number;
}

export function traceIdOf(plan: TracePlan): string {
	return [...plan.traceWords].map(hexOf).join("");
}

/** One question about single spans: it holds for a trace when it holds for at least one span. */
export type SpanTest = (plan: TracePlan, row: number) => boolean;

/** Server spans (and calls of a service to itself) of one operation that took long enough. */
export const isSlowOperation =
	(service: number, operation: number, minNanos: number): SpanTest =>
	(plan, row) =>
		plan.service[row] === service &&
		plan.peer[row] === service &&
		plan.operation[row] === operation &&
		(plan.role[row] === ROLE.server || plan.role[row] === ROLE.call) &&
		(plan.length[row] ?? 0) >= minNanos;

export const hasTenant =
	(tenant: number): SpanTest =>
	(plan, row) =>
		row === 0 && plan.tenant === tenant;

export const hasUser =
	(user: number): SpanTest =>
	(plan, row) =>
		row === 0 && plan.user === user;

export const hasStatusCode =
	(code: number): SpanTest =>
	(plan, row) =>
		(plan.role[row] === ROLE.server || plan.role[row] === ROLE.call) && statusCodeOf(plan, row) === code;

/** By question: ids of the newest traces that it holds for, newest first, at most `limit`. */
export function newestMatches(set: TraceSet, tests: readonly SpanTest[], limit: number): readonly (readonly string[])[] {
	const found: string[][] = tests.map(() => []);
	const plan = new TracePlan();
	const random = createTraceRandom(set.seed);
	const holds = (test: SpanTest): boolean => {
		for (let row = 0; row < plan.spanCount; row++) if (test(plan, row)) return true;
		return false;
	};
	let open = tests.length;
	for (let n = set.count - 1; n >= 0 && open > 0; n--) {
		fillTrace(plan, random, n);
		tests.forEach((test, question) => {
			const ids = found[question];
			if (ids === undefined || ids.length === limit || !holds(test)) return;
			ids.push(traceIdOf(plan));
			if (ids.length === limit) open--;
		});
	}
	return found;
}

/** Ids of the traces that took longest, longest first. */
export function longestTraces(set: TraceSet, limit: number): readonly string[] {
	const plan = new TracePlan();
	const random = createTraceRandom(set.seed);
	const durations = new Float64Array(set.count);
	for (let n = 0; n < set.count; n++) {
		fillTrace(plan, random, n);
		durations[n] = plan.duration;
	}
	const numbers = Array.from(durations.keys()).sort((a, b) => (durations[b] ?? 0) - (durations[a] ?? 0));
	return numbers.slice(0, limit).map((n) => {
		fillTrace(plan, random, n);
		return traceIdOf(plan);
	});
}

/** How many traces hold at least `spans` spans together, and how many spans those are. */
export function tracesFor(seed: number, spans: number): { readonly traces: number; readonly spans: number } {
	const plan = new TracePlan();
	const random = createTraceRandom(seed);
	let total = 0;
	let n = 0;
	for (; total < spans; n++) {
		fillTrace(plan, random, n);
		total += plan.spanCount;
	}
	return { traces: n, spans: total };
}
