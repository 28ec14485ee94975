import type { DocumentJson } from "@spanglass/shared/api/document-schemas";
import { RULE_DOCUMENTS } from "@spanglass/shared/model/alert-rule";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { RECEIVER_DOCUMENTS, RECEIVER_SECRET_DOCUMENTS } from "@spanglass/shared/model/receiver";
import { SILENCE_DOCUMENTS } from "@spanglass/shared/model/silence";
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

/** Kinds that have routes of their own, which check what they keep, and keep secrets. */
const OWN_ROUTES: Readonly<Record<string, string>> = {
	[RULE_DOCUMENTS]: "/alerts/rules",
	[SILENCE_DOCUMENTS]: "/alerts/silences",
	[RECEIVER_DOCUMENTS]: "/alerts/receivers",
	[RECEIVER_SECRET_DOCUMENTS]: "/alerts/receivers",
};

function checkKind(kind: string): string {
	const path = OWN_ROUTES[kind];
	if (path === undefined || !Object.hasOwn(OWN_ROUTES, kind)) return kind;
	throw new SpanglassError("unsupported", `documents of kind ${kind} are not read or written here`, { advice: `Use ${path}.` });
}

export async function listDocuments(request: RouteRequest<"documents">, services: QueryServices, control: Control): Promise<Answer> {
	const rows = services.documents.listDocuments(checkKind(request.path.kind));
	const facts = wholeList(rows.length, undefined);
	return listAnswer({ rows, toJson: documentToJson }, facts, { control, startedMs: request.startedMs });
}

export async function getDocument({ path }: RouteRequest<"document">, services: QueryServices): Promise<Answer> {
	return jsonAnswer({ data: documentToJson(services.documents.getDocument(checkKind(path.kind), path.id)) });
}

export async function postDocument({ path, body }: RouteRequest<"postDocument">, editor: AppEditor): Promise<Answer> {
	return jsonAnswer({ data: documentToJson(await editor.addDocument(checkKind(path.kind), body.json)) }, 201);
}

export async function putDocument({ path, body }: RouteRequest<"putDocument">, editor: AppEditor): Promise<Answer> {
	return jsonAnswer({ data: documentToJson(await editor.putDocument(checkKind(path.kind), path.id, body)) });
}

export async function deleteDocument({ path, query }: RouteRequest<"deleteDocument">, editor: AppEditor): Promise<Answer> {
	await editor.deleteDocument(checkKind(path.kind), path.id, query.version);
	return jsonAnswer({ data: null });
}
