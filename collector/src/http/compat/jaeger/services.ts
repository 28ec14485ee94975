import { SpanglassError } from "@spanglass/shared/model/errors";
import { unixNanos } from "@spanglass/shared/units/time";
import type { Answer } from "../../answer.ts";
import type { JaegerContext } from "./context.ts";
import { envelopeAnswer } from "./envelope.ts";
import { millisOf } from "./params.ts";
import { listJaegerDependencies, listJaegerOperations, listJaegerServices } from "./service-names.ts";

const DAY = 24n * 3600n * 1_000_000_000n;

/** `GET /api/services`. */
export async function listServices(context: JaegerContext): Promise<Answer> {
	const names = await listJaegerServices(context);
	return envelopeAnswer(names, names.length);
}

/** `GET /api/services/{service}/operations`: names only. */
export async function listOperationNames(service: string, context: JaegerContext): Promise<Answer> {
	const operations = await listJaegerOperations(service, context);
	const names = [...new Set(operations.map((operation) => operation.name))].sort();
	return envelopeAnswer(names, names.length);
}

/** `GET /api/operations?service&spanKind`. */
export async function listOperations(params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const service = params.get("service") ?? "";
	if (service === "") throw new SpanglassError("invalid_input", "parameter 'service' is required", { field: "service" });
	const spanKind = params.get("spanKind") ?? "";
	const operations = await listJaegerOperations(service, context);
	const data = operations.filter((operation) => spanKind === "" || operation.spanKind === spanKind);
	return envelopeAnswer(data, data.length);
}

/** `GET /api/dependencies?endTs&lookback&service`. */
export async function listDependencies(params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const end = millisOf(params, "endTs") ?? context.services.now();
	const lookback = millisOf(params, "lookback") ?? DAY;
	const range = { start: unixNanos(end > lookback ? end - lookback : 0n), end: unixNanos(end + 1n) };
	const service = params.get("service") ?? "";
	const pairs = await listJaegerDependencies(range, context);
	const data = pairs.filter(({ parent, child }) => service === "" || parent === service || child === service);
	return envelopeAnswer(data, data.length);
}
