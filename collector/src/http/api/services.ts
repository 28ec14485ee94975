import { rangeFromParams } from "@spanglass/shared/api/codec";
import type { ServiceDurationsJson } from "@spanglass/shared/api/schemas";
import type { Control, QueryServices } from "../../query/query-services.ts";
import { wholeMinutes } from "../../store/api/rollup-queries.ts";
import type { Answer } from "../answer.ts";
import { jsonAnswer, listAnswer, type RouteRequest, tookMs, wholeList } from "./json-answer.ts";
import { serviceToJson } from "./model-json.ts";
import { stillToCount } from "./rollup-json.ts";

export async function listServices(request: RouteRequest<"services">, services: QueryServices, control: Control): Promise<Answer> {
	const now = services.now();
	const range = wholeMinutes(rangeFromParams(request.query, now));
	const rows = await services.services.list({ range, environment: request.query.env, now }, control);
	const { blocksToRollUp } = await services.rollups.pairingCounters(control);
	const facts = { ...wholeList(rows.length, range), complete: blocksToRollUp === 0, warnings: stillToCount(blocksToRollUp) };
	return listAnswer({ rows, toJson: serviceToJson }, facts, { control, startedMs: request.startedMs });
}

export async function listServiceDurations(
	request: RouteRequest<"serviceDurations">,
	services: QueryServices,
	control: Control,
): Promise<Answer> {
	const { from, to, env, op, kind, at } = request.query;
	const range = rangeFromParams({ from, to }, services.now());
	const query = { service: request.path.name, name: op, kind, range, environment: env, at };
	const stats = await services.services.listDurations(query, control);
	const answer: ServiceDurationsJson = {
		count: stats.count,
		errorCount: stats.errorCount,
		below: stats.below ?? null,
		p50Nanos: stats.p50 ?? null,
		p95Nanos: stats.p95 ?? null,
		p99Nanos: stats.p99 ?? null,
		histogram: stats.histogram.map((bucket) => ({ fromNanos: bucket.from, toNanos: bucket.to, count: bucket.count })),
		complete: true,
		warnings: [],
		tookMs: tookMs(request.startedMs),
	};
	return jsonAnswer(answer);
}
