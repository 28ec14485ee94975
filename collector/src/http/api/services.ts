import { rangeFromParams } from "@spanglass/shared/api/codec";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { listAnswer, type RouteRequest, wholeList } from "./json-answer.ts";
import { serviceToJson } from "./model-json.ts";

export async function listServices(request: RouteRequest<"services">, services: QueryServices, control: Control): Promise<Answer> {
	const range = rangeFromParams(request.query, services.now());
	const rows = await services.services.list(range, request.query.env, control);
	return listAnswer({ rows, toJson: serviceToJson }, wholeList(rows.length, range), { control, startedMs: request.startedMs });
}
