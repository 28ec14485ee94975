import { rangeFromParams, traceIdParam } from "@spanglass/shared/api/codec";
import type { LogVolumeJson } from "@spanglass/shared/api/schemas";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import { parseItemFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { ALL_TIME } from "@spanglass/shared/query/time-range";
import type { Control, LogQuery, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { jsonAnswer, listAnswer, type RouteRequest, scannedOf, tookMs } from "./json-answer.ts";
import { logRecordToApiJson } from "./model-json.ts";

export async function findLogs(request: RouteRequest<"logs">, services: QueryServices, control: Control): Promise<Answer> {
	const { q, from, to, env, order, limit, cursor } = request.query;
	const filter = inEnvironment(parseItemFilterOrThrow(q, "log record"), env);
	const range = rangeFromParams({ from, to }, services.now());
	return logPage({ range, filter, traceId: undefined, order, limit, cursor }, { services, control, startedMs: request.startedMs });
}

export async function countLogs(request: RouteRequest<"logVolume">, services: QueryServices, control: Control): Promise<Answer> {
	const { q, from, to, env } = request.query;
	const filter = inEnvironment(parseItemFilterOrThrow(q, "log record"), env);
	const volume = await services.logs.volume(rangeFromParams({ from, to }, services.now()), filter, control);
	const { buckets, range, counts, total, complete, warnings } = volume;
	const answer: LogVolumeJson = {
		start: buckets.start.toString(),
		stepNanos: buckets.stepNanos,
		counts: Object.fromEntries(Object.entries(counts).map(([level, byBucket]) => [level, [...byBucket]])),
		total,
		complete,
		scanned: scannedOf({ ...volume, range }),
		warnings: [...warnings],
		tookMs: tookMs(request.startedMs),
	};
	return jsonAnswer(answer);
}

export async function findTraceLogs(request: RouteRequest<"traceLogs">, services: QueryServices, control: Control): Promise<Answer> {
	const { q, limit, cursor } = request.query;
	const traceId = traceIdParam(request.path.traceId);
	const filter = parseItemFilterOrThrow(q, "log record");
	return logPage({ range: ALL_TIME, filter, traceId, order: "oldest", limit, cursor }, { services, control, startedMs: request.startedMs });
}

interface LogContext {
	readonly services: QueryServices;
	readonly control: Control;
	readonly startedMs: number;
}

async function logPage(query: LogQuery, { services, control, startedMs }: LogContext): Promise<Answer> {
	const page = await services.logs.findLogs(query, control);
	const colorOf = services.colors.lookup();
	const toJson = ({ id, record }: (typeof page.records)[number]) => logRecordToApiJson(id, record, colorOf);
	return listAnswer({ rows: page.records, toJson }, { ...page, range: query.range }, { control, startedMs });
}
