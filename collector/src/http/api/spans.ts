import { rangeFromParams } from "@spanglass/shared/api/codec";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import { parseFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { listAnswer, type RouteRequest } from "./json-answer.ts";
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
