import type { DocumentJson } from "@spanglass/shared/api/document-schemas";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { AppEditor } from "../../query/app-documents.ts";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { jsonAnswer, listAnswer, type RouteRequest, wholeList } from "./json-answer.ts";

type Document = Awaited<ReturnType<AppEditor["putDocument"]>>;

function documentToJson({ kind, id, json, version, updatedAt }: Document): DocumentJson {
	return { kind, id, json, version, updatedAt: unixNanosFromMillis(updatedAt).toString() };
}

export async function getSetting({ path }: RouteRequest<"setting">, services: QueryServices): Promise<Answer> {
	return jsonAnswer({ data: { key: path.key, ...services.documents.getSetting(path.key) } });
}

export async function putSetting({ path, body }: RouteRequest<"putSetting">, editor: AppEditor): Promise<Answer> {
	return jsonAnswer({ data: { key: path.key, ...(await editor.putSetting(path.key, body)) } });
}

export async function listDocuments(request: RouteRequest<"documents">, services: QueryServices, control: Control): Promise<Answer> {
	const rows = services.documents.listDocuments(request.path.kind);
	const facts = wholeList(rows.length, undefined);
	return listAnswer({ rows, toJson: documentToJson }, facts, { control, startedMs: request.startedMs });
}

export async function getDocument({ path }: RouteRequest<"document">, services: QueryServices): Promise<Answer> {
	return jsonAnswer({ data: documentToJson(services.documents.getDocument(path.kind, path.id)) });
}

export async function postDocument({ path, body }: RouteRequest<"postDocument">, editor: AppEditor): Promise<Answer> {
	return jsonAnswer({ data: documentToJson(await editor.addDocument(path.kind, body.json)) }, 201);
}

export async function putDocument({ path, body }: RouteRequest<"putDocument">, editor: AppEditor): Promise<Answer> {
	return jsonAnswer({ data: documentToJson(await editor.putDocument(path.kind, path.id, body)) });
}

export async function deleteDocument({ path, query }: RouteRequest<"deleteDocument">, editor: AppEditor): Promise<Answer> {
	await editor.deleteDocument(path.kind, path.id, query.version);
	return jsonAnswer({ data: null });
}
