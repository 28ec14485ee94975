/** Receivers and trying them out. Secrets come in, and only their names go out. */
import type { ReceiverJson, ReceiverTestJson, WrittenReceiverJson } from "@spanglass/shared/api/receiver-schemas";
import { RECEIVER_DOCUMENTS, RECEIVER_SECRET_DOCUMENTS, type ReceiverSettings } from "@spanglass/shared/model/receiver";
import { checkReceiver, mergeSecrets, type StoredReceiver } from "../../alerting/notify/receivers.ts";
import { testMessage } from "../../alerting/notify/test-message.ts";
import { readSecrets, readSettings } from "../../alerting/stored-documents.ts";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { OutboxEntry } from "../../store/api/alert-store.ts";
import type { Answer } from "../answer.ts";
import { nanosText } from "./alert-json.ts";
import type { AlertDesk } from "./alerts.ts";
import { jsonAnswer, listAnswer, type RouteRequest, wholeList } from "./json-answer.ts";

const LATEST = 100;
const WAITING = 1000;

export async function listReceivers(request: RouteRequest<"receivers">, services: QueryServices, control: Control): Promise<Answer> {
	const { documents, alerts } = services;
	const secrets = new Map(documents.listDocuments(RECEIVER_SECRET_DOCUMENTS).map(({ id, json }) => [id, readSecrets(json)]));
	const rows = documents
		.listDocuments(RECEIVER_DOCUMENTS)
		.flatMap(({ id, version, updatedAt, json }) => {
			const settings = readSettings(json);
			return settings === undefined ? [] : [{ id, version, updatedAt, settings, secrets: secrets.get(id) ?? {} }];
		})
		.sort((a, b) => (a.settings.name < b.settings.name ? -1 : 1));
	const toJson = (row: Written): ReceiverJson => {
		const ever = { from: 0, to: Number.MAX_SAFE_INTEGER, receiver: row.id };
		const latest = alerts.listOutbox({ ...ever, limit: LATEST }).filter(({ result }) => result !== undefined);
		const waiting = alerts.listOutbox({ ...ever, state: "waiting", limit: WAITING }).length;
		return { ...writtenToJson(row), lastDelivery: lastOf(latest), waiting };
	};
	return listAnswer({ rows, toJson }, wholeList(rows.length, undefined), { control, startedMs: request.startedMs });
}

type Written = Pick<StoredReceiver, "id" | "version" | "updatedAt" | "settings" | "secrets">;

function writtenToJson({ id, version, updatedAt, settings, secrets }: Written): WrittenReceiverJson {
	const { name, channel, enabled, sendResolved, language, options } = settings;
	const given = Object.entries(options).map(([key, value]) => [key, Array.isArray(value) ? [...value] : value] as const);
	return {
		...{ id, version, updatedAt: nanosText(updatedAt), name, channel, enabled, sendResolved, language },
		options: Object.fromEntries(given) as WrittenReceiverJson["options"],
		secretsSet: Object.keys(secrets).sort(),
	};
}

function lastOf(entries: readonly OutboxEntry[]): ReceiverJson["lastDelivery"] {
	const [last] = entries.toSorted((a, b) => (b.updatedAt ?? 0) - (a.updatedAt ?? 0));
	if (last?.result === undefined) return null;
	const { ok, status, error } = last.result;
	return { at: nanosText(last.updatedAt ?? last.createdAt), ok, status: status ?? null, error: error ?? null };
}

type Body = Omit<RouteRequest<"postReceiver">["body"], "secrets">;

function settingsOf({ name, channel, enabled, sendResolved, language, options }: Body): ReceiverSettings {
	return { name, channel, enabled, sendResolved, language, options };
}

export async function postReceiver({ body }: RouteRequest<"postReceiver">, { notify }: AlertDesk): Promise<Answer> {
	return jsonAnswer({ data: writtenToJson(await notify.receivers.add(settingsOf(body), body.secrets)) }, 201);
}

export async function putReceiver({ path, body }: RouteRequest<"putReceiver">, { notify }: AlertDesk): Promise<Answer> {
	const { secrets: changes, version } = body;
	return jsonAnswer({ data: writtenToJson(await notify.receivers.put(path.receiverId, settingsOf(body), { changes, version })) });
}

export async function deleteReceiver({ path, query }: RouteRequest<"deleteReceiver">, { notify }: AlertDesk): Promise<Answer> {
	await notify.receivers.remove(path.receiverId, query.version);
	return jsonAnswer({ data: null });
}

export async function testReceiver({ body }: RouteRequest<"testReceiver">, { notify, now }: AlertDesk): Promise<Answer> {
	const settings = settingsOf(body);
	const known = body.id === undefined ? undefined : notify.receivers.known(body.id);
	const secrets = mergeSecrets(known, settings, body.secrets);
	checkReceiver(settings, secrets);
	const { result } = await notify.deliver(testMessage(settings, notify.pageUrl(), now()), secrets);
	const { ok, status, body: text, error, tookMs } = result;
	const answer: ReceiverTestJson = { ok, status: status ?? null, body: text ?? "", error: error ?? null, tookMs };
	return jsonAnswer(answer);
}
