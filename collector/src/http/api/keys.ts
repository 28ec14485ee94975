/** Keys and values for autocomplete. */
import { rangeFromParams } from "@spanglass/shared/api/codec";
import type { KeyCountJson, ValueCountJson } from "@spanglass/shared/api/schemas";
import { fieldFromText } from "@spanglass/shared/query/listed-values";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { listAnswer, type RouteRequest } from "./json-answer.ts";

export async function listKeys(request: RouteRequest<"keys">, services: QueryServices, control: Control): Promise<Answer> {
	const { signal, scope, q, from, to, limit } = request.query;
	const range = rangeFromParams({ from, to }, services.now());
	const page = await services.suggestions.keys({ signal, range, scope, text: q, limit }, control);
	const toJson = ({ key, scope: place, count }: (typeof page.keys)[number]): KeyCountJson => ({ key, scope: place, count });
	return listAnswer({ rows: page.keys, toJson }, { ...page, cursor: undefined, range }, { control, startedMs: request.startedMs });
}

export async function listKeyValues(request: RouteRequest<"keyValues">, services: QueryServices, control: Control): Promise<Answer> {
	const { signal, prefix, from, to, limit } = request.query;
	const range = rangeFromParams({ from, to }, services.now());
	const field = fieldFromText(request.path.key);
	const page = await services.suggestions.values({ signal, range, field, prefix, limit }, control);
	const toJson = ({ text, count }: (typeof page.values)[number]): ValueCountJson => ({ value: text, count });
	return listAnswer({ rows: page.values, toJson }, { ...page, cursor: undefined, range }, { control, startedMs: request.startedMs });
}
