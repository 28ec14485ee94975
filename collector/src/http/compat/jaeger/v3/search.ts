/** The search parameters of `api_v3`. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import type { JaegerContext } from "../context.ts";
import { textsFromJson } from "../params.ts";
import { filterOfSearch } from "../search-filter.ts";
import { filterOfService } from "../service-names.ts";
import type { TraceSearch } from "../stored-traces.ts";
import { filterOfCall } from "./filter.ts";
import { callFromJson } from "./filter-json.ts";
import { durationParam, limitParam, malformed, type Names, requiredRange, textOf } from "./params.ts";

const SERVICE: Names = ["query.serviceName", "query.service_name"];
const OPERATION: Names = ["query.operationName", "query.operation_name", "query.spanName", "query.span_name"];
const ATTRIBUTES: Names = ["query.attributes"];
const DURATION_MIN: Names = ["query.durationMin", "query.duration_min"];
const DURATION_MAX: Names = ["query.durationMax", "query.duration_max"];
const FILTER: Names = ["query.filter"];
/** What a filter says instead. */
const INSTEAD_OF_FILTER = [SERVICE, OPERATION, ATTRIBUTES, DURATION_MIN, DURATION_MAX];
const PAGES: readonly Names[] = [
	["query.pagination.pageSize", "query.pagination.page_size"],
	["query.pagination.pageToken", "query.pagination.page_token"],
];

/** Traces with a span that satisfies all conditions and starts in the range. Throws unsupported for pages, which are not served. */
export async function v3SearchOf(params: URLSearchParams, context: JaegerContext): Promise<TraceSearch> {
	const range = requiredRange(params, ["query.startTimeMin", "query.start_time_min"], ["query.startTimeMax", "query.start_time_max"]);
	const limit = limitParam(params, ["query.searchDepth", ...["query.search_depth", "query.numTraces", "query.num_traces"]]);
	if (PAGES.some((names) => textOf(params, names).text !== "")) {
		throw new SpanglassError("unsupported", "pagination is not supported: use query.searchDepth", { field: "query.pagination" });
	}
	const { text: filter, name } = textOf(params, FILTER);
	if (filter === "") return { filter: await filterOfFields(params, context), range, limit };
	const other = INSTEAD_OF_FILTER.map((names) => textOf(params, names)).find(({ text }) => text !== "");
	if (other !== undefined) throw malformed(name, `it cannot stand beside ${other.name}`);
	return { filter: filterOfCall(callFromJson(filter)), range, limit };
}

async function filterOfFields(params: URLSearchParams, context: JaegerContext): Promise<TraceSearch["filter"]> {
	const service = textOf(params, SERVICE).text;
	const attributes = textOf(params, ATTRIBUTES);
	const minDuration = durationParam(params, DURATION_MIN);
	const maxDuration = durationParam(params, DURATION_MAX);
	if (minDuration !== undefined && maxDuration !== undefined && maxDuration < minDuration) {
		throw malformed(textOf(params, DURATION_MAX).name, `it is below ${textOf(params, DURATION_MIN).name}`);
	}
	return filterOfSearch({
		service: service === "" ? MATCH_ALL : await filterOfService(service, context),
		operation: textOf(params, OPERATION).text,
		tags: attributes.text === "" ? [] : textsFromJson(attributes.text, (reason) => malformed(attributes.name, reason)),
		...{ minDuration, maxDuration },
	});
}
