/** What main's event stream asks of a query worker: the event of one topic for what arrived between two journal sequences. */

import { logRecordToApiJson, traceSummaryToJson } from "@spanglass/shared/api/model-json";
import type { LogsEventJson, TracesEventJson } from "@spanglass/shared/api/schemas";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import type { Filter } from "@spanglass/shared/query/filter";
import { parseFilterOrThrow, parseItemFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import type { Control, NewsQuery, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { jsonAnswer } from "./json-answer.ts";

/** Records of one event take at most so much text, far below what a slow tab may owe. */
const EVENT_CHARACTERS = 1024 * 1024;
/** Nothing to tell. A new one each time: the bytes of an answer are given away with it. */
const emptyAnswer = (): Answer => ({ status: 200, headers: {}, body: new Uint8Array(0) });

/** `topic=traces|logs&since=<sequence>&until=<sequence>&q=<query>&env=<environment>` to the topic's event; empty when nothing is new. */
export async function liveNews(text: string, services: QueryServices, control: Control): Promise<Answer> {
	const params = new URLSearchParams(text);
	const q = params.get("q") ?? "";
	const env = params.get("env") ?? undefined;
	const news = { since: sequenceParam(params, "since"), until: sequenceParam(params, "until") };
	const topic = params.get("topic");
	if (topic === "traces") return liveTraces(news.since, inEnvironment(parseFilterOrThrow(q), env), { services, control });
	if (topic === "logs")
		return liveLogs({ ...news, filter: inEnvironment(parseItemFilterOrThrow(q, "log record"), env) }, services, control);
	throw new SpanglassError("invalid_input", "unknown topic", { field: "topic" });
}

function sequenceParam(params: URLSearchParams, name: string): number {
	const sequence = Number(params.get(name) ?? Number.NaN);
	if (Number.isSafeInteger(sequence) && sequence >= 0) return sequence;
	throw new SpanglassError("invalid_input", `${name} is no sequence`, { field: name });
}

/** Traces that grew further meanwhile are told as they are now, so `until` is not asked for. */
async function liveTraces(
	since: number,
	filter: Filter,
	{ services, control }: { readonly services: QueryServices; readonly control: Control },
): Promise<Answer> {
	const page = await services.traces.findSince(since, filter, control);
	if (page.traces.length === 0) return emptyAnswer();
	const colorOf = services.colors.lookup();
	const traces = page.traces.map((trace) => traceSummaryToJson(trace, colorOf));
	const event: TracesEventJson = { traces, skipped: Math.max(0, (page.total ?? 0) - traces.length) };
	return jsonAnswer(event);
}

async function liveLogs(query: NewsQuery, services: QueryServices, control: Control): Promise<Answer> {
	const { records, total } = await services.logs.findNews(query, control);
	if (total === 0) return emptyAnswer();
	const colorOf = services.colors.lookup();
	const fitting = everyOtherUntilItFits(records.map(({ id, record }) => logRecordToApiJson(id, record, colorOf)));
	const event: LogsEventJson = { records: fitting, skipped: total - fitting.length };
	return jsonAnswer(event);
}

/** Long records are thinned out evenly; one alone is sent however long it is. */
function everyOtherUntilItFits(records: LogsEventJson["records"]): LogsEventJson["records"] {
	const sized = records.map((record) => ({ record, characters: JSON.stringify(record).length }));
	let kept = sized;
	while (kept.length > 1 && kept.reduce((sum, { characters }) => sum + characters, 0) > EVENT_CHARACTERS) {
		kept = kept.filter((_, index) => index % 2 === 0);
	}
	return kept.map(({ record }) => record);
}
