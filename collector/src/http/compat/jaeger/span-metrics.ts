/** `GET /api/metrics/{latencies,calls,errors,minstep}`: Jaeger's monitor, answered from roll-ups. */
import { LIMITS } from "@spanglass/shared/model/limits";
import { jaegerNameOfService } from "@spanglass/shared/otlp/jaeger-json";
import { KIND_WORDS } from "@spanglass/shared/query/enum-words";
import { unixNanos } from "@spanglass/shared/units/time";
import type { Answer } from "../../answer.ts";
import { boundedBody } from "./bounded-body.ts";
import type { JaegerContext } from "./context.ts";
import { envelopeAnswer, envelopeError, streamedAnswer } from "./envelope.ts";
import { type FamilyKind, familyEnd, familyStart, metricText, type Steps } from "./metric-family.ts";
import { flagOf, invalidParam, millisOf } from "./params.ts";
import { storedServiceName } from "./service-names.ts";

const MILLI = 1_000_000n;
const MINUTE = 60_000n * MILLI;
/** Of parameters that are absent, in nanoseconds. */
const LOOKBACK = 60n * MINUTE;
const RATE_PER = 10n * MINUTE;
/** Points of one metric; Prometheus has the same bound. */
const MOST_POINTS = 11_000n;

/** `GET /api/metrics/minstep`: roll-ups count by the minute. */
export function minStep(): Answer {
	return envelopeAnswer(Number(MINUTE / MILLI), 0);
}

/**
 * One family of metrics: a metric of each service, or of each of its operations.
 *
 * Time    `step` and `ratePer` are widened to whole minutes; points end at the last whole minute before `endTs`, and each one counts the
 *         `ratePer` before it.
 * Result  every metric has all points; without a call in the time before it a point's latency and error rate are NaN. A service without
 *         spans of these kinds has no metric.
 */
export async function answerFamily(kind: FamilyKind, params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const quantile = kind === "latencies" ? quantileOf(params) : undefined;
	const question = questionOf(params, context.services.now());
	const body = await boundedBody(familyText({ kind, quantile, ...question }, context), {
		limitBytes: LIMITS.answerBytes,
		expectBytes: async (bytes) => bytes,
	});
	return body === undefined
		? envelopeError(413, "the answer is too large; ask for a larger step or a shorter lookback")
		: streamedAnswer(body);
}

interface FamilyQuestion {
	readonly services: readonly string[];
	readonly byOperation: boolean;
	readonly kinds: readonly number[];
	readonly steps: Steps;
}

function questionOf(params: URLSearchParams, now: bigint): FamilyQuestion {
	// Jaeger's page joins several services with a comma: `service=a,service=b`.
	const services = params
		.getAll("service")
		.flatMap((text) => text.split(",service="))
		.filter((name) => name !== "");
	if (services.length === 0) throw invalidParam("service", "please provide at least one service name");
	const byOperation = flagOf(params, "groupByOperation");
	const kinds = kindsOf(params);
	const endTs = millisOf(params, "endTs") ?? now;
	const lookback = millisOf(params, "lookback") ?? LOOKBACK;
	const step = wholeMinutes(millisOf(params, "step") ?? MINUTE);
	const ratePer = wholeMinutes(millisOf(params, "ratePer") ?? RATE_PER);
	if (lookback + ratePer > BigInt(LIMITS.rangeMs) * MILLI) throw invalidParam("lookback", "with 'ratePer' it is more than 30 days");
	if (lookback / step > MOST_POINTS) throw invalidParam("step", `it makes more than ${MOST_POINTS} points`);
	const end = (endTs / MINUTE) * MINUTE;
	const count = Number((lookback - (endTs - end)) / step) + 1;
	const isBeforeTime = endTs < lookback + ratePer;
	const first = unixNanos(isBeforeTime ? ratePer : end - BigInt(count - 1) * step);
	return { services, byOperation, kinds, steps: { first, count: isBeforeTime ? 0 : count, step, ratePer } };
}

function wholeMinutes(nanos: bigint): bigint {
	return nanos <= MINUTE ? MINUTE : ((nanos + MINUTE - 1n) / MINUTE) * MINUTE;
}

const KIND_NAMES: readonly string[] = KIND_WORDS;

/** OTLP numbers of `spanKind`, repeated; server when absent. */
function kindsOf(params: URLSearchParams): readonly number[] {
	const words = params.getAll("spanKind");
	if (words.length === 0) return [KIND_WORDS.indexOf("server")];
	return words.map((word) => {
		const kind = KIND_NAMES.indexOf(word);
		if (kind < 0) throw invalidParam("spanKind", `unsupported span kind: '${word.slice(0, 40)}'`);
		return kind;
	});
}

function quantileOf(params: URLSearchParams): number {
	const text = params.get("quantile") ?? "";
	const value = Number(text);
	if (text.trim() === "" || !(value >= 0 && value <= 1)) throw invalidParam("quantile", "a number from 0 to 1 is expected");
	return value;
}

async function* familyText(
	{
		kind,
		quantile,
		services,
		byOperation,
		kinds,
		steps,
	}: FamilyQuestion & { readonly kind: FamilyKind; readonly quantile: number | undefined },
	context: JaegerContext,
): AsyncGenerator<string> {
	yield familyStart(kind, byOperation, quantile);
	const range = { start: unixNanos(steps.first - steps.ratePer), end: unixNanos(steps.first + BigInt(steps.count - 1) * steps.step) };
	const stepMinutes = Number(greatestDivisor(steps.step, steps.ratePer) / MINUTE);
	let before = "";
	for (const service of steps.count === 0 ? [] : new Set(services.map(storedServiceName))) {
		const series = await context.services.rollups.spanSeries({ service, range, stepMinutes, kinds, byOperation }, context.control);
		for (const { operation, steps: counted } of series) {
			await context.control.checkpoint();
			const labels = { service: jaegerNameOfService(service), operation: byOperation ? operation : undefined };
			yield before + metricText({ kind, quantile, labels, counted, steps });
			before = ",";
		}
	}
	yield familyEnd();
}

function greatestDivisor(a: bigint, b: bigint): bigint {
	return b === 0n ? a : greatestDivisor(b, a % b);
}
