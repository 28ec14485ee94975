import { SpanglassError } from "@spanglass/shared/model/errors";
import { jaegerKind, jaegerNameOfService } from "@spanglass/shared/otlp/jaeger-json";
import { ALL_TIME } from "@spanglass/shared/query/time-range";
import { JAEGER_UNKNOWN_SERVICE, UNKNOWN_SERVICE } from "@spanglass/shared/semconv/identity";
import { unixNanos } from "@spanglass/shared/units/time";
import type { Answer } from "../../answer.ts";
import { envelopeAnswer } from "./envelope.ts";
import { millisOf } from "./params.ts";
import { serviceFilter } from "./search-filter.ts";
import type { JaegerContext } from "./traces.ts";

const DAY = 24n * 3600n * 1_000_000_000n;

/** `GET /api/services`. */
export async function listServices(context: JaegerContext): Promise<Answer> {
	const names = await context.services.services.listServiceNames(context.control);
	const nameless = names.includes(UNKNOWN_SERVICE) ? await namesOfUnknown(context) : [];
	const sorted = [...names.filter((name) => name !== UNKNOWN_SERVICE), ...nameless].sort();
	return envelopeAnswer(sorted, sorted.length);
}

/** Which of the two the store's `unknown_service` stands for: resources without a name, resources that are called so, or both. */
async function namesOfUnknown({ services, control }: JaegerContext): Promise<readonly string[]> {
	const names: string[] = [];
	for (const name of [UNKNOWN_SERVICE, JAEGER_UNKNOWN_SERVICE]) {
		const query = { range: ALL_TIME, filter: serviceFilter(name), sort: "newest", limit: 1, cursor: undefined } as const;
		const page = await services.traces.find(query, control);
		if (page.traces.length > 0) names.push(name);
	}
	return names;
}

/** `GET /api/services/{service}/operations`: names only. */
export async function listOperationNames(service: string, context: JaegerContext): Promise<Answer> {
	const operations = await operationsOf(service, context);
	const names = [...new Set(operations.map((operation) => operation.name))].sort();
	return envelopeAnswer(names, names.length);
}

/** `GET /api/operations?service&spanKind`. */
export async function listOperations(params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const service = params.get("service") ?? "";
	if (service === "") throw new SpanglassError("invalid_input", "parameter 'service' is required", { field: "service" });
	const spanKind = params.get("spanKind") ?? "";
	const operations = await operationsOf(service, context);
	const data = operations
		.map((operation) => ({ name: operation.name, spanKind: jaegerKind(operation.kind) }))
		.filter((operation) => spanKind === "" || operation.spanKind === spanKind);
	return envelopeAnswer(data, data.length);
}

function operationsOf(service: string, { services, control }: JaegerContext) {
	return services.services.listOperations(service === JAEGER_UNKNOWN_SERVICE ? UNKNOWN_SERVICE : service, undefined, control);
}

/** `GET /api/dependencies?endTs&lookback&service`: pairs of different services, parent and child of one span pair, counted (ADR-006). */
export async function listDependencies(params: URLSearchParams, { services, control }: JaegerContext): Promise<Answer> {
	const end = millisOf(params, "endTs") ?? services.now();
	const lookback = millisOf(params, "lookback") ?? DAY;
	const range = { start: unixNanos(end > lookback ? end - lookback : 0n), end: unixNanos(end + 1n) };
	const service = params.get("service") ?? "";
	const pairs = await services.services.listPairs(range, control);
	const data = pairs
		.map(({ parent, child, count }) => ({ parent: jaegerNameOfService(parent), child: jaegerNameOfService(child), callCount: count }))
		.filter(({ parent, child }) => service === "" || parent === service || child === service);
	return envelopeAnswer(data, data.length);
}
