import { OTHER_TEMPLATE } from "@spanglass/shared/analysis/log-template";
import { rangeFromParams, traceIdParam } from "@spanglass/shared/api/codec";
import type { LogTemplatesJson } from "@spanglass/shared/api/log-schemas";
import { logRecordToApiJson } from "@spanglass/shared/api/model-json";
import type { LogVolumeJson } from "@spanglass/shared/api/schemas";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import { parseItemFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { ALL_TIME } from "@spanglass/shared/query/time-range";
import type { Control, LogQuery, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { jsonAnswer, listAnswer, type RouteRequest, scannedOf, tookMs } from "./json-answer.ts";
import { stillToCount } from "./rollup-json.ts";

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

const RECORDS =
	"Log records by the minute of their time (their own, else when they were observed), repeated ones included. A template is what messages of one statement have in common.";

export async function listLogTemplates(request: RouteRequest<"logTemplates">, services: QueryServices, control: Control): Promise<Answer> {
	const { from, to, env, ns, service, level, limit } = request.query;
	const wanted = { environment: env, namespace: ns, service, severity: level };
	const where = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
	const range = rangeFromParams({ from, to }, services.now());
	const told = await services.logs.templates({ range, where, limit }, control);
	const colorOf = services.colors.lookup();
	const answer: LogTemplatesJson = {
		range: { from: told.buckets.range.start.toString(), to: told.buckets.range.end.toString() },
		definition: RECORDS,
		start: told.buckets.start.toString(),
		stepMinutes: told.buckets.stepMinutes,
		bucketCount: told.buckets.count,
		data: told.rows.map(({ text, counts, firstSeen, ...row }) => ({
			...row,
			template: text,
			color: colorOf(row.service),
			share: told.records === 0 ? 0 : row.count / told.records,
			counts: [...counts],
			firstSeen: firstSeen?.toString() ?? null,
		})),
		total: told.total,
		records: told.records,
		complete: told.blocksToRollUp === 0,
		warnings: [...stillToCount(told.blocksToRollUp), ...lostTexts(told.rows)],
		tookMs: tookMs(request.startedMs),
	};
	return jsonAnswer(answer);
}

function lostTexts(rows: readonly { readonly id: string; readonly text: string }[]): readonly string[] {
	const lost = rows.filter(({ id, text }) => text === id && id !== OTHER_TEMPLATE).length;
	return lost === 0 ? [] : [`The texts of ${lost} templates were damaged and are lost; their counts are right.`];
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
