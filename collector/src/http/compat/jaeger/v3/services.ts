import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Answer } from "../../../answer.ts";
import type { JaegerContext } from "../context.ts";
import { listJaegerDependencies, listJaegerOperations, listJaegerServices } from "../service-names.ts";
import { v3Answer } from "./answers.ts";
import { requiredRange, textOf } from "./params.ts";

/** `GET /api/v3/services`. */
export async function listV3Services(context: JaegerContext): Promise<Answer> {
	return v3Answer({ services: await listJaegerServices(context) });
}

/** `GET /api/v3/operations`: an unspecified kind is internal, as Jaeger has it, so that both fields are always set. */
export async function listV3Operations(params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const service = textOf(params, ["service"]).text;
	if (service === "") throw new SpanglassError("invalid_input", "parameter service is required", { field: "service" });
	const kind = textOf(params, ["spanKind", "span_kind"]).text;
	const operations = (await listJaegerOperations(service, context))
		.map(({ name, spanKind }) => ({ name, spanKind: spanKind === "" ? "internal" : spanKind }))
		.filter(({ spanKind }) => kind === "" || spanKind === kind);
	const distinct = new Map(operations.map((operation) => [JSON.stringify(operation), operation]));
	return v3Answer({ operations: [...distinct.values()] });
}

/** `GET /api/v3/dependencies`: counts are text, as a 64-bit number is in a protobuf's JSON. */
export async function listV3Dependencies(params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const range = requiredRange(params, ["startTime", "start_time"], ["endTime", "end_time"]);
	const pairs = await listJaegerDependencies(range, context);
	return v3Answer({ dependencies: pairs.map((pair) => ({ ...pair, callCount: String(pair.callCount) })) });
}
