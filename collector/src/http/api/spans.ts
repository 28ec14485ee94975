import { rangeFromParams } from "@spanglass/shared/api/codec";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import { parseFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { listAnswer, type RouteRequest, wholeList } from "./json-answer.ts";
import { spanSummaryToJson } from "./model-json.ts";

export async function findSpans(request: RouteRequest<"spans">, services: QueryServices, control: Control): Promise<Answer> {
	const { q, from, to, env, sort, limit, cursor } = request.query;
	const filter = inEnvironment(parseFilterOrThrow(q), env);
	const range = rangeFromParams({ from, to }, services.now());
	const page = await services.spans.findSpans({ range, filter, sort, limit, cursor }, control);
	const colorOf = services.colors.lookup();
	const rows = { rows: page.spans, toJson: (span: (typeof page.spans)[number]) => spanSummaryToJson(span, colorOf) };
	return listAnswer(rows, { ...page, range }, { control, startedMs: request.startedMs });
}

export async function listServiceExemplars(
	request: RouteRequest<"serviceExemplars">,
	services: QueryServices,
	control: Control,
): Promise<Answer> {
	const { from, to, env, op, near, failed, limit } = request.query;
	const range = rangeFromParams({ from, to }, services.now());
	const question = {
		service: request.path.name,
		environment: env,
		range,
		operation: op,
		nearNanos: near,
		failedOnly: failed === "true",
		limit,
	};
	const spans = await services.spans.findExemplars(question, control);
	const colorOf = services.colors.lookup();
	const rows = { rows: spans, toJson: (span: (typeof spans)[number]) => spanSummaryToJson(span, colorOf) };
	return listAnswer(rows, wholeList(spans.length, range), { control, startedMs: request.startedMs });
}
